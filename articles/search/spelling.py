"""Corrects the spelling of what was typed, by the site's own words.

A word is stored under its first letters and under its last ones, and under these with one of them left out. So is
looked for what was typed: two words with an error or two between them nearly always have a key in common, and finding
them costs a few look-ups in an index, however many words the site has. (The method is that of symmetric deletes, as in
SymSpell.) What the look-ups find is then measured by its distance.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db import transaction
from django.db.models import F

from articles.models import SearchWord, SpellingKey
from articles.search.tokens import split_words
from references.identity.titles import LETTER_REPLACEMENTS, strip_accents

KEY_LETTERS = 7
# Before the keys of last letters.
END_MARK = "-"
SHORTEST_CORRECTED = 4
# Words up to this length may have one error, longer ones two.
LONGEST_WITH_ONE_ERROR = 5
# In so short a word the first letter is hardly ever wrong: “walking” does not mean “talking”.
LONGEST_WITH_RIGHT_BEGINNING = 7
# Letters that are written for one another because they sound alike.
SOUND_ALIKE = {
    "a": "e", "c": "skz", "d": "t", "e": "a", "f": "v", "i": "y", "k": "c", "o": "u", "s": "cz", "t": "d", "u": "o",
    "v": "f", "y": "i", "z": "sc",
}  # fmt: skip
# A compound is split into words of the site from this length on; each part has at least four letters, and a part that
# is alone has six. One letter or two may join them: `-s-`, `-en-`.
SHORTEST_COMPOUND, SHORTEST_PART, SHORTEST_ALONE = 9, 4, 6
VOWELS = {*"aeiouyh"}
JOINING_LETTERS = ("", "s", "n", "en", "es", "e", "er")
MAX_CANDIDATES = 2_000
BATCH_SIZE = 500


@dataclass(frozen=True)
class Candidate:
    word: str
    entries: int


def collect_words(text: str) -> set[str]:
    """Return the words of a text that may be suggested."""
    return {word for word in split_words(text) if len(word) >= SHORTEST_CORRECTED and word.isalpha()}


@transaction.atomic
def change_words(before: Collection[str], after: Collection[str]) -> None:
    """Count that an entry which had the words `before` now has the words `after`."""
    gone, new = sorted({*before} - {*after}), sorted({*after} - {*before})
    for start in range(0, len(gone), BATCH_SIZE):
        counted = SearchWord.objects.filter(word__in=gone[start : start + BATCH_SIZE], entries__gt=0)
        counted.update(entries=F("entries") - 1)
    if gone:
        SearchWord.objects.filter(entries=0).delete()
    for start in range(0, len(new), BATCH_SIZE):
        count_words(new[start : start + BATCH_SIZE])


def count_words(words: list[str]) -> None:
    known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    add_words({word: 0 for word in words if word not in known})
    SearchWord.objects.filter(word__in=words).update(entries=F("entries") + 1)


def add_words(words: Mapping[str, int]) -> None:
    """Add new words, with the number of entries that have each."""
    rows = [SearchWord(word=word, entries=entries) for word, entries in words.items()]
    SearchWord.objects.bulk_create(rows, batch_size=BATCH_SIZE, ignore_conflicts=True)
    SpellingKey.objects.bulk_create(
        [SpellingKey(key=key, word_id=word) for word in words for key in sorted(build_keys(word))],
        batch_size=BATCH_SIZE,
    )


def build_keys(word: str) -> set[str]:
    """Return the first letters of a word and the last ones of a long word, each also with one of them left out."""
    folded = fold_word(word)
    keys = leave_one_out(folded[:KEY_LETTERS])
    if len(folded) > KEY_LETTERS:
        keys |= {f"{END_MARK}{key}" for key in leave_one_out(folded[-KEY_LETTERS:])}
    return keys


def leave_one_out(letters: str) -> set[str]:
    return {letters, *(letters[:place] + letters[place + 1 :] for place in range(len(letters)))}


@cache
def fold_word(word: str) -> str:
    return strip_accents(word.translate(LETTER_REPLACEMENTS))


def build_asked_keys(word: str) -> set[str]:
    """Return the keys under which a typed word is looked for: with a letter that sounds alike in place of each, too."""
    folded = fold_word(word)
    keys = build_keys(word)
    for mark, letters in (("", folded[:KEY_LETTERS]), (END_MARK, folded[-KEY_LETTERS:])):
        for place, letter in enumerate(letters if len(folded) >= KEY_LETTERS else ""):
            for other in SOUND_ALIKE.get(letter, ""):
                alike = letters[:place] + other + letters[place + 1 :]
                keys |= {f"{mark}{key}" for key in leave_one_out(alike)}
    return keys


def correct_words(words: Sequence[str]) -> list[str]:
    """Return the words with the nearest word of the site in place of each that the site does not have. One query, and
    one more if a long word has none near: it is looked for in parts."""
    corrected = find_near_words(words)
    unchanged = (word for word, typed in zip(corrected, words, strict=True) if word == typed)
    parts = find_parts([word for word in unchanged if len(word) >= SHORTEST_COMPOUND and word.isalpha()])
    return [part for word in corrected for part in parts.get(word, [word])]


def find_parts(compounds: Sequence[str]) -> dict[str, list[str]]:
    """Return the words of the site that long words are made of, for each that the site does not have. One query."""
    pieces = {piece for word in compounds for piece in iterate_pieces(word)}
    if not pieces:
        return {}
    listed = SearchWord.objects.filter(word__in=pieces).values_list("word", flat=True)
    known = {fold_word(word): word for word in listed}
    parts = {word: choose_parts(word, known) for word in compounds if fold_word(word) not in known}
    return {word: found for word, found in parts.items() if found}


def iterate_pieces(word: str) -> Iterator[str]:
    yield word
    for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        yield from (word[:place], word[place:])


def choose_parts(word: str, known: Mapping[str, str]) -> list[str]:
    """Return both parts of a compound, or else the longest known part at its beginning or its end."""
    folded = fold_word(word)
    places = range(len(folded) - SHORTEST_PART, SHORTEST_PART - 1, -1)
    for place in places:
        for joint in JOINING_LETTERS:
            first, rest = folded[:place], folded[place + len(joint) :]
            if folded[place:].startswith(joint) and first in known and rest in known:
                return [known[first], known[rest]]
    ends = [*(folded[:place] for place in places), *(folded[place:] for place in places)]
    alone = [part for part in ends if part in known and len(part) >= SHORTEST_ALONE]
    return [known[max(alone, key=len)]] if alone else []


def find_near_words(words: Sequence[str]) -> list[str]:
    """Return the words, each with the nearest word of the site in its place. One query."""
    asked = {word: build_asked_keys(word) for word in words if len(word) >= SHORTEST_CORRECTED and word.isalpha()}
    keys = {key for word_keys in asked.values() for key in word_keys}
    rows = SpellingKey.objects.filter(key__in=keys).values_list("key", "word_id", "word__entries")[:MAX_CANDIDATES]
    found: dict[str, set[Candidate]] = {}
    for key, word, entries in rows:
        found.setdefault(key, set()).add(Candidate(word, entries))
    near = {word: set().union(*(found.get(key, ()) for key in asked[word])) for word in asked}
    return [choose_word(word, near.get(word, set())) for word in words]


def choose_word(typed: str, candidates: Collection[Candidate]) -> str:
    """Return the nearest candidate, the commonest of equally near ones, or what was typed if none is near enough."""
    allowed = 1 if len(typed) <= LONGEST_WITH_ONE_ERROR else 2
    folded = fold_word(typed)
    if len(folded) <= LONGEST_WITH_RIGHT_BEGINNING:
        candidates = [each for each in candidates if has_beginning_of(folded, fold_word(each.word))]
    measured = ((measure_distance(folded, fold_word(each.word), allowed), each) for each in candidates)
    near = [(distance, -each.entries, each.word) for distance, each in measured if distance <= allowed]
    return min(near)[2] if near else typed


def has_beginning_of(typed: str, other: str) -> bool:
    """Return whether a word begins as another, but for its first two letters swapped, or one that sounds alike."""
    is_alike = other[:1] in SOUND_ALIKE.get(typed[:1], "") or {typed[:1], other[:1]} <= VOWELS
    return typed[:1] == other[:1] or typed[:2] == other[1::-1] or is_alike


def measure_distance(one: str, other: str, limit: int) -> int:
    """Return how many letters must be added, left out, changed or swapped with the next; `limit` + 1 if it is more.

    It is the distance of optimal string alignment.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one):
        earlier, before, row = before, row, [place + 1]
        for at, other_letter in enumerate(other):
            cost = min(row[at] + 1, before[at + 1] + 1, before[at] + (letter != other_letter))
            if place and at and letter == other[at - 1] and one[place - 1] == other_letter:
                cost = min(cost, earlier[at - 1] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
