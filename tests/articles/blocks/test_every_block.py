"""What holds of every block of every body, also of those that are added later."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from articles.blocks.bodies import ArticleBody, FaqBody, HomeBody, InformationBody
from articles.models import ArticlePage
from articles.review.claim_report import report_claims
from articles.search.plain_text import write_text
from tests.articles.blocks.filling import Filler
from tests.articles.builders import STARTER_ARTICLE, Block, html_of, make_article, make_document, make_image, stream
from tests.references.builders import make_reference
from tests.shared_rows import made_once

pytestmark = pytest.mark.django_db
BODIES = [ArticleBody(), HomeBody(), FaqBody(), InformationBody()]
MANY = 60


class Filled:
    """An article with one block of each kind, every part of it filled."""

    def __init__(self) -> None:
        self.works = [make_reference(f"Author{place:02}") for place in range(MANY)]
        self.filler = Filler(self.works, make_image(), make_document("visit.mp4"))
        self.parts = self.filler.fill_stream(ArticleBody())
        self.article = make_article("Every block", *self.parts, slug="every-block")


@pytest.fixture(scope="module")
def filled(starter_pages: None, django_db_blocker: Any) -> Iterator[Filled]:
    made: list[Filled] = []
    with made_once(django_db_blocker, lambda: made.append(Filled())):
        yield made[0]


def test_every_block_shows_its_preview_in_the_admin(cleo_client: Client) -> None:
    for body in BODIES:
        for name, block in body.child_blocks.items():
            assert block.is_previewable, name
            assert block.meta.template, name
            assert block.get_description(), name
            assert block.meta.icon != "placeholder", name
            page = cleo_client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
            shown = page.content.decode()
            assert "css/blocks.css" in shown
            assert [words for words in find_words(block, block.get_preview_value()) if words not in shown] == [], name


def find_words(block: blocks.Block, value: Any) -> Iterator[str]:
    """Yield what a preview must show: the rich texts of a value."""
    match block:
        case blocks.RichTextBlock() if value:
            yield str(value.source)
        case blocks.StructBlock() if isinstance(value, blocks.StructValue):
            for name, child in block.child_blocks.items():
                yield from find_words(child, value[name])
        case blocks.ListBlock():
            for item in value:
                yield from find_words(block.child_block, item)


def test_readers_get_every_word_with_its_number_in_order(filled: Filled, client: Client) -> None:
    html = html_of(client, filled.article.url).partition("<main")[2].partition("</main>")[0]
    assert [words for words in filled.filler.texts if words not in html] == []
    numbers = re.findall(r'<sup class="citation">.*?href="#ref-(\d+)"', html)
    assert numbers == [str(place) for place in range(1, len(numbers) + 1)]
    assert len(numbers) == sum(text.count("linktype") for text in find_stored_texts(filled.parts))
    assert "css/blocks.css" in html_of(client, filled.article.url)
    assert "css/blocks.css" not in html_of(client, STARTER_ARTICLE)


def find_stored_texts(stored: Any) -> Iterator[str]:
    """Yield the texts in stored blocks that some reader gets."""
    if isinstance(stored, dict):
        for name, part in stored.items():
            if name not in {"type", "id"}:
                yield from find_stored_texts(part)
    elif isinstance(stored, list):
        for part in stored:
            yield from find_stored_texts(part)
    elif isinstance(stored, str):
        yield stored


def test_search_and_translators_get_every_word(filled: Filled) -> None:
    article = ArticlePage.objects.get(pk=filled.article.pk)
    found = write_text(article, ["body"])
    assert [words for words in filled.filler.texts if words not in found] == []
    segments = " ".join(one.string.data for one in extract_segments(article) if isinstance(one, StringSegmentValue))
    assert [words for words in filled.filler.texts if words not in segments] == []


def test_every_rich_text_is_read_for_claims(filled: Filled) -> None:
    """A claim takes the place of each text, and loses its citation on the way."""
    claims = iter(range(1, MANY))
    cited = re.compile(r"<p>Wort\d+<a [^>]*>[^<]*</a></p>")
    written = cited.sub(lambda _found: f"<p>{next(claims)} in 900 people died.</p>", json.dumps(filled.parts))
    body = stream(*json.loads(written))
    expected = written.count(" in 900 people died.")
    assert len(report_claims(body, "en").uncovered) == expected > len(filled.parts) / 2


def test_every_word_and_choice_is_signed(filled: Filled) -> None:
    signed = json.dumps(filled.article.describe_for_sign_off())
    assert [words for words in filled.filler.texts if words not in signed] == []
    assert json.dumps(describe(filled.parts)) == signed
    for place, part in enumerate(filled.parts):
        others = [*filled.parts[:place], *filled.parts[place + 1 :]]
        assert json.dumps(describe(others)) != signed, part["type"]


def describe(parts: list[Block]) -> Any:
    return ArticlePage(title="Every block", standfirst="What it says.", body=stream(*parts)).describe_for_sign_off()


def test_superseded_text_and_feeds_take_every_block(filled: Filled, client: Client) -> None:
    article = ArticlePage.objects.get(pk=filled.article.pk)
    article.body, article.change_kind = stream(*filled.parts[:2]), "minor"
    article.save_revision().publish()
    before = html_of(client, f"{article.url}versions/1/")
    assert [words for words in filled.filler.texts if words not in before] == []
    assert "css/blocks.css" in before
    assert "Every block" in html_of(client, reverse("article_feed"))
