"""The feed of medically relevant changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from articles.feeds.atom import MAX_ENTRIES, ClinicFeed, build_entry_id, clean_words, describe_plainly
from articles.feeds.changes import MedicalChange, find_public_pages, list_changes


@dataclass(frozen=True)
class ChangeEntry:
    change: MedicalChange
    page_title: str
    url: str


class ChangeFeed(ClinicFeed):
    """Corrections, reviews signed and lapsed, and what became of the works that pages cite."""

    url_name = "change_feed"

    def title(self, request: HttpRequest) -> str:
        return gettext("%(clinic)s: medically relevant changes") % {"clinic": self.author_name(request)}

    def items(self, request: HttpRequest) -> Sequence[ChangeEntry]:
        changes = list_changes()
        pages = find_public_pages(changes, language=get_language() or "")
        urls = {pk: page.get_full_url(request) for pk, page in pages.items()}
        shown = [
            ChangeEntry(change, pages[change.page].title, urls[change.page])
            for change in changes
            if urls.get(change.page)
        ]
        return shown[:MAX_ENTRIES]

    def item_title(self, entry: ChangeEntry) -> str:
        return clean_words(f"{entry.change.heading}: {entry.page_title}")

    def item_description(self, entry: ChangeEntry) -> str:
        return describe_plainly(entry.change.words)

    def item_link(self, entry: ChangeEntry) -> str:
        return entry.url

    def item_guid(self, entry: ChangeEntry) -> str:
        return build_entry_id("change", *entry.change.key)

    def item_pubdate(self, entry: ChangeEntry) -> datetime:
        return entry.change.at

    def item_updateddate(self, entry: ChangeEntry) -> datetime:
        return entry.change.at
