"""What somebody typed, made harmless and short."""

import re
from dataclasses import dataclass

from articles.search.plain_text import UNSTORABLE
from articles.search.stop_words import STOP_WORDS
from articles.search.tokens import split_words
from references.identity.dois import find_doi

# What stands before a number that finds a work: the number alone is indexed.
IDENTIFIER_LABEL = re.compile(
    r"\b(?:pmid|pubmed(?:\s+id)?)\s*[:#]?\s*(?=\d{4,9}\b)|\bpmcid\s*:?\s*(?=pmc\d)|https?://(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov/",
    re.IGNORECASE,
)
MAX_LENGTH = 200
MAX_WORDS = 12


@dataclass(frozen=True)
class Question:
    """What is looked for: the text as it is shown again, and its words."""

    text: str
    words: tuple[str, ...]
    # Whether something of what was typed is left out.
    is_cut: bool = False


def read_question(typed: str) -> Question:
    """Return the question in a text of any length. It has no words if the text has no letter or digit."""
    # Cut before anything else is done with it.
    text = " ".join(UNSTORABLE.sub(" ", typed[: MAX_LENGTH + 1]).split())[:MAX_LENGTH]
    words = [*dict.fromkeys(split_words(strip_labels(text)))]
    telling = [word for word in words if word not in STOP_WORDS] or words
    return Question(text, tuple(telling[:MAX_WORDS]), is_cut=len(typed) > MAX_LENGTH or len(telling) > MAX_WORDS)


def strip_labels(text: str) -> str:
    """Return the DOI alone of `https://doi.org/10.1000/x` or `doi: 10.1000/x`, other numbers without their label."""
    return find_doi(text) or IDENTIFIER_LABEL.sub(" ", text)
