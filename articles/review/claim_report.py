"""Reports to an editor which sentences of a page need evidence and cite none, from the stored body."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from articles.review.citation_report import BlockLocation
from articles.review.claims.coverage import Claim, find_claims
from articles.review.claims.detection import ClaimSign
from references.models import Reference

# In characters of the source of a page, about a book's worth. What is behind that is not read: it would take seconds.
MAX_SOURCE_LENGTH = 300_000
SIGN_LABELS = {
    ClaimSign.NUMBER: gettext_lazy("a number"),
    ClaimSign.DRUG: gettext_lazy("a drug"),
    ClaimSign.PROMISE: gettext_lazy("a promise or a proof"),
    ClaimSign.EVIDENCE: gettext_lazy("what research found"),
    ClaimSign.EFFECT: gettext_lazy("an effect"),
    ClaimSign.COMPARISON: gettext_lazy("a comparison"),
}


@dataclass(frozen=True)
class LocatedClaim:
    location: BlockLocation
    claim: Claim

    @property
    def reason(self) -> str:
        """Why the sentence is taken for a claim, such as `a number: “30 %”`."""
        found = self.claim.sign
        return _("%(sign)s: “%(words)s”") % {"sign": SIGN_LABELS[found.sign], "words": found.words}


@dataclass(frozen=True)
class ClaimReport:
    claims: list[LocatedClaim]
    # Those with neither a citation that readers see nor a reason why none is needed.
    uncovered: list[LocatedClaim]
    # The hashes of the sentences whose reason is in use.
    dismissed: set[str]
    # Whether the text was too long to be read to its end.
    is_cut: bool


def report_claims(body: blocks.StreamValue, language: str, dismissed: Collection[str] = ()) -> ClaimReport:
    """Return the claims of a body in a language, such as `en` or `de-at`.

    `dismissed` holds the hashes of the sentences that need no citation. One query.
    """
    texts = list(iterate_texts(body.stream_block, body.get_prep_value()))
    claims = list(locate_claims(texts, language))
    shown = find_shown_works({work for one in claims for work in one.claim.works})
    uncited = [one for one in claims if not one.claim.is_covered(shown)]
    return ClaimReport(
        claims=claims,
        uncovered=[one for one in uncited if one.claim.hash not in dismissed],
        dismissed={one.claim.hash for one in uncited if one.claim.hash in dismissed},
        is_cut=sum(len(text) for _place, text in texts) > MAX_SOURCE_LENGTH,
    )


def locate_claims(texts: Iterable[tuple[BlockLocation, str]], language: str) -> Iterator[LocatedClaim]:
    """Yield the claims of a page's texts, in their order, as far as they are read."""
    left = MAX_SOURCE_LENGTH
    for place, text in texts:
        for claim in find_claims(text[:left], language.partition("-")[0]):
            yield LocatedClaim(place, claim)
        left = max(0, left - len(text))


def find_shown_works(works: Collection[int]) -> set[int]:
    """Return which of these works readers see."""
    return set(Reference.objects.live().filter(pk__in=works).values_list("pk", flat=True)) if works else set()


def iterate_texts(stream: blocks.StreamBlock, stored: list[Any]) -> Iterator[tuple[BlockLocation, str]]:
    """Yield the texts of a stored body as HTML, each with the block that it is in.

    It reads the stored values, not the blocks', so that no image or page in them is looked up.
    """
    for number, child in enumerate(stored, 1):
        if block := stream.child_blocks.get(child["type"]):
            place = BlockLocation(number, str(block.label), child.get("id"))
            yield from ((place, text) for text in extract_texts(block, child["value"]))


def extract_texts(block: blocks.Block, stored: Any) -> Iterator[str]:
    """Yield the rich texts and the longer plain texts in the stored value of a block."""
    match block, stored:
        case blocks.RichTextBlock(), str():
            yield stored
        case blocks.TextBlock(), str():
            yield str(escape(stored))
        case blocks.StructBlock(), dict():
            for name, child in block.child_blocks.items():
                yield from extract_texts(child, stored.get(name))
        case ((blocks.ListBlock() | blocks.StreamBlock()), list()):
            for item in stored:
                yield from extract_item_texts(block, item)
        case TypedTableBlock(), dict():
            columns = [block.child_blocks.get(column["type"]) for column in stored.get("columns", [])]
            for row in stored.get("rows", []):
                for column, value in zip(columns, row["values"], strict=False):
                    yield from extract_texts(column, value) if column else ()


def extract_item_texts(block: blocks.ListBlock | blocks.StreamBlock, item: Any) -> Iterator[str]:
    """Yield the texts of one item of a list or a stream. Old lists have their values without a type."""
    if isinstance(block, blocks.ListBlock):
        is_typed = isinstance(item, dict) and item.get("type") == "item"
        yield from extract_texts(block.child_block, item["value"] if is_typed else item)
    elif child := block.child_blocks.get(item["type"]):
        yield from extract_texts(child, item["value"])
