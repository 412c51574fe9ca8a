"""Finds the claims of a rich text, and the citations that cover them.

A claim is covered by a citation in its sentence, or in the last sentence of its paragraph.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from articles.review.claims.detection import FoundSign, find_claim_sign
from articles.review.claims.paragraphs import Paragraph, parse_paragraphs
from articles.review.claims.sentences import split_sentences


@dataclass(frozen=True)
class Claim:
    """A sentence that needs evidence."""

    sentence: str
    sign: FoundSign
    # The ids of the works that are cited for it.
    works: frozenset[int]
    # Where its first words stand in the source of the rich text.
    start: int
    end: int

    @property
    def hash(self) -> str:
        return hash_sentence(self.sentence)

    def is_covered(self, shown: Collection[int]) -> bool:
        """Return whether one of its works is among those that readers are shown: others have no number."""
        return not self.works.isdisjoint(shown)


def find_claims(source: str, language: str) -> Iterator[Claim]:
    """Yield the claims of a stored rich text, in its order. Headings make none, because they cannot cite."""
    for paragraph in parse_paragraphs(source):
        if not paragraph.is_heading:
            yield from find_paragraph_claims(paragraph, language)


def find_paragraph_claims(paragraph: Paragraph, language: str) -> Iterator[Claim]:
    sentences = split_sentences(paragraph.text, language)
    last = paragraph.length - len(sentences[-1]) if sentences else 0
    cited_at_end = find_works_within(paragraph, last, paragraph.length)
    start = 0
    for sentence in sentences:
        end = start + len(sentence)
        if sign := find_claim_sign(sentence, language):
            works = cited_at_end | find_works_within(paragraph, start, end)
            first, after = locate_words(paragraph, start + len(sentence) - len(sentence.lstrip()), end)
            yield Claim(" ".join(sentence.split()), sign, works, first, after)
        start = end


def find_works_within(paragraph: Paragraph, start: int, end: int) -> frozenset[int]:
    """Return the works cited in a sentence. A citation behind its full stop belongs to it."""
    return frozenset(
        place.work for place in paragraph.citations if start < place.offset <= end or place.offset == start == 0
    )


def locate_words(paragraph: Paragraph, start: int, end: int) -> tuple[int, int]:
    """Return where the first words of a sentence stand in the source, as far as no tag comes between them."""
    first = after = -1
    for run in paragraph.runs:
        if run.offset + len(run.text) <= start:
            continue
        if run.offset >= end or (first >= 0 and run.start != after):
            break
        is_literal = run.end - run.start == len(run.text)
        if first < 0:
            first = run.start + (start - run.offset if is_literal else 0)
        after = run.start + min(len(run.text), end - run.offset) if is_literal else run.end
    return (first, after) if first >= 0 else (0, 0)


def hash_sentence(sentence: str) -> str:
    """Return what identifies a sentence by its words: other words, figures or punctuation give another."""
    return hashlib.sha256(" ".join(sentence.split()).encode("utf-8", "surrogatepass")).hexdigest()
