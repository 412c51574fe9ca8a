"""Which pages show a shared record. Wagtail's reference index knows, whether it was chosen or stands under a topic."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q
from django.db.models.functions import Cast
from wagtail.models import Page, PageQuerySet, ReferenceIndex

from articles.blocks.questions import SharedQuestionsBlock
from articles.records.faq import FaqEntry


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


def build_target_condition(record: Model) -> Q:
    return Q(to_content_type=ContentType.objects.get_for_model(record), to_object_id=str(record.pk))


def find_pages(condition: Q) -> PageQuerySet:
    """Return the pages from which the rows of the reference index with this condition lead."""
    rows = ReferenceIndex.objects.filter(condition, base_content_type=ContentType.objects.get_for_model(Page))
    return Page.objects.annotate(key=Cast("pk", CharField())).filter(key__in=rows.values("object_id"))
