"""Corrects the spelling of what was typed, by the site's own words.

A word is stored under its first letters and under its last ones, and under these with one of them left out. So is
looked for what was typed: two words with an error or two between them nearly always have a key in common, and finding
them costs a few look-ups in an index, however many words the site has. (The method is that of symmetric deletes, as in
SymSpell.) What the look-ups find is then measured by its distance.
"""

from collections.abc import Collection, Mapping, Sequence
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


def correct_words(words: Sequence[str]) -> list[str]:
    """Return the words with the nearest word of the site in place of each that the site does not have. One query."""
    asked = {word: build_keys(word) for word in words if len(word) >= SHORTEST_CORRECTED and word.isalpha()}
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
    measured = ((measure_distance(folded, fold_word(each.word), allowed), each) for each in candidates)
    near = [(distance, -each.entries, each.word) for distance, each in measured if distance <= allowed]
    return min(near)[2] if near else typed


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
