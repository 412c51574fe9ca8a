"""Lists of pages that are shown in parts."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpRequest
from wagtail.models import PageQuerySet, PageViewRestriction


def get_requested_part(rows: QuerySet, request: HttpRequest, size: int) -> Page:
    """Return the part of the rows that the URL asks for with `?page=`. Raises Http404 if there is no such part."""
    try:
        return Paginator(rows, size).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error


def keep_public(pages: PageQuerySet) -> PageQuerySet:
    """Return those of these pages that everybody may read. Wagtail's `public` does the same with a query of its own."""
    restrictions = PageViewRestriction.objects.filter(page__path=Substr(OuterRef("path"), 1, Length("page__path")))
    return pages.live().filter(~Exists(restrictions))
