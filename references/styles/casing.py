"""Title case and sentence case."""

import re

from references.inline_markup import CLOSING_MARKS, MARK_CHARACTERS, OPENING_MARKS

# Words that stay small within a title: articles, conjunctions, prepositions (CSL 1.0.2, "Title Case Conversion",
# and the longer prepositions that citeproc-js adds).
SMALL_WORDS = frozenset(
    word
    for words in (
        "a about above across after against al along among an and around as at before behind below beneath beside",
        "besides between beyond but by c ca circa d de despite down during et except for from given in inside into",
        "like near next nor notwithstanding of off on onto or out over per plus pro since so than the through",
        "throughout till to toward towards under underneath until up upon v van versus via von vs with within without",
        "yet",
    )
    for word in words.split()
)
# Not the narrow spaces that tie French quotation marks to their words.
WORD_SEPARATOR = re.compile(rf"((?:(?!\u202f)[\s\-–—/.,;?!:\[\]()“”\u2018\"{MARK_CHARACTERS}])+)")
SHIFT_STARTS = {OPENING_MARKS["<sub>"], OPENING_MARKS["<sup>"]}
SHIFT_ENDS = {CLOSING_MARKS["</sub>"], CLOSING_MARKS["</sup>"]}


def apply_title_case(text: str) -> str:
    """Return marked text with the capitals of an English title. A word that holds a capital already is left alone."""
    pieces = WORD_SEPARATOR.split(text)
    starts, unmarked, shifted, last = True, True, 0, -1
    for index, piece in enumerate(pieces):
        if index % 2:
            starts = starts or any(mark in piece for mark in "!?:")
            unmarked = unmarked and piece.isspace()
            shifted += sum(character in SHIFT_STARTS for character in piece) - sum(
                character in SHIFT_ENDS for character in piece
            )
        elif shifted:
            last = -1
        elif piece:
            is_joined = unmarked and pieces[index + 1 : index + 2] == ["-"]
            if starts or is_joined or (len(piece) > 1 and piece not in SMALL_WORDS):
                pieces[index] = capitalize_word(piece)
            starts, last = False, index
    if last >= 0 and len(pieces[last]) > 1 and pieces[last] in SMALL_WORDS:
        pieces[last] = capitalize_word(pieces[last])
    return "".join(pieces)


def capitalize_sentence(text: str) -> str:
    """Return `text` with a capital on its first word, unless that word holds one already."""
    first, *_ = text.split(" ", 1)
    return text[:1].upper() + text[1:] if first == first.lower() else text


def capitalize_word(word: str) -> str:
    """Return the word with a capital, unless it holds one or is a Greek letter, which is a symbol."""
    is_symbol = len(word) == 1 and "\u0370" <= word <= "\u03ff"
    return word if word != word.lower() or is_symbol else word[:1].upper() + word[1:]
