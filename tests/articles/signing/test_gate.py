"""What no reviewer signed is published by none of the admin's buttons, unless a publisher gives a reason."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticleIndexPage, ArticlePage, FaqPage, InformationPage, PublicationReason
from fibro_site.tasks import publish_scheduled
from references.enums import Status
from tests.articles.builders import (
    build_edit_form,
    html_of,
    make_article,
    make_citing_article,
    prose,
    save_draft,
)
from tests.articles.signing.builders import PUBLISH, publish_signed, sign
from tests.articles.signing.test_shown_sign_off import noon
from tests.conftest import signed_in
from tests.references.builders import give_notice, make_reference

pytestmark = pytest.mark.django_db

WORDS = "not published: no medical reviewer has signed this version"
REASON = {"reason": "Wrong number to call."}


@pytest.fixture
def article(site: None) -> ArticlePage:
    return make_article("An article", prose("<p>Old words.</p>"))


@pytest.fixture
def cleo_client(cleo: AbstractUser) -> Client:
    return signed_in(cleo)


def get_edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def get_public_text(page: Page) -> str:
    return str(ArticlePage.objects.get(pk=page.pk).body)


def give_reason(client: Client, page: Page) -> Any:
    url = reverse("medical_publish", args=[page.pk])
    shown = client.get(url).context["form"].initial["shown"]
    return client.post(url, {"shown": shown, **REASON})


# --- The editor's own page -----------------------------------------------------------------------------------------


def test_editor_publishes_what_is_signed_and_nothing_else(cleo_client: Client, article: ArticlePage) -> None:
    form = build_edit_form(article, "<p>New words.</p>")
    html = cleo_client.post(get_edit_url(article), {**form, **PUBLISH}, follow=True).content.decode()
    assert WORDS in html
    assert "Publish without a sign-off" not in html
    assert 'name="action-publish"' not in html
    assert "Submit to Medical review" in html
    # Nothing that was typed is lost.
    assert "New words." in str(article.revisions.last().as_object().body)
    assert "Old words." in get_public_text(article)

    assert publish_signed(cleo_client, article, form).status_code == 302
    assert "New words." in get_public_text(article)
    later = build_edit_form(article, "<p>Newer words.</p>")
    assert WORDS in cleo_client.post(get_edit_url(article), {**later, **PUBLISH}, follow=True).content.decode()
    assert "New words." in get_public_text(article)


def test_work_that_fell_since_it_was_signed_closes_the_gate(cleo_client: Client, site: None) -> None:
    gray = make_reference("Gray")
    article = make_citing_article(gray)
    sign(article)
    page = cleo_client.get(get_edit_url(article)).content.decode()
    assert 'name="action-publish"' in page
    give_notice(gray, Status.RETRACTED)
    assert 'name="action-publish"' not in cleo_client.get(get_edit_url(article)).content.decode()


def test_draft_and_autosave_need_no_sign_off(cleo_client: Client, article: ArticlePage) -> None:
    form = build_edit_form(article, "<p>New words.</p>")
    response = cleo_client.post(get_edit_url(article), form, headers={"Accept": "application/json"})
    assert response.json()["success"]
    assert "New words." in str(article.revisions.last().as_object().body)


def test_new_page_is_a_draft_however_it_is_sent(cleo_client: Client, site: None) -> None:
    add = reverse(
        "wagtailadmin_pages:add", args=["articles", "articlepage", ArticleIndexPage.objects.get(slug="articles").pk]
    )
    form = build_edit_form(ArticlePage(title="New", slug="new", standfirst="What it says."), "<p>Words.</p>")
    assert WORDS in cleo_client.post(add, {**form, **PUBLISH}, follow=True).content.decode()
    created = ArticlePage.objects.get(slug="new")
    assert (created.live, created.has_unpublished_changes, created.live_revision) == (False, True, None)


def test_pages_without_medical_content_need_no_sign_off(paula_client: Client, site: None) -> None:
    page = InformationPage.objects.get(slug="about")
    html = paula_client.get(get_edit_url(page)).content.decode()
    assert 'name="action-publish"' in html
    assert "Medical sign-off" not in html
    assert reverse("medical_sign_off", args=[page.pk]) not in html
    assert paula_client.get(reverse("medical_sign_off", args=[page.pk])).status_code == 404


def test_pages_of_questions_need_one(cleo_client: Client, site: None) -> None:
    html = cleo_client.get(get_edit_url(FaqPage.objects.first())).content.decode()
    assert 'name="action-publish"' not in html
    assert "Submit to Medical review" in html


# --- A publisher's reason ------------------------------------------------------------------------------------------


def test_publisher_publishes_with_a_reason_that_is_kept(paula_client: Client, article: ArticlePage) -> None:
    save_draft(article, prose("<p>New words.</p>"))
    url = reverse("medical_publish", args=[article.pk])
    edit = paula_client.get(get_edit_url(article)).content.decode()
    assert url in edit
    assert 'name="action-publish"' not in edit
    refused = paula_client.post(url, {"shown": paula_client.get(url).context["form"].initial["shown"], "reason": " "})
    assert refused.status_code == 422
    assert give_reason(paula_client, article).status_code == 302
    given = PublicationReason.objects.get()
    assert (given.page_id, given.reason, given.given_by_name) == (article.pk, REASON["reason"], "paula")
    assert "New words." in get_public_text(article)
    assert "Medically reviewed" not in html_of(Client(), "/articles/an-article/")
    assert REASON["reason"] in paula_client.get(reverse("medical_sign_off", args=[article.pk])).content.decode()


def test_reason_holds_for_that_version_only(paula_client: Client, cleo_client: Client, article: ArticlePage) -> None:
    give_reason(paula_client, article)
    assert 'name="action-publish"' in cleo_client.get(get_edit_url(article)).content.decode()
    save_draft(article, prose("<p>New words.</p>"))
    assert 'name="action-publish"' not in cleo_client.get(get_edit_url(article)).content.decode()


def test_reason_for_another_version_is_refused(paula_client: Client, article: ArticlePage) -> None:
    url = reverse("medical_publish", args=[article.pk])
    shown = paula_client.get(url).context["form"].initial["shown"]
    save_draft(article, prose("<p>New words.</p>"))
    response = paula_client.post(url, {"shown": shown, **REASON})
    assert "has changed since you opened it" in response.content.decode()
    assert not PublicationReason.objects.exists()
    assert "Old words." in get_public_text(article)


@pytest.mark.parametrize("who", ["cleo", "rosa"])
def test_nobody_else_gives_a_reason(request: pytest.FixtureRequest, article: ArticlePage, who: str) -> None:
    client = signed_in(request.getfixturevalue(who))
    url = reverse("medical_publish", args=[article.pk])
    for response in (client.get(url), client.post(url, {"shown": "0", **REASON})):
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")
    assert not PublicationReason.objects.exists()


# --- Wagtail's other doors -----------------------------------------------------------------------------------------


def test_several_pages_are_published_only_if_each_is_signed(paula_client: Client, article: ArticlePage) -> None:
    other = make_article("Another", prose("<p>Old words.</p>"))
    for page in (article, other):
        save_draft(page, prose("<p>New words.</p>"))
    sign(article)
    ids = f"id={article.pk}&id={other.pk}"
    url = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?{ids}&next=/admin/"
    html = paula_client.post(url, follow=True).content.decode()
    assert "Not published, as no medical reviewer has signed: Another" in html
    assert "New words." in get_public_text(article)
    assert "Old words." in get_public_text(other)
    sign(other)
    paula_client.post(url)
    assert "New words." in get_public_text(other)


def test_drafts_below_are_published_only_if_signed(paula_client: Client, article: ArticlePage) -> None:
    index = ArticleIndexPage.objects.get(slug="articles")
    unsigned = make_article("Unsigned", prose("<p>Words.</p>"))
    for page in (article, unsigned):
        page.unpublish()
    sign(article)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    paula_client.post(f"{url}?id={index.pk}&next=/admin/", {"include_descendants": "on"})
    live = ArticlePage.objects.filter(pk__in=[article.pk, unsigned.pk], live=True)
    assert list(live.values_list("pk", flat=True)) == [article.pk]


def test_copies_are_not_published(paula_client: Client, article: ArticlePage) -> None:
    sign(article)
    url = reverse("wagtailadmin_pages:copy", args=[article.pk])
    form = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": article.get_parent().pk,
        "publish_copies": "on",
        "alias": "",
    }
    assert "Copies are not signed off." in paula_client.post(url, form, follow=True).content.decode()
    assert not Page.objects.filter(slug="copy").exists()
    paula_client.post(url, {**form, "publish_copies": ""})
    assert not Page.objects.get(slug="copy").live


def test_code_publishes_without_asking(site: None) -> None:
    assert make_article("By code").live


# --- On schedule ---------------------------------------------------------------------------------------------------


def test_scheduled_page_appears_and_says_what_fell_meanwhile(cleo_client: Client, client: Client, site: None) -> None:
    gray = make_reference("Gray")
    article = make_citing_article(gray)
    article.unpublish()
    with time_machine.travel(noon(2026, 3, 31), tick=False) as clock:
        article.go_live_at = noon(2026, 4, 2)
        revision = article.save_revision()
        sign(article)
        revision.publish(user=cleo_client_user(cleo_client))
        assert not ArticlePage.objects.get(pk=article.pk).live
        give_notice(gray, Status.RETRACTED, dated=timezone.localdate())
        clock.move_to(noon(2026, 4, 3))
        publish_scheduled()
    html = html_of(client, "/articles/an-article/")
    assert "This work was retracted on" in html
    assert "Medically reviewed by" not in html


def cleo_client_user(client: Client) -> AbstractUser:
    return client.get("/admin/").context["user"]


def test_unsigned_page_is_not_scheduled(cleo_client: Client, article: ArticlePage) -> None:
    form = build_edit_form(article, "<p>New words.</p>", go_live_at="2030-01-01 12:00", expire_at="")
    assert WORDS in cleo_client.post(get_edit_url(article), {**form, **PUBLISH}, follow=True).content.decode()
    assert not article.revisions.filter(approved_go_live_at__isnull=False).exists()
