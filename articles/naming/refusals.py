"""Refuses to take away the page of somebody whom pages name, as an author or as a medical reviewer."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page
from wagtail.query import PageQuerySet

from articles.models import ArticlePage, PersonPage, SignOff

# How many pages a refusal names and links to.
SHOWN_PAGES_COUNT = 3


def refuse_copying_person(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to copy a person if nobody could save the copy: an account signs as one person, by one family name."""
    person, name = page.specific, request.POST.get("new_title", "")
    if request.method != "POST" or not isinstance(person, PersonPage):
        return None
    if person.account_id:
        words = gettext("A person with a user account cannot be copied. Create a new person instead.")
    elif person.family_name not in name:
        words = gettext("Give the copy a name with the same family name. You can change both in it.")
    else:
        return None
    messages.error(request, words)
    return redirect("wagtailadmin_pages:copy", page.pk)


def refuse_unpublishing_person(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to unpublish a person, or pages above one, while a published page names them."""
    return refuse_change(request, find_pages_naming([page]).live(), get_explorer_url(page))


def refuse_deleting_person(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a person, or pages above one, while a page elsewhere names them, a draft too."""
    naming = find_pages_naming([page]).not_descendant_of(page, inclusive=True)
    url = get_explorer_url(page)
    return refuse_change(request, naming, url) or refuse_deleting_signers(request, [page], url)


def refuse_bulk_action_on_people(
    request: HttpRequest, action_type: str, pages: list[Page], action: BulkAction
) -> HttpResponse | None:
    if action.model is not Page or action_type not in {"delete", "unpublish"}:
        return None
    naming = find_pages_naming(pages)
    if action_type == "unpublish":
        return refuse_change(request, naming.live(), action.next_url)
    return refuse_change(request, naming, action.next_url) or refuse_deleting_signers(request, pages, action.next_url)


def refuse_deleting_signers(request: HttpRequest, pages: Iterable[Page], destination: str) -> HttpResponse | None:
    """Refuse to delete whoever ever signed a page: who signed is kept, also when the time of it has passed."""
    if not SignOff.objects.filter(reviewer__in=find_people(pages)).exists():
        return None
    messages.error(
        request,
        gettext("Nothing was changed. This person has signed pages off, which is kept. Unpublish the page instead."),
    )
    return redirect(destination)


def find_pages_naming(pages: Iterable[Page]) -> PageQuerySet:
    """Return what names a person whose page is one of these, or below them: the articles that they wrote, and whatever
    they signed for a time that has not passed.
    """
    people = find_people(pages)
    written = ArticlePage.objects.filter(authorships__person__in=people)
    signed = SignOff.objects.filter(reviewer__in=people).valid_on(timezone.localdate())
    return Page.objects.filter(Q(pk__in=written.values("pk")) | Q(pk__in=signed.values("page")))


def find_people(pages: Iterable[Page]) -> PageQuerySet:
    """Return the people whose pages are one of these, or below them."""
    people = PersonPage.objects.none()
    for page in pages:
        people |= PersonPage.objects.descendant_of(page, inclusive=True)
    return people


def refuse_change(request: HttpRequest, naming: PageQuerySet, destination: str) -> HttpResponse | None:
    """Refuse with links to the pages that name somebody, or return None if there are none."""
    shown = list(naming[:SHOWN_PAGES_COUNT])
    if not shown:
        return None
    words = gettext(
        "Nothing was changed. These pages name this person as an author or a medical reviewer: %(pages)s. "
        "Let them name somebody else first."
    )
    titles = [f"“{page.get_admin_display_title()}”" for page in shown]
    if more := naming.count() - len(shown):
        titles.append(gettext("%(count)d more") % {"count": more})
    links = [
        messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), page.get_admin_display_title())
        for page in shown
    ]
    messages.error(request, words % {"pages": ", ".join(titles)}, buttons=links)
    return redirect(destination)


def get_explorer_url(page: Page) -> str:
    return reverse("wagtailadmin_explore", args=[page.get_parent().pk])
