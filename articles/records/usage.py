"""Which pages show a shared record. Wagtail's reference index knows, whether it was chosen or stands under a topic."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Model, OuterRef, Q
from django.db.models.functions import Cast
from wagtail.models import Page, PageQuerySet, ReferenceIndex

from articles.blocks.questions import SharedQuestionsBlock
from articles.records.faq import FaqEntry
from articles.records.term import GlossaryTerm


def find_showing_pages(records: Iterable[Model]) -> PageQuerySet:
    """Return the pages, published or not, that show one of these records or point at it."""
    to_records = Q()
    for record in records:
        to_records |= build_target_condition(record)
    return find_pages(to_records)


def find_pages_with_entry(entry: FaqEntry) -> PageQuerySet:
    """Return the pages that show this entry, and those that show its topic's questions and may not know it yet.

    An article is of a topic without showing its questions: only rows from blocks count.
    """
    in_blocks = build_target_condition(entry.topic) & Q(
        model_path__startswith=f"body.{SharedQuestionsBlock.BLOCK_NAME}."
    )
    return find_pages(build_target_condition(entry) | in_blocks)


def find_pages_with_term(term: GlossaryTerm) -> PageQuerySet:
    """Return the pages that mark this term or a translation of it, in their own text or in that of a question.

    A page shows the translation in its own language, so more pages may be found than show this very term.
    """
    terms = Q()
    for pk in GlossaryTerm.objects.filter(translation_key=term.translation_key).values_list("pk", flat=True):
        terms |= Q(to_object_id=str(pk))
    marks = ReferenceIndex.objects.filter(terms, to_content_type=ContentType.objects.get_for_model(GlossaryTerm))
    in_records = marks.filter(base_content_type=OuterRef("to_content_type"), object_id=OuterRef("to_object_id"))
    return find_pages(Q(pk__in=marks.values("pk")) | Q(Exists(in_records)))


def build_target_condition(record: Model) -> Q:
    return Q(to_content_type=ContentType.objects.get_for_model(record), to_object_id=str(record.pk))


def find_pages(condition: Q) -> PageQuerySet:
    """Return the pages from which the rows of the reference index with this condition lead."""
    rows = ReferenceIndex.objects.filter(condition, base_content_type=ContentType.objects.get_for_model(Page))
    return Page.objects.annotate(key=Cast("pk", CharField())).filter(key__in=rows.values("object_id"))
