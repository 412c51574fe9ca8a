"""What an editor should know of the works that a page cites, from its body as it is stored."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail import blocks

from articles.rendering.body import copied
from references.citations import numbering, warnings
from references.citations.numbering import Citation
from references.citations.warnings import Problem
from references.models import Reference

# Readers do not see such a citation at all: the editor is told, and may publish all the same.
FORGIVABLE = {Problem.MISSING, Problem.HIDDEN}


@dataclass(frozen=True)
class Place:
    """A block of the body, counted as the editor sees them."""

    number: int
    label: str
    id: str | None

    def __str__(self) -> str:
        return _("Block %(number)s, %(label)s") % {"number": self.number, "label": self.label}


@dataclass(frozen=True)
class PlacedCitation:
    place: Place
    citation: Citation
    # None: it is not in the library.
    work: Reference | None

    @property
    def problems(self) -> list[Problem]:
        return warnings.problems(self.work, quote=self.citation.quote, why=self.citation.why)

    @property
    def words(self) -> str:
        words = warnings.in_words(self.work, quote=self.citation.quote, why=self.citation.why)
        return f"{self.work.label}: {words}" if self.work else words

    def must_be_put_right(self, published: Collection[int]) -> bool:
        wrong = set(self.problems) - FORGIVABLE
        if self.citation.work in published:
            wrong.discard(Problem.UNEXPLAINED)
        return bool(wrong)


@dataclass(frozen=True)
class Finding:
    """Something wrong with citations, in words, and the blocks in which they stand."""

    words: str
    places: list[Place]

    def __str__(self) -> str:
        return f"{self.words} ({'; '.join(map(str, self.places))})"


@dataclass(frozen=True)
class Report:
    # Those that readers see, in the order of their numbers.
    works: list[Reference]
    findings: list[Finding]


def report(body: blocks.StreamValue) -> Report:
    cited = placed_citations(body)
    return Report(list(dict.fromkeys(one.work for one in cited if one.work and one.work.live)), findings(cited))


def refusals(body: blocks.StreamValue, *, published: Collection[int]) -> list[Finding]:
    """What must be put right before `body` takes the place of a page that cites the works with the ids in `published`.

    A work that was cited before it was retracted needs no reason; a quote must always stand in the abstract.
    """
    return findings(one for one in placed_citations(body) if one.must_be_put_right(published))


def cited_works(body: blocks.StreamValue) -> set[int]:
    return {citation.work for _place, text in texts(body) for citation in numbering.citations(text)}


def findings(cited: Iterable[PlacedCitation]) -> list[Finding]:
    places: dict[str, dict[Place, None]] = {}
    for one in cited:
        if one.problems:
            places.setdefault(one.words, {})[one.place] = None
    return [Finding(words, list(where)) for words, where in places.items()]


def placed_citations(body: blocks.StreamValue) -> list[PlacedCitation]:
    """All citations in the order of the page. One query, however many there are."""
    cited = [(place, citation) for place, text in texts(body) for citation in numbering.citations(text)]
    library = Reference.objects.in_bulk({citation.work for _place, citation in cited})
    return [PlacedCitation(place, citation, library.get(citation.work)) for place, citation in cited]


def texts(body: blocks.StreamValue) -> Iterator[tuple[Place, str]]:
    """The rich texts of a body in the order of the page, each with the block it is in."""
    for number, child in enumerate(body, 1):
        found: list[str] = []

        def gather(block: blocks.Block, value: Any, found: list[str] = found) -> Any:
            if isinstance(block, blocks.RichTextBlock) and value:
                found.append(value.source)
            return value

        copied(child.block, child.value, gather)
        yield from ((Place(number, str(child.block.label), child.id), text) for text in found)
