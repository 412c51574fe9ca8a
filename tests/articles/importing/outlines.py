"""Reads a text as a file of an article, for tests of what becomes of its parts."""

import re

from articles.importing.citing import CitationWriter
from articles.importing.draft_body import BlockData, BodyBuilder
from articles.importing.drafts import iterate_phrases
from articles.importing.markers import find_styles
from articles.importing.outline import Outline
from articles.importing.source_files import read_source
from articles.importing.structure import read_outline
from articles.importing.works import PlannedWork

CITATION = re.compile(r"<a linktype=\"reference\" id=\"0\">(\d+)</a>")
CHOY = "Choy EH. The role of sleep in pain and fibromyalgia. Nat Rev Rheumatol. 2015;11(9):513-520."
BIGATTI = "Bigatti SM, Kim S. Sleep disturbances in fibromyalgia syndrome. Arthritis Rheum. 2008;59(7):961-967."


def read_text(text: str, name: str = "a.txt") -> Outline:
    return read_outline(read_source(name, text.encode()), "a")


def get_entries(outline: Outline) -> list[tuple[int, str]]:
    """Return the numbers and words of the entries of the list."""
    return [(entry.number, entry.words) for entry in outline.entries]


def get_remarks(outline: Outline) -> list[str]:
    return [str(remark) for remark in outline.remarks]


def build_body(outline: Outline) -> list[BlockData]:
    """Return the blocks of the draft, in which each citation has the number of its entry."""
    works = {entry.number: PlannedWork(entry) for entry in outline.entries}
    citations = CitationWriter(works, find_styles(iterate_phrases(outline), works))
    return BodyBuilder(outline, citations, "en").build()


def get_prose(outline: Outline) -> str:
    """Return the text of the draft, with `{1}` for each citation of entry 1."""
    texts = (str(block["value"]) for block in build_body(outline) if block["type"] == "prose")
    return CITATION.sub(r"{\1}", "".join(texts))
