"""Whoever has the old address of a page is led to where it went, or to what its editor chose."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from articles.models import ArticlePage, InformationPage
from tests.articles.builders import STARTER_ARTICLE, get_article_list, get_starter_article, make_article, prose, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

Committed = Callable[[], AbstractContextManager[Any]]

UNPUBLISH = "wagtailadmin_pages:unpublish"


def redirected(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, response.headers.get("Location", "")


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def rename(page: Page, slug: str) -> None:
    page.slug = slug
    page.save_revision().publish()


def test_renamed_page_is_found_at_its_old_address(client: Client, committed: Committed) -> None:
    article = make_article("First name")
    for slug in ("second-name", "third-name"):
        with committed():
            rename(article, slug)
    # In one step, whichever name somebody has.
    assert redirected(client, "/articles/first-name/") == (301, "/articles/third-name/")
    assert redirected(client, "/articles/second-name/?from=letter") == (301, "/articles/third-name/")


def test_moved_pages_are_found_at_their_old_addresses(client: Client, committed: Committed) -> None:
    about, privacy = (InformationPage.objects.get(slug=slug) for slug in ("about", "privacy"))
    german = about.get_translations().get()
    about.add_child(instance=InformationPage(title="Team", slug="team"))
    Page.objects.get(pk=about.pk).move(Page.objects.get(pk=privacy.pk), pos="last-child")
    assert redirected(client, "/about/team/") == (301, "/privacy/about/team/")
    with committed():
        rename(german, "anders")
    assert redirected(client, "/de/ueber-uns/") == (301, "/de/anders/")


def test_editor_says_where_readers_go(cleo_client: Client, client: Client) -> None:
    index = get_article_list()
    make_article("Below", prose("<p>Words.</p>"))
    about = Page.objects.get(slug="about")
    unpublish = reverse(UNPUBLISH, args=[index.pk])
    asked = cleo_client.get(unpublish).content.decode()
    assert "Where should its readers go instead?" in asked
    assert f"{index.get_children().live().count()} published pages are below it" in asked
    assert "page-chooser" in asked
    response = cleo_client.post(unpublish, {"destination": about.pk, "next": "/admin/"})
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    # Not for ever: it may be published again.
    assert redirected(client, "/articles/") == (302, "/about/")
    assert redirected(client, "/articles/below/") == (302, "/about/")
    # It answers again, whatever the redirect says.
    index.refresh_from_db()
    index.save_revision().publish()
    assert client.get("/articles/").status_code == 200


def test_editor_may_lead_readers_nowhere(cleo_client: Client, client: Client) -> None:
    cleo_client.post(reverse(UNPUBLISH, args=[get_starter_article().pk]), {"destination": ""})
    assert not Redirect.objects.exists()
    response = client.get(STARTER_ARTICLE)
    assert response.status_code == 404
    assert "The page may also have moved." in response.content.decode()


@pytest.mark.parametrize("destination", ["itself", "draft", "999999", "no number"])
def test_page_that_readers_could_not_reach_is_refused(cleo_client: Client, destination: str) -> None:
    article = get_starter_article()
    draft = make_article("Draft")
    draft.unpublish()
    asked = {"itself": article.pk, "draft": draft.pk}.get(destination, destination)
    response = cleo_client.post(reverse(UNPUBLISH, args=[article.pk]), {"destination": asked}, follow=True)
    assert "Choose a page that stays published." in response.content.decode()
    article.refresh_from_db()
    assert article.live
    assert not Redirect.objects.exists()


def test_published_page_is_unpublished_before_it_is_deleted(cleo_client: Client, client: Client) -> None:
    article = make_article("To delete")
    delete, unpublish = (
        reverse(name, args=[article.pk]) for name in ("wagtailadmin_pages:delete", "wagtailadmin_pages:unpublish")
    )
    response = cleo_client.post(delete, follow=True)
    assert "Unpublish it first" in response.content.decode()
    about = Page.objects.get(slug="about")
    assert cleo_client.post(unpublish, {"destination": about.pk, "next": delete})["Location"] == delete
    cleo_client.post(delete)
    assert not ArticlePage.objects.filter(pk=article.pk).exists()
    assert redirected(client, "/articles/to-delete/") == (302, "/about/")


def test_several_pages_at_once(dora_client: Client) -> None:
    articles = [make_article("One"), make_article("Two")]
    ids = "&".join(f"id={article.pk}" for article in articles)

    def act(action: str) -> str:
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        return dora_client.post(f"{address}?{ids}&next=/admin/", {"next": "/admin/"}, follow=True).content.decode()

    assert "Nothing was deleted. Readers still see these pages: One, Two." in act("delete")
    assert "Links to these pages now lead nowhere." in act("unpublish")
    act("delete")
    assert not ArticlePage.objects.filter(pk__in=[article.pk for article in articles]).exists()


def test_only_a_missing_page_asks_for_a_redirect(client: Client) -> None:
    client.get("/nothing/")
    for address, most in (("/nothing/", 1), ("/nothing/?from=letter", 2)):
        with queries() as made:
            assert client.get(address).status_code == 404
        assert sum("wagtailredirects" in statement for statement in made) <= most
    with queries() as made:
        client.get("/about/")
    assert not any("wagtailredirects" in statement for statement in made)
