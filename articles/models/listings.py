"""Lists of pages that are shown in parts."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest


def get_requested_part(rows: QuerySet, request: HttpRequest, size: int) -> Page:
    """Return the part of the rows that the URL asks for with `?page=`. Raises Http404 if there is no such part."""
    try:
        return Paginator(rows, size).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error
