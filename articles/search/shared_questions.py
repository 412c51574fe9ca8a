"""Shared questions as something that readers can find: each at its anchor on a page that shows it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Subquery
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail.models import Page, PageQuerySet, ReferenceIndex

from articles.models import FaqEntry, FaqPage


@dataclass(frozen=True)
class ShownQuestion:
    # Only its id, and only the id and the path.
    entry: FaqEntry
    page: Page


def find_shown_questions(pages: PageQuerySet, ids: Collection[int]) -> Mapping[int, ShownQuestion]:
    """Return those of these entries that one of these pages shows, each with it: a page of questions if any.

    One query, however many there are.
    """
    showing_page = pages.filter(pk=OuterRef("page"), alias_of__isnull=True)
    rows = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(FaqEntry),
        to_object_id__in=FaqEntry.objects.filter(live=True, pk__in=ids).values(key=Cast("pk", CharField())),
    ).annotate(page=Cast("object_id", BigIntegerField()))
    rows = rows.annotate(
        url_path=Subquery(showing_page.values("url_path")), is_faq=Exists(FaqPage.objects.filter(pk=OuterRef("page")))
    ).exclude(url_path=None)
    # What comes later takes the place of what came before: a page of questions, or else the oldest page.
    showing = rows.order_by("is_faq", "-page").values_list("to_object_id", "page", "url_path")
    return {
        int(entry): ShownQuestion(FaqEntry(pk=int(entry)), Page(pk=page, url_path=url_path))
        for entry, page, url_path in showing
    }


def get_question_url(request: HttpRequest, found: ShownQuestion) -> str | None:
    url = found.page.get_url(request)
    return f"{url}#{found.entry.anchor}" if url else None
