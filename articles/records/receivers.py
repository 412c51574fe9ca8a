"""What follows when a shared record changes: the pages that show it are purged from the cache in front of the site, and
the reference index learns what a topic shows now.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page, ReferenceIndex

from articles.records.faq import FaqEntry
from articles.records.term import GlossaryTerm
from articles.records.topic import Topic
from articles.records.usage import find_pages_with_entry, find_pages_with_term, find_showing_pages


@receiver(post_save, sender=FaqEntry)
def follow_saved_entry(
    instance: FaqEntry, *, update_fields: frozenset[str] | None, raw: bool, **kwargs: object
) -> None:
    """A saved draft changes nothing that readers see: it saves only the columns that name its revision."""
    if not (raw or is_draft_save(update_fields)):
        pages = list(find_pages_with_entry(instance))
        index_shown_entries(pages)
        purge_pages(pages)


def is_draft_save(update_fields: frozenset[str] | None) -> bool:
    return update_fields is not None and not update_fields & {"sort_order", "live"}


@receiver(post_save, sender=GlossaryTerm)
def follow_saved_term(instance: GlossaryTerm, *, update_fields: frozenset[str] | None, **kwargs: object) -> None:
    """As above: a saved draft changes nothing that readers see."""
    if update_fields is None or "live" in update_fields:
        purge_pages(list(find_pages_with_term(instance)))


@receiver(pre_delete, sender=GlossaryTerm)
def purge_pages_with_term(instance: GlossaryTerm, **kwargs: object) -> None:
    purge_pages(list(find_pages_with_term(instance)))


@receiver(pre_delete, sender=FaqEntry)
@receiver(pre_delete, sender=Topic)
@receiver(post_save, sender=Topic)
def purge_showing_pages(instance: Model, **kwargs: object) -> None:
    purge_pages(list(find_showing_pages([instance])))


def index_shown_entries(pages: list[Page]) -> None:
    """Bring the reference index up to date: an entry has come to the topic that these pages show, or has left it."""
    with transaction.atomic():
        for page in pages:
            ReferenceIndex.create_or_update_for_object(page.specific)


def purge_pages(pages: list[Page]) -> None:
    """Purge the published ones of these pages once the transaction is committed."""
    if settings.WAGTAILFRONTENDCACHE and pages:
        batch = PurgeBatch()
        batch.add_pages(page for page in pages if page.live)
        transaction.on_commit(batch.purge, robust=True)
