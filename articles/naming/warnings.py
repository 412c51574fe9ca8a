"""Tells the editor of an article which of its authors readers cannot look up."""

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from articles.models import ArticlePage
from articles.models.people import find_drafted_authors


def warn_about_authors(request: HttpRequest, page: Page) -> None:
    """Warn of authors without a public page, and of those of a draft who were deleted since it was saved."""
    if request.method != "GET" or not isinstance(page, ArticlePage):
        return
    for author in find_drafted_authors(page):
        if not author.is_public:
            words = gettext("“%(name)s” has no page that readers can open. The article names them without a link.")
            messages.warning(request, words % {"name": author.title})
    if has_deleted_author(page):
        messages.warning(request, gettext("An author whom this draft names has been deleted."))


def has_deleted_author(draft: ArticlePage) -> bool:
    """Return whether the stored draft names somebody who no longer exists: Wagtail leaves them out without a word."""
    revision = draft.latest_revision
    return bool(revision) and len(revision.content.get("authorships", [])) > len(draft.authorships.all())
