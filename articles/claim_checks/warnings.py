"""Tells editors of claims without a citation: when they submit or publish, and in the content checks of the preview."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.userbar import BaseItem, ContentCheckerItem
from wagtail.models import Page

from articles.claim_checks.views import get_panel_url
from articles.models.editorial_page import PageWithBody
from articles.review.claim_marks import MARK
from articles.review.claim_report import LocatedClaim
from articles.review.showing import shows_to_others

NAMED_CLAIMS = 3
NAMED_LENGTH = 90

RULE = {
    "id": "claim-without-citation",
    "impact": "serious",
    "selector": f"[{MARK}]",
    "tags": ["best-practice"],
    "any": ["check-uncovered-claim"],
    # Answers that are closed are checked too.
    "excludeHidden": False,
    "enabled": True,
}
# Each element with the mark is wrong. Axe has this function by its name; it is true of images alone.
CHECK = {"id": "check-uncovered-claim", "evaluate": "has-alt-evaluate"}
WORDS = {
    "error_name": _("A claim without a citation"),
    "help_text": _("Cite a work, or say under “Claims” at the end of the form why none is needed."),
}


def warn_about_claims(request: HttpRequest, page: Page) -> None:
    """Point at the claims that cite nothing once a page was published or submitted. A draft is saved without a word."""
    if not isinstance(page, PageWithBody) or not shows_to_others(request):
        return
    if uncovered := page.report_claims().uncovered:
        button = messages.button(get_panel_url(page), gettext("Show"))
        messages.warning(request, describe_claims(uncovered), buttons=[button])


def describe_claims(uncovered: list[LocatedClaim]) -> SafeString:
    """Return how many claims cite nothing, and the first of them, with block and words."""
    heading = ngettext(
        "%(number)s claim on this page has no citation:",
        "%(number)s claims on this page have no citation:",
        len(uncovered),
    ) % {"number": len(uncovered)}
    named = [(one.location, Truncator(one.claim.sentence).chars(NAMED_LENGTH)) for one in uncovered[:NAMED_CLAIMS]]
    return format_html("{} {}", heading, format_html_join(" ", "{}: “{}”", named))


def add_claim_check(request: HttpRequest, items: list[BaseItem], page: Page | None) -> None:
    """Add the check to Wagtail's own, whichever class of them the site uses."""
    for item in items:
        if isinstance(item, ContentCheckerItem):
            extend_checker(item)


def extend_checker(item: Any) -> None:
    item.axe_run_only = [*item.axe_run_only, RULE["id"]]
    item.axe_custom_rules = [*item.axe_custom_rules, RULE]
    item.axe_custom_checks = [*item.axe_custom_checks, CHECK]
    item.axe_messages = {**item.axe_messages, RULE["id"]: WORDS}
