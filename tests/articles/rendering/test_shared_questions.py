"""Questions that are written once, on the pages that show them."""

import json
import re

import pytest
from django.test import Client

from articles.blocks.bodies import ArticleBody
from articles.models import FaqEntry
from articles.rendering.body import prepare_body
from articles.rendering.shared_questions import find_missing_entries, place_shared_questions
from tests.articles.builders import (
    STARTER_ARTICLE,
    faq,
    html_of,
    make_article,
    make_entry,
    make_topic,
    prose,
    queries,
    questions,
    stream,
)
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def asked(html: str) -> list[str]:
    return re.findall(r'<summary class="question__asked">(.*?)</summary>', html)


def test_topic_is_shown_in_the_editors_order_and_a_choice_in_its_own() -> None:
    sleep, diet = make_topic(), make_topic("Diet")
    later, first = make_entry("Later?", topic=sleep, sort_order=2), make_entry("First?", topic=sleep, sort_order=1)
    make_entry("Draft?", topic=sleep).unpublish()
    other = make_entry("Other?", topic=diet)
    body = stream(faq(topic=sleep), faq(other, later, first, heading="Chosen", topic=diet), questions("<p>a</p>"))
    shown = [str(block) for block in prepare_body(body).body]
    assert asked(shown[0]) == ["First?", "Later?"]
    # A question stands on a page once.
    assert asked(shown[1]) == ["Other?"]
    assert asked(shown[2]) == ["Question 0?"]
    assert [heading.text for heading in prepare_body(body).contents] == ["Sleep", "Chosen", "Questions"]


def test_citations_are_numbered_over_shared_questions_too() -> None:
    gray, dunn = make_reference("Gray"), make_reference("Dunn")
    entry = make_entry("Why?", f"<p>Because.{cite(dunn)}{cite(gray)}</p>", topic=make_topic())
    reading = prepare_body(stream(prose(f"<p>a{cite(gray)}</p>"), faq(entry)))
    assert [listed.reference for listed in reading.references] == [gray, dunn]
    assert [(one.question, one.answer) for one in reading.questions] == [("Why?", "Because.")]


def test_all_shared_questions_take_one_query() -> None:
    topics = [make_topic(f"Topic {place}") for place in range(3)]
    entries = [make_entry(f"Question {place}?", topic=topics[place % 3]) for place in range(9)]
    body = ArticleBody().to_python([faq(topic=topics[0]), faq(*entries[:5]), faq(topic=topics[2])])
    with queries() as statements:
        assert len(prepare_body(body).questions) == 8
    assert len(statements) == 1


def test_deleted_questions_and_topics_never_break_a_page(client: Client) -> None:
    topic = make_topic()
    gone, kept = make_entry("Gone?", topic=topic), make_entry("Kept?", topic=topic)
    article = make_article("Gaps", faq(gone, kept), faq(topic=topic), prose("<p>The rest.</p>"), slug="gaps")
    assert not find_missing_entries(article.body)
    gone.delete()
    html = html_of(client, "/articles/gaps/")
    assert asked(html) == ["Kept?"]
    assert find_missing_entries(type(article).objects.get(pk=article.pk).body)
    kept.delete()
    topic.delete()
    html = html_of(client, "/articles/gaps/")
    assert "The rest." in html
    assert 'class="questions"' not in html


@pytest.mark.parametrize(
    "value", [{}, {"heading": None, "topic": None, "entries": None}, {"entries": [None, 10**6, {}]}]
)
def test_incomplete_stored_blocks_are_shown_as_nothing(value: dict) -> None:
    body = stream({"type": "faq", "value": value}, prose("<p>The rest.</p>"))
    placed = place_shared_questions(body)
    assert str(placed[0]).strip() == ""
    assert "The rest." in str(placed[1])


def test_changed_answer_is_on_every_page_at_once(client: Client) -> None:
    entry = FaqEntry.objects.get(question="Is the pain real?")
    entry.answer = "<p>Yes, and <b>always</b>.</p>"
    entry.save_revision().publish()
    for address in (STARTER_ARTICLE, "/faq/"):
        assert "Yes, and <b>always</b>." in html_of(client, address)


def test_every_question_has_an_address_and_is_described_to_search_engines(client: Client) -> None:
    html = html_of(client, "/faq/")
    entry = FaqEntry.objects.get(question="Who is it for?")
    assert re.search(rf'<div\s+class="question__answer"\s+id="{entry.anchor}"', html)
    assert f'<a href="#{entry.anchor}">Link to this answer</a>' in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert data["@type"] == "FAQPage"
    assert [one["name"] for one in data["mainEntity"]] == asked(html)
    answers = {one["name"]: one["acceptedAnswer"]["text"] for one in data["mainEntity"]}
    assert answers["Who is it for?"].startswith("For adults with pain in many places")
    assert "<" not in "".join(answers.values())


def test_draft_of_an_answer_is_not_public(client: Client) -> None:
    entry = FaqEntry.objects.get(question="Is the pain real?")
    entry.answer = "<p>Not said yet.</p>"
    entry.save_revision()
    assert "Not said yet." not in html_of(client, "/faq/")
