"""Looks up in Wagtail's index which entries have the words of a question.

Wagtail's own query ranks whatever matches, and on SQLite asks the full-text table once for each: with a common word on
a site of ten thousand articles that takes seconds. These statements read the same index and stop at a fixed number of
entries, so a search costs the same however much there is. Entries with the words in their heading come first, so none
of those is missed.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.search.models import IndexEntry

from articles.models import SearchEntry
from articles.search.tokens import BODY, HEADING, NO_LANGUAGE, build_token, find_stem, is_beginning, list_languages

INDEX = IndexEntry._meta.db_table
ENTRIES = SearchEntry._meta.db_table
# How many entries are looked at, of each kind of match. Nobody reads further than this.
MAX_MATCHES = 100
# How many questions `build_questions` makes.
QUESTIONS_EACH = 3

# The inner query uses the full-text index alone and stops there. On SQLite a CROSS JOIN keeps the order. PostgreSQL
# does not know what it costs to read the tokens of a row, and would try row after row: what it is asked of each entry
# is always true, and makes a row expensive.
SQLITE_PART = f"""
    SELECT entry.id, entry.source, entry.object_id, entry.language, entry.heading, found.rank AS rank, {{place}}
    FROM (
        SELECT rowid, bm25({INDEX}_fts) AS rank FROM {INDEX}_fts WHERE {INDEX}_fts MATCH %(question{{place}})s
        ORDER BY rowid DESC LIMIT {{limit}}
    ) AS found
    CROSS JOIN {INDEX} AS indexed ON indexed.id = found.rowid AND indexed.content_type_id = %(kind)s
    CROSS JOIN {ENTRIES} AS entry ON entry.id = CAST(indexed.object_id AS INTEGER)
"""  # noqa: S608 -- the names of tables
POSTGRESQL_PART = f"""
    SELECT entry.id, entry.source, entry.object_id, entry.language, entry.heading,
        -ts_rank(found.autocomplete, to_tsquery('simple', %(question{{place}})s)) AS rank, {{place}}
    FROM (
        SELECT object_id, content_type_id, autocomplete FROM {INDEX} AS indexed
        WHERE autocomplete @@ to_tsquery('simple', %(question{{place}})s)
            AND (SELECT source FROM {ENTRIES} WHERE id = indexed.object_id::bigint) <> ''
        LIMIT {{limit}}
    ) AS found
    JOIN {ENTRIES} AS entry ON entry.id = found.object_id::bigint AND found.content_type_id = %(kind)s
"""  # noqa: S608 -- the names of tables


class Match(NamedTuple):
    """An entry that has the words. Of `place`, the position of its question, and of `rank` less is better."""

    id: int
    source: str
    object_id: int
    language: str
    heading: str
    rank: float
    place: int

    @property
    def is_partial(self) -> bool:
        """Whether it has only some of the words."""
        return self.place >= QUESTIONS_EACH


def find_matches(words: Sequence[str]) -> list[Match]:
    """Return the entries that have all the words, or words that begin with them, each in its best place."""
    return run_questions([*build_questions(words, " & ")])


def find_partial_matches(words: Sequence[str]) -> list[Match]:
    """Return the same, and after these the entries that have some of the words."""
    return run_questions([*build_questions(words, " & "), *build_questions(words, " | ")])


def build_questions(words: Sequence[str], operator: str) -> Iterator[str]:
    """Yield what to look for: the words in headings, in pages and records, in cited works."""
    for place, languages in ((HEADING, list_languages()), (BODY, list_languages()), (BODY, [NO_LANGUAGE])):
        yield operator.join(write_group(word, place, languages) for word in words)


def write_group(word: str, place: str, languages: Sequence[str]) -> str:
    """Return the question for a word in any of the languages. Tokens have only ASCII letters and digits."""
    tokens = (
        build_token(place, language, stem) + (":*" if is_beginning(stem, word) else "")
        for language in languages
        for stem in [find_stem(word, language)]
    )
    return f"({' | '.join(tokens)})"


def run_questions(questions: Sequence[str]) -> list[Match]:
    """Ask all questions with one query."""
    kind = ContentType.objects.get_for_model(SearchEntry).pk
    is_sqlite = connection.vendor == "sqlite"
    part = SQLITE_PART if is_sqlite else POSTGRESQL_PART
    written = [translate_to_fts5(question) if is_sqlite else question for question in questions]
    parts = (part.format(place=place, limit=MAX_MATCHES) for place in range(len(written)))
    asked = {f"question{place}": question for place, question in enumerate(written)}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), {"kind": kind, **asked})
        rows = [Match(*row) for row in cursor.fetchall()]
    best: dict[int, Match] = {}
    for match in sorted(rows, key=lambda row: (row.place, row.rank, -row.id)):
        best.setdefault(match.id, match)
    return list(best.values())


def translate_to_fts5(question: str) -> str:
    """Return the question in the language of FTS5 (sqlite.org/fts5.html), asked of the column that has our tokens."""
    return f"autocomplete : ({question.replace(' & ', ' AND ').replace(' | ', ' OR ').replace(':*', '*')})"
