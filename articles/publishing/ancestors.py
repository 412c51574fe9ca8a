"""Keeps published pages below published pages, by whichever door they come.

Wagtail serves a page whose ancestors are drafts. Its readers would find no way back to the list that it is in, and a
section that was taken down would go on being read.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Model
from django.dispatch import receiver
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move


def has_unpublished_ancestor(published: Model) -> bool:
    """Return whether this is a page that readers could not reach from the home page, because one above is a draft."""
    return isinstance(published, Page) and published.get_ancestors().filter(live=False).exists()


@receiver(page_unpublished)
def unpublish_descendants(*, instance: Page, **kwargs: object) -> None:
    """Take down what stands below a page that was taken down, or has expired."""
    for descendant in iterate_published_descendants(instance):
        descendant.unpublish(set_expired=instance.expired)


@receiver([page_published, post_page_move])
def unpublish_unreachable_page(*, instance: Page, **kwargs: object) -> None:
    """Take down a page that was published, or moved, below a draft. Forms refuse that; code and other doors do not."""
    if instance.live and has_unpublished_ancestor(instance):
        instance.unpublish()


@receiver([page_published, page_unpublished])
def purge_listing_pages(*, instance: Page, **kwargs: object) -> None:
    """Purge the pages above one that appears or goes from the cache in front of the site: they list it.

    Wagtail purges the page itself.
    """
    if settings.WAGTAILFRONTENDCACHE:
        batch = PurgeBatch()
        batch.add_pages(instance.get_ancestors().live().filter(depth__gt=1).specific())
        batch.purge()


def iterate_published_descendants(page: Page) -> Iterator[Page]:
    """Yield the published pages below this one, the deepest first."""
    yield from page.get_descendants().live().order_by("-depth", "path").defer_streamfields().specific().iterator()
