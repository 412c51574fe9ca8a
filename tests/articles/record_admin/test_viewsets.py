"""Cleo keeps the shared questions in the admin."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError
from wagtail.test.utils.form_data import nested_form_data, rich_text

from articles import editor_roles
from articles.blocks.text import ANSWER_FEATURES
from articles.models import ArticlePage, FaqEntry, Topic
from references.enums import Status
from tests.articles.builders import faq, html_of, make_article, make_entry, make_topic
from tests.references.builders import cite, give_notice, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

LIST = "wagtailsnippets_articles_faqentry"


@pytest.fixture
def keeper(cleo_client: Client) -> Client:
    editor_roles.ensure_editor_roles()
    return cleo_client


def form_of(question: str, answer: str, topic: Topic, **fields: str) -> dict[str, object]:
    text = rich_text(answer, features=ANSWER_FEATURES)
    return nested_form_data({"question": question, "answer": text, "topic": str(topic.pk), **fields})


def test_editor_writes_publishes_and_orders_questions(keeper: Client) -> None:
    topic = Topic.objects.get(slug="about-privacy")
    address = reverse(f"{LIST}:add")
    assert html_of(keeper, address)
    answer = keeper.post(address, {**form_of("New?", "<p>New words.</p>", topic), "action-publish": "Publish"})
    assert answer.status_code == 302
    entry = FaqEntry.objects.get(question="New?")
    shown = html_of(Client(), "/faq/")
    assert "New words." in shown
    assert shown.index("Who can read what I write?") < shown.index("New?")
    keeper.post(f"{reverse(f'{LIST}:reorder', args=[entry.pk])}?position=0")
    shown = html_of(Client(), "/faq/")
    assert shown.index("New?") < shown.index("Who can read what I write?")
    listed = html_of(keeper, reverse(f"{LIST}:list"))
    assert "Shown on" in listed
    assert "New?" in listed


def test_unsound_citation_is_refused_at_publication_only(keeper: Client) -> None:
    gray = make_reference("Gray")
    give_notice(gray, Status.RETRACTED)
    entry = make_entry("Why?", topic=make_topic())
    address = reverse(f"{LIST}:edit", args=[entry.pk])
    data = form_of("Why?", f"<p>Because.{cite(gray)}</p>", entry.topic)
    refused = keeper.post(address, {**data, "action-publish": "Publish"})
    assert refused.status_code == 200
    assert "This work is retracted or in doubt. Enter a reason for citing it." in refused.content.decode()
    assert keeper.post(address, data).status_code == 302


def test_deletion_says_where_a_question_is_used_and_the_page_tells_its_editor(keeper: Client) -> None:
    entry = make_entry("Why?", topic=make_topic())
    article = make_article("Shows it", faq(entry))
    delete = reverse(f"{LIST}:delete", args=[entry.pk])
    asked = html_of(keeper, delete)
    assert reverse(f"{LIST}:usage", args=[entry.pk]) in asked
    assert "Shows it" in html_of(keeper, reverse(f"{LIST}:usage", args=[entry.pk]))
    assert keeper.post(delete).status_code == 302
    html = html_of(keeper, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert "A question on this page was deleted or is not published" in html


def test_topic_in_use_is_not_deleted(keeper: Client) -> None:
    topic = FaqEntry.objects.first().topic
    delete = reverse("wagtailsnippets_articles_topic:delete", args=[topic.pk])
    refused = keeper.get(delete)
    assert refused.status_code == 409
    assert f"Shared questions: {topic.faq_entries.count()}" in refused.content.decode()
    assert keeper.post(delete).status_code == 409
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_block_without_a_choice_is_refused_with_what_to_do() -> None:
    block = ArticlePage.body.field.stream_block.child_blocks["faq"]
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({"heading": "Questions"}))
    assert refused.value.block_errors["topic"].messages == ["Choose a topic, or the questions to show."]
    assert block.clean_deferred(block.to_python({"heading": "Questions"}))["heading"] == "Questions"


def test_draft_of_a_deleted_topic_opens_with_the_present_one(keeper: Client) -> None:
    entry, gone = make_entry("Why?", topic=make_topic()), make_topic("Gone")
    entry.topic = gone
    entry.save_revision()
    gone.delete()
    html = html_of(keeper, reverse(f"{LIST}:edit", args=[entry.pk]))
    kept = FaqEntry.objects.get(pk=entry.pk).topic_id
    assert re.search(rf'<input[^>]*name="topic"[^>]*value="{kept}"|<option value="{kept}" selected', html)


def test_name_suggests_the_slug_of_a_new_topic_alone(dora_client: Client) -> None:
    topic = make_topic()
    new = html_of(dora_client, reverse("wagtailsnippets_articles_topic:add"))
    assert new.count('data-w-sync-target-value="#id_slug"') == new.count("keyup-&gt;w-sync#apply") == 1
    assert "w-sync:apply-&gt;w-slug#urlify:prevent" in new
    existing = html_of(dora_client, reverse("wagtailsnippets_articles_topic:edit", args=[topic.pk]))
    assert "keyup-&gt;w-sync#apply" not in existing
