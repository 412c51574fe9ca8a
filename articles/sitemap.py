"""The sitemap of our pages in every language. Wagtail's own sitemap has only those in the first language."""

from collections import defaultdict
from uuid import UUID

from django.conf import settings
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet

Entry = dict[str, object]
Versions = list[dict[str, str]]


class PageSitemap(Sitemap):
    def items(self) -> PageQuerySet:
        return self.find_pages().order_by("path").defer_streamfields().specific()

    def find_pages(self) -> PageQuerySet:
        pages = Page.objects.none()
        for root in self.get_wagtail_site().root_page.get_translations(inclusive=True):
            pages |= Page.objects.descendant_of(root, inclusive=True)
        return pages.live().public()

    def _urls(self, page: int, protocol: str, domain: str) -> list[Entry]:
        """Add to each entry the versions of that page in all languages, if it has others."""
        entries: list[Entry] = super()._urls(page, protocol, domain)
        versions = self.find_versions({str(entry["location"]) for entry in entries})
        return [{**entry, "alternates": versions.get(str(entry["location"]), [])} for entry in entries]

    def find_versions(self, listed: set[str]) -> dict[str, Versions]:
        """Return the versions of each of these URLs of pages. One query."""
        translations: defaultdict[UUID, dict[str, str]] = defaultdict(dict)
        for page in self.find_pages().select_related("locale"):
            if (url := page.get_full_url(self.request)) in listed:
                translations[page.translation_key][page.locale.language_code] = url
        return {url: build_versions(urls) for urls in translations.values() if len(urls) > 1 for url in urls.values()}


def build_versions(urls: dict[str, str]) -> Versions:
    """Return versions by language as a sitemap names them, with one for whoever asks for none of them."""
    named = [{"lang_code": code, "location": url} for code, url in urls.items()]
    if settings.LANGUAGE_CODE in urls:
        named.append({"lang_code": "x-default", "location": urls[settings.LANGUAGE_CODE]})
    return named
