"""Nobody loses their page while an article names them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AbstractUser
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from articles.models import ArticlePage, HomePage, PersonPage, SignOff
from tests.articles.builders import html_of, make_article, make_people_index, make_person, name_authors
from tests.articles.signing.builders import sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def person() -> PersonPage:
    person = make_person()
    name_authors(make_article("Named in this"), person)
    return person


def read_messages(client: Client, address: str, data: dict[str, object] | None = None) -> str:
    response = client.post(address, data or {})
    assert response.status_code == 302
    return " ".join(map(str, get_messages(response.wsgi_request)))


@pytest.mark.parametrize("whose", ["person", "index"])
def test_author_cannot_be_unpublished(dora_client: Client, person: PersonPage, whose: str) -> None:
    page = person if whose == "person" else make_people_index()
    said = read_messages(dora_client, reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert "Nothing was changed." in said
    assert "Named in this" in said
    person.refresh_from_db()
    assert person.live


def test_author_of_a_draft_cannot_be_deleted(dora_client: Client, person: PersonPage) -> None:
    ArticlePage.objects.get(title="Named in this").unpublish()
    person.unpublish()
    said = read_messages(dora_client, reverse("wagtailadmin_pages:delete", args=[person.pk]))
    assert "Nothing was changed." in said
    name_authors(ArticlePage.objects.get(title="Named in this"))
    dora_client.post(reverse("wagtailadmin_pages:delete", args=[person.pk]))
    assert not PersonPage.objects.exists()


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_authors_stay_whatever_is_done_to_several_pages(dora_client: Client, person: PersonPage, action: str) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    said = read_messages(dora_client, f"{address}?id={person.pk}&id={make_person('Nobody Named').pk}")
    assert "Nothing was" in said
    assert PersonPage.objects.live().count() == 2


def test_reviewer_cannot_be_unpublished_while_a_review_stands(dora_client: Client) -> None:
    article = make_article("Reviewed")
    signed = sign(article)
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[signed.reviewer.pk])
    assert "“Reviewed”" in read_messages(dora_client, unpublish)
    SignOff.objects.update(valid_until=timezone.localdate() - timedelta(days=1))
    dora_client.post(unpublish)
    signed.reviewer.refresh_from_db()
    assert not signed.reviewer.live


def test_whole_site_can_be_deleted(person: PersonPage) -> None:
    home = HomePage.objects.get(slug="clinic")
    home.delete()
    assert not PersonPage.objects.exists()


def test_translated_person_can_go(dora_client: Client, person: PersonPage) -> None:
    german = person.copy_for_translation(Locale.objects.get(language_code="de"), copy_parents=True)
    german.save_revision().publish()
    dora_client.post(reverse("wagtailadmin_pages:unpublish", args=[german.pk]))
    german.refresh_from_db()
    assert not german.live


def test_editor_is_told_of_authors_without_a_page(dora_client: Client, person: PersonPage) -> None:
    article = ArticlePage.objects.get(title="Named in this")
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert "has no page that readers can open" not in html_of(dora_client, edit)
    PersonPage.objects.update(live=False)
    assert "“Hanna Example” has no page that readers can open" in html_of(dora_client, edit)
    person.delete()  # by code, which nothing refuses
    assert "An author whom this draft names has been deleted." in html_of(dora_client, edit)
    assert "Written by" not in html_of(Client(), article.url)


def test_whoever_signed_is_kept_when_the_time_has_passed(dora_client: Client) -> None:
    signed = sign(make_article("Signed"))
    SignOff.objects.update(valid_until=timezone.localdate() - timedelta(days=1))
    dora_client.post(reverse("wagtailadmin_pages:unpublish", args=[signed.reviewer_id]))
    for address in (
        reverse("wagtailadmin_pages:delete", args=[signed.reviewer_id]),
        f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={signed.reviewer_id}",
    ):
        assert "has signed pages off, which is kept" in read_messages(dora_client, address)
    assert not PersonPage.objects.get(pk=signed.reviewer_id).live


@pytest.mark.parametrize(
    ("name", "has_account", "reason"),
    [
        ("Ann Example", True, "A person with a user account cannot be copied."),
        ("Ann Other", False, "Give the copy a name with the same family name."),
        ("Ann Example", False, ""),
    ],
)
def test_person_whose_copy_nobody_could_save_is_not_copied(
    dora_client: Client, dora: AbstractUser, *, name: str, has_account: bool, reason: str
) -> None:
    person = make_person("Hanna Example", account=dora if has_account else None)
    form = {"new_title": name, "new_slug": "ann", "new_parent_page": person.get_parent().pk, "publish_copies": "on"}
    assert reason in read_messages(dora_client, reverse("wagtailadmin_pages:copy", args=[person.pk]), form)
    assert PersonPage.objects.filter(slug="ann").exists() == (not reason)
