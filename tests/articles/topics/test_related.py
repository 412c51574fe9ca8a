"""What the foot of an article leads to."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.models import Locale, PageViewRestriction

from articles.models import ArticlePage, Topic
from articles.review.content_hash import hash_content
from tests.articles.builders import Block, html_of, make_article, make_topic, prose, queries
from tests.front_cache import Cache

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def sleep(site: None) -> Topic:
    return make_topic()


def related(*pages: ArticlePage) -> Block:
    chosen = [{"type": "item", "value": page.pk, "id": f"item-{place}"} for place, page in enumerate(pages)]
    return {"type": "related_articles", "value": {"articles": chosen}}


def read_related(client: Client, page: ArticlePage) -> list[str]:
    foot = re.search(r'aria-labelledby="related".*?</nav>', html_of(client, page.get_url()), re.DOTALL)
    return re.findall(r">([^<>]+)</a>", foot[0]) if foot else []


def test_newest_articles_of_the_topic_follow(client: Client, sleep: Topic) -> None:
    page = make_article("This", topic=sleep)
    assert read_related(client, page) == []
    for number in range(4):
        make_article(f"Number {number}", topic=sleep)
    make_article("Draft", topic=sleep).unpublish()
    PageViewRestriction.objects.create(page=make_article("Hidden", topic=sleep), restriction_type="login")
    make_article("Of no topic")
    assert read_related(client, page) == ["Number 3", "Number 2", "Number 1"]
    assert read_related(client, ArticlePage.objects.get(title="Of no topic")) == []


def test_editor_chooses_what_follows(client: Client, sleep: Topic) -> None:
    first, second, gone = (make_article(title) for title in ("First", "Second", "Gone"))
    newest = make_article("Newest", topic=sleep)
    page = make_article("This", prose("<p>a</p>"), related(second, gone, first), topic=sleep)
    assert read_related(client, page) == ["Second", "Gone", "First"]
    gone.delete()
    first.move(newest.get_parent(), pos="first-child")
    assert read_related(client, page) == ["Second", "First"]
    second.unpublish()
    PageViewRestriction.objects.create(page=first, restriction_type="login")
    assert read_related(client, page) == ["Newest"]


def test_translation_leads_to_its_own_language(client: Client, sleep: Topic) -> None:
    german = Locale.objects.get(language_code="de")
    chosen, untranslated = make_article("Chosen"), make_article("Untranslated")
    page = make_article("This", related(chosen, untranslated))
    copies = [original.copy_for_translation(german) for original in (chosen, page)]
    for copied in copies:
        copied.title = f"DE {copied.title}"
        copied.save_revision().publish()
    assert read_related(client, ArticlePage.objects.get(pk=copies[1].pk)) == ["DE Chosen"]


def test_choice_takes_no_query_and_no_signature(client: Client) -> None:
    chosen = make_article("Chosen")
    bare = make_article("Bare", prose("<p>a</p>"), slug="bare")
    page = make_article("Bare", prose("<p>a</p>"), related(chosen), slug="choosing")
    assert hash_content(page.describe_for_sign_off()) == hash_content(bare.describe_for_sign_off())
    costs = []
    for one in (bare, page):
        html_of(client, one.get_url())
        with queries() as statements:
            html_of(client, one.get_url())
        costs.append(len(statements))
    assert costs[1] == costs[0]


def test_articles_that_lead_to_a_changed_one_are_purged(
    sleep: Topic, settings: Settings, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    chosen = make_article("Chosen", slug="chosen", topic=sleep)
    make_article("Choosing", related(chosen), slug="choosing")
    make_article("Of the topic", topic=sleep, slug="of-the-topic")
    make_article("Other", slug="other")
    cache = Cache()
    with cache.listening() as url:
        backend = {"BACKEND": "fibro_site.serving.front_cache.FrontCache", "LOCATION": url}
        settings.WAGTAILFRONTENDCACHE = {"default": backend}
        for change in (lambda: chosen.save_revision().publish(), chosen.unpublish):
            with django_capture_on_commit_callbacks(execute=True):
                change()
            purged = set(cache.paths())
            assert {"/articles/choosing/", "/articles/of-the-topic/"} <= purged
            assert "/articles/other/" not in purged
