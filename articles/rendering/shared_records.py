"""Puts what is written once, for many pages, into the body that shows it: questions with their answers, and terms."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast
from wagtail import blocks
from wagtail.models import ReferenceIndex

from articles.records.faq import FaqEntry
from articles.records.term import GlossaryTerm
from articles.records.topic import Topic
from articles.rendering.glossary import Terms, build_term_blocks, choose_terms, find_term_ids, query_translations
from articles.rendering.shared_questions import (
    Choice,
    build_question_blocks,
    query_published_entries,
    read_choices,
    replace_blocks,
)


class RecordRow(NamedTuple):
    """A question or a term, as one query has both."""

    pk: int
    # The topic of a question; None for a term.
    topic: int | None
    topic_name: str
    heading: str
    text: str
    is_clinic_view: bool
    place: int | None
    translation_key: UUID
    locale: int
    is_live: bool


@dataclass(frozen=True)
class PlacedBody:
    """A body with its shared records in their places, and the terms that its texts may explain."""

    body: blocks.StreamValue
    terms: Terms


def place_shared_records(body: blocks.StreamValue, locale: int | None = None) -> PlacedBody:
    """Return a copy of the body of a page in this locale, with its shared records in their places.

    One query for all of them, or none if the body has none.
    """
    choices = read_choices(body)
    named = set(find_term_ids(list(body.raw_data)))
    rows = fetch_rows(choices.values(), named)
    entries = build_entries(row for row in rows if row.topic is not None)
    named.update(find_term_ids([entry.answer for entry in entries.values()]))
    terms = choose_terms(named, build_terms(row for row in rows if row.topic is None), locale)
    replaced = {**build_question_blocks(body, choices, entries), **build_term_blocks(body, terms)}
    return PlacedBody(replace_blocks(body, replaced), terms)


def fetch_rows(choices: Collection[Choice], named: Collection[int]) -> list[RecordRow]:
    """Return the questions that are chosen, the terms that they mark, and the terms of these ids, in every language."""
    if not choices:
        return list(map(RecordRow._make, select_terms(query_translations(named)))) if named else []
    entries = query_published_entries(choices)
    marked = query_translations(named) | query_translations(query_marked_terms(entries))
    return list(map(RecordRow._make, select_entries(entries).union(select_terms(marked), all=True)))


def query_marked_terms(entries: QuerySet[FaqEntry]) -> QuerySet[ReferenceIndex]:
    """Return the ids of the terms that these answers mark, by Wagtail's reference index."""
    types = ContentType.objects.get_for_models(FaqEntry, GlossaryTerm)
    rows = ReferenceIndex.objects.filter(
        base_content_type=types[FaqEntry],
        to_content_type=types[GlossaryTerm],
        object_id__in=entries.values(key=Cast("pk", CharField())),
    )
    return rows.values(term=Cast("to_object_id", BigIntegerField()))


def select_entries(entries: QuerySet[FaqEntry]) -> QuerySet:
    names = ("pk", "topic_id", "topic__name", "question", "answer", "is_clinic_view", "sort_order")
    return entries.values_list(*names, "translation_key", "locale_id", "live")


def select_terms(terms: QuerySet[GlossaryTerm]) -> QuerySet:
    """Return the same columns of terms, with nothing where a term has nothing alike."""
    nothing = (
        Value(None, BigIntegerField()),
        Value("", CharField()),
        F("term"),
        F("definition"),
        Value(False),
        Value(None, IntegerField()),
    )
    return terms.order_by().values_list("pk", *nothing, "translation_key", "locale_id", "live")


def build_entries(rows: Iterable[RecordRow]) -> dict[int, FaqEntry]:
    """Return the questions of these rows, in the order of their topics."""
    ordered = sorted(rows, key=lambda row: (row.place is None, row.place, row.pk))
    return {row.pk: build_entry(row) for row in ordered}


def build_entry(row: RecordRow) -> FaqEntry:
    return FaqEntry(
        pk=row.pk,
        question=row.heading,
        answer=row.text,
        is_clinic_view=row.is_clinic_view,
        topic=Topic(pk=row.topic, name=row.topic_name),
    )


def build_terms(rows: Iterable[RecordRow]) -> list[GlossaryTerm]:
    return [
        GlossaryTerm(
            pk=row.pk,
            term=row.heading,
            definition=row.text,
            translation_key=row.translation_key,
            locale_id=row.locale,
            live=row.is_live,
        )
        for row in rows
    ]
