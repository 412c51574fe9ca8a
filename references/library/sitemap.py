from datetime import datetime

from django.contrib.sitemaps import Sitemap

from references.library import queries
from references.models import Reference
from references.models.reference import ReferenceQuerySet


class ReferenceSitemap(Sitemap[Reference]):
    """The pages of the works in the public library."""

    def items(self) -> ReferenceQuerySet:
        return queries.get_public_works().order_by("key").only("key", "updated_at")

    def lastmod(self, item: Reference) -> datetime:
        return item.updated_at
