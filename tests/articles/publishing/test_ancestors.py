"""No page is published below one that is not."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import ArticlePage, InformationPage
from tests.articles.builders import STARTER_ARTICLE, build_edit_form, get_article_list, make_article
from tests.articles.signing.builders import publish_signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

WORDS = "which is above this page, is not published"


def test_pages_below_an_unpublished_page_go_with_it(client: Client) -> None:
    assert client.get(STARTER_ARTICLE).status_code == 200
    get_article_list().unpublish()
    assert not ArticlePage.objects.live().child_of(get_article_list()).exists()
    assert client.get(STARTER_ARTICLE).status_code == 404


def test_editor_is_told_why_a_page_is_not_published(cleo_client: Client) -> None:
    article = make_article("Below")
    get_article_list().unpublish()
    form = build_edit_form(article, "<p>New words.</p>")
    html = publish_signed(cleo_client, article, form, follow=True).content.decode()
    assert WORDS in html
    article.refresh_from_db()
    assert not article.live
    # Nothing that was typed is lost.
    assert "New words." in str(article.get_latest_revision_as_object().body)


def test_code_cannot_publish_below_a_draft(client: Client) -> None:
    get_article_list().unpublish()
    assert not make_article("Below").live


def test_published_page_is_not_moved_below_a_draft(cleo_client: Client) -> None:
    about = InformationPage.objects.get(slug="about")
    draft = InformationPage(title="Draft", slug="draft", live=False)
    about.get_parent().add_child(instance=draft)
    move = reverse("wagtailadmin_pages:move_confirm", args=[about.pk, draft.pk])
    assert WORDS in cleo_client.post(move, follow=True).content.decode()
    about.refresh_from_db()
    assert about.live
    # By a door without a form it goes down.
    about.move(draft, pos="last-child")
    about.refresh_from_db()
    assert not about.live
