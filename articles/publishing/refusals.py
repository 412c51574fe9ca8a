"""Tells an editor why a page cannot be published, or moved, below a page that is not published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from articles.publishing.ancestors import has_unpublished_ancestor


def refuse_publishing_below_draft(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Return to the form, where the draft is saved, if readers could not reach the page.

    A page that is scheduled may be waiting for the one above it: it goes live when that one does.
    """
    is_scheduled = page.go_live_at and page.go_live_at > timezone.now()
    if is_scheduled or not has_unpublished_ancestor(page):
        return None
    add_refusal(request, page.get_ancestors().filter(live=False).first())
    return redirect("wagtailadmin_pages:edit", page.pk)


def refuse_moving_below_draft(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    above = destination.get_ancestors(inclusive=True).filter(live=False).first()
    if not (page.live and above):
        return None
    add_refusal(request, above)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def add_refusal(request: HttpRequest, above: Page) -> None:
    words = gettext(
        "“%(title)s”, which is above this page, is not published. Publish it first: readers come through it."
    )
    edit = messages.button(reverse("wagtailadmin_pages:edit", args=[above.pk]), gettext("Edit"))
    messages.error(request, words % {"title": above.get_admin_display_title()}, buttons=[edit])
