"""The sitemap of the public library."""

from datetime import datetime
from urllib.parse import urlsplit

from wagtail.contrib.sitemaps import Sitemap

from references.full_urls import build_full_url
from references.library import queries
from references.models import Reference
from references.models.reference import ReferenceQuerySet


class ReferenceSitemap(Sitemap):
    """The pages of the works in the public library, each in every language. Of Wagtail's it only knows the request."""

    i18n = alternates = x_default = True

    def items(self) -> ReferenceQuerySet:
        return queries.get_public_works().order_by("key").only("key", "updated_at")

    def location(self, item: Reference) -> str:
        return item.get_absolute_url()

    def lastmod(self, item: Reference) -> datetime:
        return item.updated_at

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, object]]:
        own = urlsplit(build_full_url(self.request, "/"))
        # Django's, which Wagtail's replaces by what only its pages have.
        entries: list[dict[str, object]] = super(Sitemap, self)._urls(page, own.scheme, own.netloc)
        return entries
