"""Prepares the body of a page for its readers: puts its blocks in their places, explains terms at their first mention,
numbers citations over the whole page, gives headings anchors, makes the list of works cited, and estimates how many
minutes it takes to read.

All of this is computed from the stored body before anything is rendered. The stored body is never changed: templates
render a copy. So rendering twice gives the same page, and the number of queries does not grow with the blocks.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from math import ceil
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import AbstractImage
from wagtail.models import Site
from wagtail.rich_text import RichText, expand_db_html

from articles.blocks.questions import QuestionBlock
from articles.blocks.urgent_help import GetHelpBlock
from articles.rendering.glossary import ExplainedTerm, Explanations
from articles.rendering.headings import Anchors, Heading, anchor_headings
from articles.rendering.placing import is_opening, place_blocks
from articles.rendering.sections import Section, group_sections
from references.citations import numbering
from references.citations.bibliography import render_works
from references.citations.evidence import EvidenceSummary, summarise_evidence
from references.citations.markup import HTML_TAG, CitationMarkup
from references.citations.numbering import CitedText, CitedWork
from references.models import Reference

# Less than the 238 of Brysbaert 2019 (doi:10.1016/j.jml.2019.104047), because our readers are tired.
WORDS_PER_MINUTE = 200
# Separates texts that are expanded together. Draftail never stores this character.
TEXT_SEPARATOR = "\x1e"
# What Wagtail has to expand. It would look at every link, and our numbers are links.
WAGTAIL_MARKUP = re.compile("linktype=|<embed")


@dataclass(frozen=True)
class ListedWork:
    """An entry of the list of works at the foot of a page."""

    cited: CitedWork
    reference: Reference
    entry: SafeString
    back_links: SafeString


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question that a page shows, and its answer as plain text, without citations."""

    question: str
    answer: str


@dataclass(frozen=True)
class PreparedBody:
    body: blocks.StreamValue
    # What stands above it, beneath the standfirst.
    opening: blocks.StreamValue
    # Both as they are stored, with everything in its place.
    source: blocks.StreamValue
    contents: list[Heading]
    questions: list[AnsweredQuestion]
    terms: list[ExplainedTerm]
    references: list[ListedWork]
    minutes: int
    # Whether a block needs the style sheet of rare ones.
    has_rare_styles: bool

    @property
    def sections(self) -> list[Section]:
        """Its blocks in sections, for a page that sets them side by side."""
        return group_sections(self.body)

    @property
    def evidence(self) -> EvidenceSummary | None:
        """What the page rests on, in words."""
        return summarise_evidence(listed.reference for listed in self.references)


class PreparedRichText(RichText):
    """Rich text that is expanded already: `source` is the HTML that readers get."""

    def __html__(self) -> str:
        return self.source


def prepare_body(
    body: blocks.StreamValue, site: Site | None = None, locale: int | None = None, anchors: Anchors | None = None
) -> PreparedBody:
    """Return a body ready for rendering, with its contents, works cited and reading time.

    It takes one query for all shared questions and terms, one for all works cited, one for all pages linked to and one
    for all images, or none if the body has none of them. The list of works is in the citation style of `site`, or in
    the default style without one. Terms are in the language of `locale`. `anchors` are the headings' that readers know.
    """
    placed = place_blocks(body, locale)
    body, explanations = placed.body, Explanations(placed.terms)
    texts: list[CitedText] = []
    images: list[AbstractImage] = []
    questions: list[AnsweredQuestion] = []

    def gather(block: blocks.Block, value: Any) -> Any:
        if isinstance(block, blocks.RichTextBlock) and value:
            source = explanations.explain(value.source.replace(TEXT_SEPARATOR, ""))
            texts.append(numbering.group_citations(source))
        elif isinstance(block, ImageBlock) and value:
            images.append(value)
        elif isinstance(block, QuestionBlock) and value["question"] and value["answer"]:
            questions.append(AnsweredQuestion(value["question"], extract_plain_text(texts[-1])))
        return value

    transform_block(body.stream_block, body, gather)
    prefetch_renditions(images)
    shown = render_works(numbering.order_cited_ids(texts), site)
    numbered, works = numbering.number_citations(texts, existing=shown.keys())
    marks = CitationMarkup({work.number: shown[work.id].wording for work in works})
    finished = iter(expand_rich_texts([marks.render_text(text) for text in numbered]))
    contents: list[Heading] = []
    headings = iter(anchor_headings(body, anchors or {}))

    def finish(block: blocks.Block, value: Any) -> Any:
        if isinstance(block, blocks.RichTextBlock) and value:
            return PreparedRichText(next(finished))
        if getattr(block, "is_contents_entry", False) and value["heading"]:
            contents.append(next(headings))
            value["anchor"] = contents[-1].anchor
        if isinstance(block, GetHelpBlock):
            value["level"] = 3 if contents else 2
        return value

    children = list(transform_block(body.stream_block, body, finish))
    return PreparedBody(
        body=blocks.StreamValue(body.stream_block, [child for child in children if not is_opening(child)]),
        opening=blocks.StreamValue(body.stream_block, list(filter(is_opening, children))),
        source=body,
        contents=contents,
        questions=questions,
        terms=list(explanations.explained.values()),
        references=[
            ListedWork(work, shown[work.id].reference, shown[work.id].entry, marks.render_back_links(work))
            for work in works
        ],
        minutes=estimate_reading_minutes(texts),
        has_rare_styles=any(getattr(child.block, "has_rare_styles", False) for child in children),
    )


def transform_block(block: blocks.Block, value: Any, change: Callable[[blocks.Block, object], object]) -> Any:
    """Return a copy of a block's value, with `change` applied to every part: in page order, inner parts first."""
    match block:
        case ImageBlock():
            pass  # a StructBlock by its class, but its value is the image
        case blocks.StreamBlock():
            children = [
                (child.block_type, transform_block(child.block, child.value, change), child.id) for child in value
            ]
            value = blocks.StreamValue(block, children)
        case blocks.StructBlock():
            parts = [
                (name, transform_block(child, value.get(name), change)) for name, child in block.child_blocks.items()
            ]
            # With what was put there beside the parts, such as an anchor.
            value = block.meta.value_class(block, {**(value or {}), **dict(parts)})
        case blocks.ListBlock():
            items = [transform_block(block.child_block, item, change) for item in value]
            value = blocks.list_block.ListValue(block, values=items)
        case TypedTableBlock():
            rows = [{"values": [transform_block(cell.block, cell.value, change) for cell in row]} for row in value.rows]
            value = TypedTable(value.columns, rows, value.caption)
    return change(block, value)


def expand_rich_texts(texts: Sequence[str]) -> list[str]:
    """Return the texts with their links and embeds expanded, which are looked up together."""
    if not any(map(WAGTAIL_MARKUP.search, texts)):
        return list(texts)
    together = expand_db_html(TEXT_SEPARATOR.join(texts)).split(TEXT_SEPARATOR)
    # An unclosed tag could have swallowed a separator.
    return together if len(together) == len(texts) else [expand_db_html(text) for text in texts]


def prefetch_renditions(images: Sequence[AbstractImage]) -> None:
    if images:
        renditions = images[0].get_rendition_model().objects.all()
        prefetch_related_objects(images, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions"))


def extract_plain_text(text: CitedText) -> str:
    """Return a rich text as plain text, without its citations, with a space between its paragraphs."""
    return " ".join(unescape(strip_tags(numbering.strip_citations(text).replace("<", " <"))).split())


def estimate_reading_minutes(texts: Sequence[CitedText]) -> int:
    words = sum(len(HTML_TAG.sub(" ", numbering.strip_citations(text)).split()) for text in texts)
    return ceil(words / WORDS_PER_MINUTE)
