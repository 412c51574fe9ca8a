"""Refuses to take away the page of somebody whom articles name."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page
from wagtail.query import PageQuerySet

from articles.models import ArticlePage, PersonPage

# How many articles a refusal names and links to.
SHOWN_ARTICLES_COUNT = 3


def refuse_unpublishing_author(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to unpublish a person, or pages above one, while a published article names them."""
    articles = find_articles_naming([page]).live()
    return refuse_change(request, articles, reverse("wagtailadmin_explore", args=[page.get_parent().pk]))


def refuse_deleting_author(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a person, or pages above one, while an article elsewhere names them, a draft too."""
    articles = find_articles_naming([page]).not_descendant_of(page, inclusive=True)
    return refuse_change(request, articles, reverse("wagtailadmin_explore", args=[page.get_parent().pk]))


def refuse_bulk_action_on_authors(
    request: HttpRequest, action_type: str, pages: list[Page], action: BulkAction
) -> HttpResponse | None:
    if action.model is not Page or action_type not in {"delete", "unpublish"}:
        return None
    articles = find_articles_naming(pages)
    return refuse_change(request, articles if action_type == "delete" else articles.live(), action.next_url)


def find_articles_naming(pages: Iterable[Page]) -> PageQuerySet:
    """Return the articles that name a person whose page is one of these, or below them."""
    people = PersonPage.objects.none()
    for page in pages:
        people |= PersonPage.objects.descendant_of(page, inclusive=True)
    return ArticlePage.objects.filter(authorships__person__in=people).defer_streamfields().distinct()


def refuse_change(request: HttpRequest, articles: PageQuerySet, destination: str) -> HttpResponse | None:
    """Refuse with links to the articles, or return None if there are none."""
    shown = list(articles[:SHOWN_ARTICLES_COUNT])
    if not shown:
        return None
    words = gettext("Nothing was changed. Name somebody else first as an author of these articles: %(articles)s.")
    titles = [f"“{article.get_admin_display_title()}”" for article in shown]
    if more := articles.count() - len(shown):
        titles.append(gettext("%(count)d more") % {"count": more})
    links = [
        messages.button(reverse("wagtailadmin_pages:edit", args=[article.pk]), article.get_admin_display_title())
        for article in shown
    ]
    messages.error(request, words % {"articles": ", ".join(titles)}, buttons=links)
    return redirect(destination)
