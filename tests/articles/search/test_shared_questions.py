"""Shared questions are found where a public page shows them."""

import re

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from articles.models import FaqPage
from tests.articles.builders import faq, html_of, make_article, make_entry, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def find_links(client: Client, words: str) -> list[str]:
    html = html_of(client, f"/search/?q={words}")
    return re.findall(r'href="([^"]*#question-\d+)"', html)


def test_question_is_found_at_its_anchor(client: Client) -> None:
    topic = make_topic()
    entry = make_entry("Do zebras sleep?", "<p>Standing, often.</p>", topic=topic)
    assert find_links(client, "zebras") == []
    article = make_article("Zoo", faq(topic=topic), slug="zoo")
    assert find_links(client, "zebras") == [f"/articles/zoo/#{entry.anchor}"]
    page = FaqPage.objects.get(slug="faq")
    page.body.append(("faq", {"heading": "", "topic": topic, "entries": []}))
    page.save_revision().publish()
    assert find_links(client, "zebras") == [f"/faq/#{entry.anchor}"]
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert find_links(client, "zebras") == [f"/articles/zoo/#{entry.anchor}"]
    article.unpublish()
    assert find_links(client, "zebras") == []


def test_draft_of_an_answer_is_not_found(client: Client) -> None:
    topic = make_topic()
    make_article("Zoo", faq(topic=topic), slug="zoo")
    entry = make_entry("Do animals sleep?", "<p>Yes.</p>", topic=topic)
    entry.answer = "<p>As zebras do.</p>"
    revision = entry.save_revision()
    assert find_links(client, "zebras") == []
    revision.publish()
    assert find_links(client, "zebras") == [f"/articles/zoo/#{entry.anchor}"]
    entry.unpublish()
    assert find_links(client, "zebras") == []
