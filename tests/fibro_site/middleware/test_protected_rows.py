"""The admin refuses to delete what is needed, such as the account of the author of a note, and says what to do."""

from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import ForeignKey, Model, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from articles.models import HomePage, InformationPage
from intake.staff import actions
from references.models import Reference
from tests.intake import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(ben: AbstractUser) -> AbstractUser:
    """Return Ben, who has written a note."""
    submission = builders.make_receipt(builders.make_version()).submission
    actions.add_note(submission.pk, "Called back.", by=ben)
    return ben


@pytest.mark.parametrize("method", ["get", "post"])
def test_account_with_notes_can_only_be_deactivated(dora_client: Client, leaver: AbstractUser, method: str) -> None:
    response = getattr(dora_client, method)(reverse("wagtailusers_users:delete", args=[leaver.pk]))
    assert response.status_code == 409
    told = response.content.decode()
    assert "Deactivate instead" in told
    assert reverse("wagtailusers_users:edit", args=[leaver.pk]) in told
    assert "Called back" not in told
    assert get_user_model().objects.filter(pk=leaver.pk).exists()


def test_bulk_delete_is_refused_as_a_whole(dora_client: Client, leaver: AbstractUser, cleo: AbstractUser) -> None:
    address = reverse("wagtail_bulk_action", args=["auth", "user", "delete"])
    response = dora_client.post(f"{address}?id={cleo.pk}&id={leaver.pk}")
    assert response.status_code == 409
    assert "Deactivate instead" in response.content.decode()
    assert get_user_model().objects.filter(pk__in=[leaver.pk, cleo.pk]).count() == 2


def test_account_without_notes_is_deleted(dora_client: Client, cleo: AbstractUser) -> None:
    address = reverse("wagtailusers_users:delete", args=[cleo.pk])
    assert dora_client.get(address).status_code == 200
    assert dora_client.post(address).status_code == 302
    assert not get_user_model().objects.filter(pk=cleo.pk).exists()


def test_language_in_use_is_not_deleted(dora_client: Client) -> None:
    locale = Locale.objects.get(language_code="en")
    Locale.objects.get_or_create(language_code="de")
    response = dora_client.post(reverse("wagtaillocales:delete", args=[locale.pk]))
    assert response.status_code < 500
    assert Locale.objects.filter(pk=locale.pk).exists()


# Models whose rows are protected. The middleware handles a new one alike; it needs a test here only if
# its admin offers to delete it in a way of its own.
PROTECTED = {
    "articles.personpage",
    "articles.topic",
    "auth.user",
    "wagtailcore.locale",
    "intake.questionnaire",
    "intake.questionnaireversion",
    "intake.receiver",
    "references.reference",
    "wagtail_localize.translationcontext",
}


def test_protected_models_are_listed() -> None:
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    kept = [
        field
        for field in fields
        if isinstance(field, ForeignKey) and field.remote_field.on_delete.__name__ in {"PROTECT", "RESTRICT"}
    ]
    assert {field.related_model._meta.label_lower for field in kept} == PROTECTED


# Every deletion goes through Django's collector, a row's and a queryset's.
@pytest.mark.parametrize("error", [ProtectedError, RestrictedError])
@pytest.mark.parametrize(
    ("model", "address"),
    [
        ("auth.group", "wagtailusers_groups:delete"),
        ("wagtailcore.page", "wagtailadmin_pages:delete"),
        ("wagtailcore.site", "wagtailsites:delete"),
        ("wagtailcore.collection", "wagtailadmin_collections:delete"),
        ("wagtailimages.image", "wagtailimages:delete"),
        ("wagtaildocs.document", "wagtaildocs:delete"),
        ("references.reference", "references:delete"),
    ],
)
@pytest.mark.usefixtures("starter_site")
def test_refused_deletion_shows_a_page_everywhere(
    dora_client: Client, model: str, address: str, error: type[Exception]
) -> None:
    row = make_row(apps.get_model(model))
    needing = {Page.objects.first()}
    with patch.object(Collector, "delete", side_effect=error("needed", needing)):
        response = dora_client.post(reverse(address, args=[row.pk]))
    assert response.status_code == 409
    assert "This cannot be deleted" in response.content.decode()


def make_row(model: type[Model]) -> Model:
    match model._meta.label_lower:
        case "wagtailcore.page":
            draft = InformationPage(title="Nobody has read it", slug="unread", live=False)
            return HomePage.objects.first().add_child(instance=draft)
        case "wagtailcore.collection":
            return model.get_first_root_node().add_child(name="Made for this")
        case "references.reference":
            return Reference.objects.create(title="Cited by nobody")
        case "wagtailimages.image":
            return model.objects.create(title="An image", file="x.png", width=1, height=1)
        case "wagtaildocs.document":
            return model.objects.create(title="A document", file="x.pdf")
    return model.objects.first()
