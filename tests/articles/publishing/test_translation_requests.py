"""Whoever asks for a translation changes nothing that is translated already."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from articles.editor_roles import ensure_editor_roles
from articles.models import ArticlePage, FaqEntry, Topic
from tests.articles.builders import faq, html_of, make_article, make_entry, make_topic, prose
from tests.articles.publishing.test_translations import translate, write_segments

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def german(site: None) -> Locale:
    ensure_editor_roles()
    return Locale.objects.get(language_code="de")


@pytest.fixture
def topic(german: Locale) -> Topic:
    topic = make_topic("Rest")
    translated = topic.copy_for_translation(german)
    translated.name = translated.slug = "ruhe"
    translated.save()
    return topic


@pytest.fixture
def entry(topic: Topic, german: Locale) -> FaqEntry:
    entry = make_entry("Is it real?", topic=topic)
    translated = entry.copy_for_translation(german)
    translated.question, translated.topic = "Ist das echt?", topic.get_translation(german)
    translated.save()
    translated.save_revision().publish()
    return entry


def test_named_records_that_are_translated_stay_as_they_are(
    cleo_client: Client, german: Locale, entry: FaqEntry, topic: Topic, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = translate(cleo_client, make_article("Original", faq(entry)), german)
    there = entry.get_translation(german)
    assert (there.question, there.live) == ("Ist das echt?", True)
    assert topic.get_translation(german).name == "ruhe"
    assert [one.pk for one in page.body[0].value["entries"]] == [there.pk]


def test_named_record_without_translation_gets_a_draft(
    cleo_client: Client, german: Locale, topic: Topic, django_capture_on_commit_callbacks: Any
) -> None:
    entry = make_entry("Is it far?", topic=topic)
    with django_capture_on_commit_callbacks(execute=True):
        translate(cleo_client, make_article("Original", faq(entry)), german)
    there = entry.get_translation(german)
    assert not there.live
    assert there.topic == topic.get_translation(german)


def test_topic_of_a_translated_question_stays_as_it_is(cleo_client: Client, german: Locale, topic: Topic) -> None:
    entry = make_entry("Is it far?", topic=topic)
    address = reverse("wagtail_localize:submit_snippet_translation", args=["articles", "faqentry", entry.pk])
    assert cleo_client.post(address, {"locales": [german.pk]}).status_code == 302
    assert topic.get_translation(german).name == "ruhe"
    assert not entry.get_translation(german).live


def test_pages_below_that_are_translated_stay_as_they_are(cleo_client: Client, german: Locale) -> None:
    article = make_article("Original", prose("<p>English words.</p>"))
    there = article.copy_for_translation(german)
    there.title = there.draft_title = "Deutsch"
    there.save_revision().publish()
    parent = article.get_parent()
    # The list above is not translated: its German version is another page.
    Page.objects.filter(pk=parent.get_translation(german).pk).update(translation_key=uuid4())
    address = reverse("wagtail_localize:submit_page_translation", args=[parent.pk])
    assert cleo_client.post(address, {"locales": [german.pk], "include_subtree": "on"}).status_code == 302
    there.refresh_from_db()
    assert (there.title, there.live) == ("Deutsch", True)


def test_alias_goes_on_showing_its_original_until_its_translation_is_published(
    cleo_client: Client, client: Client, german: Locale, django_capture_on_commit_callbacks: Any
) -> None:
    original = make_article("Original", prose("<p>English words.</p>"))
    assert original.copy_for_translation(german, alias=True).live
    with django_capture_on_commit_callbacks(execute=True):
        page: ArticlePage = translate(cleo_client, original, german)
    write_segments(cleo_client, original)
    assert (page.live, page.alias_of_id) == (True, None)
    html = html_of(client, page.url)
    assert "English words." in html
    assert "DE English words." not in html
