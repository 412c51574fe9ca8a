"""What the readers of a page get, and its hash: what a medical reviewer signs.

It is a pure function of the stored page and of the works that it cites, so it is computed at each page view, and a
sign-off falls the moment anything changes. What readers do not see is left out: ids of blocks, empty fields, how a text
happens to be stored. So saving a page again without a change keeps its hash, and so does a block's new optional field.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NotRequired, Protocol, TypedDict, runtime_checkable

from django.db.models import Model
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import AbstractImage

from articles.rendering.glossary import ExplainedTerm, Explanations, Terms, strip_marks
from articles.review.citation_report import iterate_rich_texts
from articles.review.rich_text_content import clean_text, split_rich_text
from references.citations import numbering
from references.citations.numbering import Citation
from references.models import Reference

# What a page does not show of a work's record.
UNSEEN_VARIABLES = {"id", "abstract", "keyword", "note", "categories", "custom", "citation-key"}
CITATION_START, CITATION_END = "<cite>", "</cite>"

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
# The keys of the works that a page shows, by their ids.
WorkKeys = Mapping[int, str]


class DescribedWork(TypedDict):
    """A work as the page shows it."""

    key: str
    csl: Json
    evidence_kind: str
    population: str
    conflict_of_interest: str
    status: str
    # Which notice it is that made the status: a second correction is news.
    notice_date: str
    notice_doi: str
    superseded_by: str


class PageContent(TypedDict):
    """What readers get of a page, as JSON."""

    title: str
    standfirst: str
    blocks: Json
    works: list[DescribedWork]
    # Missing where no term is explained, as in what was signed before there were any.
    terms: NotRequired[Json]
    # What search engines and messengers show of the page, missing where it is nothing of its own.
    preview: NotRequired[Json]


@runtime_checkable
class SharedRecord(Protocol):
    """A record that a page shows and that has an editor of its own, such as a question with its answer.

    A model of which a block holds instances joins the content of every page that shows it by having this method.
    """

    def describe_for_readers(self, works: WorkKeys) -> Json:
        """Return what readers see of it, with `describe_block` or `describe_rich_text` for its rich text."""


def describe_content(
    *,
    title: str,
    standfirst: str,
    body: blocks.StreamValue,
    works: Sequence[Reference],
    terms: Sequence[ExplainedTerm] = (),
    preview: Sequence[str] = (),
) -> PageContent:
    """Return what readers get. `works` and `terms` are those that the page lists, in its order; `preview` is
    the title and the description that others show of it.

    The blocks of `body` must be in their places: see articles.rendering.placing.
    """
    keys = {work.pk: work.key for work in works}
    content = PageContent(
        title=clean_text(title),
        standfirst=clean_text(standfirst),
        blocks=describe_block(body.stream_block, body, keys),
        works=[describe_work(work) for work in works],
    )
    if terms:
        content["terms"] = [describe_term(shown) for shown in terms]
    if any(preview):
        content["preview"] = [clean_text(words) for words in preview]
    return content


def describe_text(content: PageContent) -> dict[str, object]:
    """Return what the page itself shows, without what others show of it."""
    return {part: described for part, described in content.items() if part != "preview"}


def describe_term(shown: ExplainedTerm) -> Json:
    """Return a term with its definition, and the words under which readers find it."""
    return [clean_text(shown.words), *map(clean_text, shown.term.describe_for_readers())]


def find_explained_terms(body: blocks.StreamValue, terms: Terms) -> list[ExplainedTerm]:
    """Return the terms that a page with this body explains, in its order."""
    explanations = Explanations(terms)
    for _place, text in iterate_rich_texts(body) if terms else ():
        explanations.explain(text)
    return list(explanations.explained.values())


def hash_content(content: PageContent) -> str:
    """Return the SHA-256 of the content, as 64 hexadecimal digits."""
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def find_listed_works(body: blocks.StreamValue) -> list[Reference]:
    """Return the works that a page with this body lists, in its order, with one query."""
    ids = numbering.order_cited_ids([numbering.group_citations(text) for _place, text in iterate_rich_texts(body)])
    works = Reference.objects.live().select_related("superseded_by").in_bulk(ids)
    return [works[id_] for id_ in ids if id_ in works]


def describe_work(work: Reference) -> DescribedWork:
    return DescribedWork(
        key=work.key,
        csl={name: value for name, value in work.csl.items() if name not in UNSEEN_VARIABLES},
        evidence_kind=work.evidence_kind,
        population=work.population,
        conflict_of_interest=work.conflict_of_interest,
        status=work.status,
        notice_date=work.status_dated.isoformat() if work.status_dated else "",
        notice_doi=work.status_doi,
        superseded_by=work.superseded_by.key if isinstance(work.superseded_by, Reference) else "",
    )


def describe_block(block: blocks.Block, value: object, works: WorkKeys) -> Json:
    """Return what readers get of a block's value. Everything empty is None."""
    described: Json
    match block:
        case blocks.RichTextBlock():
            described = describe_rich_text(getattr(value, "source", ""), works)
        case ImageBlock():
            described = describe_image(value) if isinstance(value, AbstractImage) else None
        case blocks.StreamBlock() if isinstance(value, blocks.StreamValue):
            described = [[child.block_type, describe_block(child.block, child.value, works)] for child in value]
        case blocks.StructBlock() if isinstance(value, Mapping):
            parts = (
                (name, describe_block(child, value.get(name), works)) for name, child in block.child_blocks.items()
            )
            described = {name: part for name, part in parts if part}
        case blocks.ListBlock() if isinstance(value, Iterable):
            described = [describe_block(block.child_block, item, works) for item in value]
        case TypedTableBlock() if isinstance(value, TypedTable):
            described = describe_table(value, works)
        case _:
            described = describe_plain_value(block, value, works)
    return described or None


def describe_rich_text(source: str, works: WorkKeys) -> str:
    """Return a rich text in one spelling, with citations by the keys of their works, as readers see them.

    A citation of a work that the page does not list is left out, as on the page. A marked term is words: what the page
    explains is described apart from its texts.
    """
    parts = split_rich_text(strip_marks(source))
    return "".join(part if isinstance(part, str) else describe_citation(part, works) for part in parts)


def describe_citation(citation: Citation, works: WorkKeys) -> str:
    if citation.work not in works:
        return ""
    shown = [works[citation.work], citation.locator, citation.quote, citation.why]
    # A text cannot hold these marks itself: they are escaped there.
    return f"{CITATION_START}{json.dumps(shown)}{CITATION_END}"


def describe_image(image: AbstractImage) -> Json:
    """Return which file it is, and what it says to those who cannot see it."""
    alternative = {"decorative": True} if image.decorative else {"alt": clean_text(image.contextual_alt_text or "")}
    return {"file": image.file_hash or image.file.name, **alternative}


def describe_table(table: TypedTable, works: WorkKeys) -> Json:
    headings: list[Json] = [clean_text(column["heading"]) for column in table.columns]
    rows: list[Json] = [[describe_block(cell.block, cell.value, works) for cell in row] for row in table.rows]
    return {"columns": headings, "rows": rows} if rows else None


def describe_plain_value(block: blocks.Block, value: object, works: WorkKeys) -> Json:
    """Return a value that has no blocks inside: a text, a number, a choice, or a record."""
    match value:
        case str():
            return clean_text(value).strip()
        case bool() | int() | float() | None:
            return value
        # After the many texts: to compare a value with a protocol takes longer than anything else here.
        case SharedRecord():
            return value.describe_for_readers(works)
        case Model():
            # A file or a page: which one it is, and which file. A replaced file may have the name of one before it.
            file = getattr(value, "file_hash", "") or getattr(value, "file", "")
            return [value._meta.label_lower, value.pk, str(file)]
    prepared: Json = json.loads(json.dumps(block.get_api_representation(value), default=str))
    return prepared
