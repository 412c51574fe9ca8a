"""What somebody typed, made harmless and short."""

from dataclasses import dataclass

from articles.search.plain_text import UNSTORABLE
from articles.search.stop_words import STOP_WORDS
from articles.search.tokens import split_words

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
    words = [*dict.fromkeys(split_words(text))]
    telling = [word for word in words if word not in STOP_WORDS] or words
    return Question(text, tuple(telling[:MAX_WORDS]), is_cut=len(typed) > MAX_LENGTH or len(telling) > MAX_WORDS)
