"""What editors of a page are told about the shared records on it."""

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages
from wagtail.models import Page

from articles.models import FaqEntry, GlossaryTerm
from articles.models.editorial_page import PageWithBody
from articles.records.usage import find_pages_with_entry, find_pages_with_term
from articles.rendering import glossary, shared_questions


def warn_about_missing_questions(request: HttpRequest, page: Page) -> None:
    """Tell the editor who opens a page that a question was deleted underneath it."""
    if request.method != "GET" or not isinstance(page, PageWithBody):
        return
    if shared_questions.find_missing_entries(page.body):
        messages.warning(
            request,
            gettext(
                "A question on this page was deleted or is not published, so readers do not see it."
                " Look for it in the blocks of shared questions."
            ),
        )


def warn_about_missing_terms(request: HttpRequest, page: Page) -> None:
    """Tell the editor who opens a page that it marks a term which readers are not shown."""
    if request.method != "GET" or not isinstance(page, PageWithBody):
        return
    if words := glossary.find_unexplained_words(page.body, page.locale_id):
        messages.warning(
            request,
            gettext(
                "These words are marked as glossary terms, but the term was deleted or is not published in the language"
                " of the page, so readers see plain words: %(words)s."
            )
            % {"words": ", ".join(f"“{one}”" for one in words)},
        )


def tell_of_showing_pages(request: HttpRequest, record: Model) -> None:
    """Tell the editor of a record on how many pages a change of it will be read, before they change it."""
    if request.method != "GET" or not isinstance(record, FaqEntry | GlossaryTerm):
        return
    showing = find_pages_with_term(record) if isinstance(record, GlossaryTerm) else find_pages_with_entry(record)
    if count := showing.live().count():
        words = ngettext(
            "%(count)s published page shows this. A published change is read there at once, and ends the page’s medical"
            " sign-off.",
            "%(count)s published pages show this. A published change is read there at once, and ends the pages’ medical"
            " sign-offs.",
            count,
        )
        usage = reverse(f"{record.snippet_viewset.get_url_name('usage')}", args=[record.pk])
        messages.info(request, words % {"count": count}, buttons=[messages.button(usage, gettext("Show"))])
