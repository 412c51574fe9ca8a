"""Reports to an editor which works a page cites, and what is wrong with its citations, from the stored body."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail import blocks

from articles.rendering.body import transform_block
from articles.rendering.placing import order_blocks
from articles.rendering.shared_questions import place_shared_questions, read_choices
from references.citations import numbering, warnings
from references.citations.numbering import Citation
from references.citations.warnings import CitationWarning
from references.models import Reference

# Readers do not see such a citation at all, so a page may be published with it. The editor is told.
NON_BLOCKING_WARNINGS = {CitationWarning.MISSING, CitationWarning.HIDDEN}


@dataclass(frozen=True)
class BlockLocation:
    """A block of the body. `number` counts from 1, as the editor counts."""

    number: int
    label: str
    id: str | None

    def __str__(self) -> str:
        return _("Block %(number)s, %(label)s") % {"number": self.number, "label": self.label}


@dataclass(frozen=True)
class LocatedCitation:
    location: BlockLocation
    citation: Citation
    # None if it is not in the library.
    work: Reference | None

    @property
    def problems(self) -> list[CitationWarning]:
        return warnings.find_warnings(self.work, quote=self.citation.quote, why=self.citation.why)

    @property
    def words(self) -> str:
        words = warnings.describe_warnings(self.work, quote=self.citation.quote, why=self.citation.why)
        return f"{self.work.label}: {words}" if self.work else words

    def blocks_publication(self, published: Collection[int]) -> bool:
        wrong = set(self.problems) - NON_BLOCKING_WARNINGS
        if self.citation.work in published:
            wrong.discard(CitationWarning.UNEXPLAINED)
        return bool(wrong)


@dataclass(frozen=True)
class CitationFinding:
    """Something that is wrong with citations, in words, and the blocks that they are in."""

    words: str
    places: list[BlockLocation]

    def __str__(self) -> str:
        return f"{self.words} ({'; '.join(map(str, self.places))})"


@dataclass(frozen=True)
class CitationReport:
    # The works that readers see, in the order of their numbers.
    works: list[Reference]
    findings: list[CitationFinding]


def report_citations(body: blocks.StreamValue) -> CitationReport:
    """Return the works that readers see, also those of shared questions, and what is wrong in the body itself.

    What is wrong in a shared question is said where it is edited.
    """
    placed = place_shared_questions(body)
    cited = locate_citations(placed)
    shared = {position + 1 for position in read_choices(body)}
    works = list_works_as_numbered(placed, cited)
    return CitationReport(works, group_findings(one for one in cited if one.location.number not in shared))


def list_works_as_numbered(body: blocks.StreamValue, cited: Sequence[LocatedCitation]) -> list[Reference]:
    """Return the works that readers see, in the order of their numbers: blocks are read in an order of their own."""
    children = list(body)
    # An id says which block it is, and a block may have none.
    rank = {id(child): place for place, child in enumerate(order_blocks(children))}
    ordered = sorted(cited, key=lambda one: rank[id(children[one.location.number - 1])])
    return list(dict.fromkeys(one.work for one in ordered if one.work and one.work.live))


def find_blocking_words(text: str, *, published: str) -> list[str]:
    """Return what must be corrected before one rich text is published in place of `published`."""
    place = BlockLocation(1, "", None)
    known = {citation.work for citation in numbering.parse_citations(published)}
    cited = look_up_works([(place, citation) for citation in numbering.parse_citations(text)])
    return [finding.words for finding in group_findings(one for one in cited if one.blocks_publication(known))]


def find_blocking_findings(body: blocks.StreamValue, *, published: Collection[int]) -> list[CitationFinding]:
    """Return what must be corrected before `body` is published.

    `published` holds the ids of the works that the published page cites: a work that was cited before it was retracted
    needs no reason. A quote must always be in the abstract.
    """
    return group_findings(one for one in locate_citations(body) if one.blocks_publication(published))


def find_cited_ids(body: blocks.StreamValue) -> set[int]:
    return {citation.work for _place, text in iterate_rich_texts(body) for citation in numbering.parse_citations(text)}


def group_findings(cited: Iterable[LocatedCitation]) -> list[CitationFinding]:
    places: dict[str, dict[BlockLocation, None]] = {}
    for one in cited:
        if one.problems:
            places.setdefault(one.words, {})[one.location] = None
    return [CitationFinding(words, list(where)) for words, where in places.items()]


def locate_citations(body: blocks.StreamValue) -> list[LocatedCitation]:
    """Return all citations in the order of the page, with their works. One query, however many there are."""
    return look_up_works(
        [(place, citation) for place, text in iterate_rich_texts(body) for citation in numbering.parse_citations(text)]
    )


def look_up_works(cited: Sequence[tuple[BlockLocation, Citation]]) -> list[LocatedCitation]:
    library = Reference.objects.in_bulk({citation.work for _place, citation in cited})
    return [LocatedCitation(place, citation, library.get(citation.work)) for place, citation in cited]


def iterate_rich_texts(body: blocks.StreamValue) -> Iterator[tuple[BlockLocation, str]]:
    """Yield the rich texts of a body in the order of the page, each with the block that it is in."""
    for number, child in enumerate(body, 1):
        found: list[str] = []

        def gather(block: blocks.Block, value: Any, found: list[str] = found) -> Any:
            if isinstance(block, blocks.RichTextBlock) and value:
                found.append(value.source)
            return value

        transform_block(child.block, child.value, gather)
        yield from ((BlockLocation(number, str(child.block.label), child.id), text) for text in found)
