"""Purges the pages that cite a changed work from the cache in front of the site.

Wagtail purges changed pages; its reference index knows which pages cite a work. A transaction purges each page once,
however many works it changed.
"""

import threading
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.contrib.frontend_cache.utils import PurgeBatch

from references.citations import usage
from references.models import CitationSettings, Reference

# A change of these is invisible to readers.
UNSEEN_FIELDS = {"last_chosen_at", "updated_at"}
PURGE_BATCH_SIZE = 500


class ChangedWorks(threading.local):
    """The ids of the works that this thread changed and whose pages are not purged yet."""

    def __init__(self) -> None:
        self.works: set[int] = set()


changed_works = ChangedWorks()


def invalidate_works(works: Iterable[int]) -> None:
    """Purge the pages that cite these works after the transaction is committed.

    Call it for changes without a signal, such as `QuerySet.update`. A saved work needs no call.
    """
    if settings.WAGTAILFRONTENDCACHE:
        changed_works.works.update(works)
        # Register it every time, because a savepoint that is rolled back drops its callbacks. The first one purges all.
        transaction.on_commit(purge_citing_pages, robust=True)


def purge_citing_pages() -> None:
    works, changed_works.works = changed_works.works, set()
    batch = PurgeBatch()
    for ids in split_batches(works):
        # The entry of a work shows which work supersedes it.
        shown = Reference.objects.filter(Q(pk__in=ids) | Q(superseded_by__in=ids))
        batch.add_pages(usage.find_citing_pages(shown))
    batch.purge()


def split_batches(ids: Collection[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, PURGE_BATCH_SIZE)):
        yield some


@receiver(post_save, sender=Reference)
def invalidate_saved_work(
    *, instance: Reference, created: bool, update_fields: Collection[str] | None, raw: bool, **kwargs: object
) -> None:
    is_unseen = update_fields is not None and UNSEEN_FIELDS.issuperset(update_fields)
    if not (created or raw or is_unseen):
        invalidate_works([instance.pk])


@receiver(post_save, sender=CitationSettings)
def invalidate_changed_style(*, created: bool, **kwargs: object) -> None:
    # The first visit creates the settings with their defaults, which changes nothing.
    if not created:
        invalidate_works(usage.query_citation_index().values_list(Cast("to_object_id", BigIntegerField()), flat=True))
