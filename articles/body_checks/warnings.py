"""Tells editors what readers of a page do not get: on opening it, on submitting it, and in the preview's checks."""

import json
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.userbar import BaseItem, ContentCheckerItem
from wagtail.models import Page

from articles.models.editorial_page import PageWithBody
from articles.review.body_report import BodyFinding, find_lost_blocks, report_body
from articles.review.showing import shows_to_others

NAMED_FINDINGS = 5

RULE = {
    "id": "picture-needs-words",
    "impact": "serious",
    "selector": "figure[data-picture]",
    "tags": ["best-practice"],
    "any": ["check-picture"],
    "excludeHidden": False,
    "enabled": True,
}
# Each element with the mark is wrong. Axe has this function by its name; it is true of images alone.
CHECK = {"id": "check-picture", "evaluate": "has-alt-evaluate"}
WORDS = {
    "error_name": _("An image without a description, or without its file"),
    "help_text": _("Say what it shows, mark it as decorative, or choose another image."),
}


def warn_on_opening(request: HttpRequest, page: Page) -> None:
    """Say at once which blocks are lost and which pictures are not shown."""
    if request.method != "GET" or not isinstance(page, PageWithBody):
        return
    if lost := ", ".join(find_lost_blocks(page.body.stream_block, read_stored_body(page))):
        words = gettext(
            "This page has blocks of a kind that no longer exists (%(kinds)s). Readers do not see them. They are gone"
            " once you save; until then, their words are in the history of the page."
        )
        messages.warning(request, words % {"kinds": lost})
    warn_about_blocks(request, page)


def warn_on_showing(request: HttpRequest, page: Page) -> None:
    if isinstance(page, PageWithBody) and shows_to_others(request):
        warn_about_blocks(request, page)


def warn_about_blocks(request: HttpRequest, page: PageWithBody) -> None:
    if findings := report_body(page.body):
        messages.warning(request, describe_findings(findings))


def describe_findings(findings: list[BodyFinding]) -> SafeString:
    named = [(str(finding),) for finding in findings[:NAMED_FINDINGS]]
    return format_html("{} {}", gettext("Blocks of this page need your attention."), format_html_join(" ", "{}", named))


def read_stored_body(page: PageWithBody) -> list[dict[str, Any]]:
    """Return the newest body of a page as it is stored, with what no block is there for."""
    if revision := page.get_latest_revision():
        stored = revision.content.get("body")
    else:
        written = type(page).objects.filter(pk=page.pk).annotate(written=Cast("body", TextField()))
        stored = written.values_list("written", flat=True).first()
    return list(json.loads(stored or "[]"))


def add_picture_check(request: HttpRequest, items: list[BaseItem], page: Page | None) -> None:
    """Add the check to Wagtail's own, whichever class of them the site uses."""
    for item in items:
        if isinstance(item, ContentCheckerItem):
            item.axe_run_only = [*item.axe_run_only, RULE["id"]]
            item.axe_custom_rules = [*item.axe_custom_rules, RULE]
            item.axe_custom_checks = [*item.axe_custom_checks, CHECK]
            item.axe_messages = {**item.axe_messages, RULE["id"]: WORDS}
