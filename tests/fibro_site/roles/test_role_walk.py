"""Every URL that the site mounts, and every kind of person: who is let in stands in expectations.py."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.template.backends.django import Template
from django.utils.safestring import SafeString
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Site, Task, Workflow

from articles.models import FaqEntry, GlossaryTerm, ReviewSettings, Topic
from fibro_site.accounts.roles import ensure_all_roles
from intake.http import build_cookie_name
from intake.patient import actions as patient_actions
from intake.patient.access import OWN_PAGE_COOKIE
from references.models import Reference
from tests.articles.builders import get_starter_article, make_document
from tests.conftest import make_user
from tests.fibro_site.roles.expectations import ADMINISTRATOR, ANONYMOUS, EXPECTED, GROUPS, NO_GROUP, PATIENT
from tests.fibro_site.roles.walk import Person, Place, list_places, visit
from tests.intake import builders

pytestmark = pytest.mark.django_db

PLACES = list_places()
# Whoever is signed in to the admin gets no other public page than anybody else.
PUBLIC_PEOPLE = (ANONYMOUS, PATIENT, "Nurse")


def test_every_url_is_sorted() -> None:
    """Say in tests/fibro_site/roles/expectations.py who may open a new URL."""
    assert {place.name for place in PLACES} == {*EXPECTED}


@pytest.fixture
def people(starter_pages: None) -> dict[str, Person]:
    ensure_all_roles()
    found = {ANONYMOUS: Person(AnonymousUser()), PATIENT: Person(AnonymousUser())}
    found[NO_GROUP] = Person(make_user("stranger"))
    for group in GROUPS:
        found[group] = Person(make_user(group.replace(" ", "-").lower(), group))
    found[ADMINISTRATOR] = Person(make_user("dora", is_superuser=True, is_staff=True))
    return found


@pytest.fixture
def values(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    """Return what stands for the parameters of URLs whose names begin with each key."""
    receipt = builders.make_receipt(builders.make_version())
    submission = receipt.submission
    token = patient_actions.open_own_page(reference=submission.reference, code=receipt.visitor_code)
    people[PATIENT].cookies[build_cookie_name(OWN_PAGE_COOKIE)] = token
    article, questionnaire, task = get_starter_article(), submission.version.questionnaire, Task.objects.first()
    image = get_image_model().objects.create(title="Hills", width=1, height=1, file="hills.png")
    snippet = {"app_label": "articles", "model_name": "faqentry", "pk": FaqEntry.objects.first().pk}
    return {
        "": {
            **dict.fromkeys(("page_id", "pk", "page_pk", "page_to_move_id"), article.pk),
            **dict.fromkeys(("parent_page_id", "parent_id", "destination_id"), article.get_parent().pk),
            "content_type_app_name": "articles",
            "content_type_model_name": "articlepage",
            "revision_id": article.latest_revision_id,
            "image_id": image.pk,
            "document_id": make_document("a.pdf").pk,
        },
        "admin/localize/submit/snippet": snippet,
        # Somebody whom managers may act on.
        "colleagues": {"pk": people["Reader"].user.pk},
        "intake:own_withdraw": {"link_id": "consent"},
        "intake_deliveries": {"group": "email"},
        "intake_accountability": {"pk": submission.pk},
        "intake_urgent": {"pk": submission.pk},
        # There is none: who comes so far is told so.
        "intake_exports": {"pk": submission.pk},
        "intake_staff": {"pk": submission.pk, "delivery_pk": submission.deliveries.get().pk},
        "reference_chooser": {"pk": Reference.objects.first().pk},
        "reference_notices": {"reference_pk": Reference.objects.first().pk},
        "references": {"pk": Reference.objects.first().pk},
        "simple_translation:submit_snippet": snippet
        | {"app_label": "intake", "model_name": "questionnaire", "pk": questionnaire.pk},
        "wagtail_bulk_action": {"app_label": "wagtailcore", "model_name": "page", "action": "delete"},
        "wagtail_localize:snippets_api": snippet,
        "wagtail_localize:submit_snippet": snippet,
        "wagtailadmin_collections": {"pk": Collection.get_first_root_node().add_child(name="Others").pk},
        "wagtailadmin_editing_sessions:ping": {
            "app_label": "wagtailcore",
            "model_name": "page",
            "object_id": article.pk,
        },
        "wagtailadmin_tag": {"app_name": "taggit", "model_name": "tag"},
        "wagtailadmin_workflows": {"pk": Workflow.objects.first().pk, "task_id": task.pk},
        "wagtailadmin_workflows:add_task": {"app_label": "wagtailcore", "model_name": "groupapprovaltask"},
        **{f"wagtailadmin_workflows:{verb}_task": {"pk": task.pk} for verb in ("edit", "disable", "enable")},
        "wagtaillocales": {"pk": Locale.objects.get(language_code="de").pk},
        "wagtailsettings": {"app_name": "articles", "model_name": "reviewsettings", "pk": ReviewSettings.load().pk},
        "wagtailsites": {"pk": Site.objects.get().pk},
        **{
            f"wagtailsnippet{which}_articles_{model._meta.model_name}": {"pk": model.objects.first().pk}
            for model in (FaqEntry, GlossaryTerm, Topic)
            for which in ("s", "choosers")
        },
        "wagtailsnippetchoosers_intake": {"pk": questionnaire.pk},
        "wagtailsnippets_intake_questionnaire": {
            "pk": questionnaire.pk,
            "revision_id": questionnaire.save_revision().pk,
        },
        "wagtailusers_groups": {"pk": Group.objects.get(name="Nurse").pk},
        "wagtailusers_users": {"pk": people[NO_GROUP].user.pk},
    }


def build_path(place: Place, values: Mapping[str, Mapping[str, object]]) -> str:
    found: dict[str, object] = {}
    for start, parameters in values.items():
        if place.name.startswith(start):
            found |= parameters
    return place.build_path(found)


# Wagtail leaves temporary files of pictures to the garbage collector.
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Takes long, and the database does not decide who is let in")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nobody_is_let_in_who_must_not_and_everybody_who_may(
    people: dict[str, Person], values: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Template, "render", lambda *_arguments: SafeString(""))
    wrong = {}
    for place in PLACES:
        path = build_path(place, values)
        who = people if path.startswith(("/admin/", "/account/")) else {name: people[name] for name in PUBLIC_PEOPLE}
        found = visit(who, path)
        strangers = {name for name, is_in in found.items() if is_in and name not in EXPECTED[place.name]}
        refused = {name for name, is_in in found.items() if is_in is False and name in EXPECTED[place.name]}
        if strangers or refused:
            wrong[place.name] = {"let in": strangers, "refused": refused}
    assert wrong == {}
