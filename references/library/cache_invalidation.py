"""A cache in front of the site forgets the pages that cite a work when the work changes.

Wagtail tells the cache of changed pages; which pages a work stands on, its reference index knows. A transaction tells
of each page once, however many works it changed, and of none for works that nobody cites.
"""

import threading
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.contrib.frontend_cache.utils import PurgeBatch

from references.citations import usage
from references.models import CitationSettings, Reference

# What no reader sees.
UNSEEN_FIELDS = {"last_chosen_at", "updated_at"}
PURGE_BATCH_SIZE = 500


class ChangedWorks(threading.local):
    """Ids of the works that this thread changed and the cache was not told of yet."""

    def __init__(self) -> None:
        self.works: set[int] = set()


changed_works = ChangedWorks()


def invalidate_works(works: Iterable[int]) -> None:
    """Have the pages that cite these works fetched anew, once the transaction is committed.

    For changes that no signal tells of, such as those of `QuerySet.update`; what is saved comes by itself.
    """
    if settings.WAGTAILFRONTENDCACHE:
        changed_works.works.update(works)
        # Each time: a savepoint that is rolled back takes its callbacks along. The first to be called does it all.
        transaction.on_commit(purge_citing_pages, robust=True)


def purge_citing_pages() -> None:
    works, changed_works.works = changed_works.works, set()
    addresses = PurgeBatch()
    for some in split_batches(works):
        # An entry tells by what a work is superseded.
        shown = Reference.objects.filter(Q(pk__in=some) | Q(superseded_by__in=some))
        addresses.add_pages(usage.find_citing_pages(shown))
    addresses.purge()


def split_batches(ids: Collection[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, PURGE_BATCH_SIZE)):
        yield some


@receiver(post_save, sender=Reference)
def invalidate_saved_work(
    *, instance: Reference, created: bool, update_fields: Collection[str] | None, raw: bool, **kwargs: Any
) -> None:
    is_unseen = update_fields is not None and UNSEEN_FIELDS.issuperset(update_fields)
    if not (created or raw or is_unseen):
        invalidate_works([instance.pk])


@receiver(post_save, sender=CitationSettings)
def invalidate_changed_style(*, created: bool, **kwargs: Any) -> None:
    # The first visit makes the settings as they were understood without them.
    if not created:
        invalidate_works(usage.query_citation_index().values_list(Cast("to_object_id", BigIntegerField()), flat=True))
