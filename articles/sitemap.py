"""The sitemap of our pages in every language. Wagtail's own sitemap has only those in the first language."""

from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet


class PageSitemap(Sitemap):
    def items(self) -> PageQuerySet:
        pages = Page.objects.none()
        for root in self.get_wagtail_site().root_page.get_translations(inclusive=True):
            pages |= Page.objects.descendant_of(root, inclusive=True)
        return pages.live().public().order_by("path").defer_streamfields().specific()
