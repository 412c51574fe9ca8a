"""What editors of a page are told about the shared records on it."""

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from articles.models.editorial_page import PageWithBody
from articles.rendering import shared_questions


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
