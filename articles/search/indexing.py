"""Keeps the index up: with each page that is published or unpublished, and each record that is saved or deleted."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import DraftStateMixin, Page
from wagtail.search.backends import get_search_backend
from wagtail.signals import page_published, page_unpublished, published, unpublished

from articles.models import SearchEntry, SearchWord
from articles.search import spelling
from articles.search.sources import SOURCES, SOURCES_BY_NAME, WORK, Source, find_source
from articles.search.tokens import build_tokens
from references.citations.stored_text import extract_cited_ids
from references.citations.usage import serialize_object
from references.models import Reference

BATCH_SIZE = 200


@receiver(page_published)
def put_published_page(sender: type[Page], *, instance: Page, **kwargs: object) -> None:
    """Index a page, and the works that it cites."""
    source = find_source(instance)
    if source and instance.alias_of_id is None:
        put_entry(source, instance)
    put_cited_works(instance)


def put_published_record(sender: type[Model], *, instance: Model, **kwargs: object) -> None:
    """Index a record with drafts, and the works that it cites. What is only saved may hold words of a draft."""
    if source := find_source(instance):
        put_entry(source, instance)
        put_cited_works(instance)


def put_cited_works(instance: Model) -> None:
    for work in Reference.objects.filter(pk__in={*extract_cited_ids(serialize_object(instance))}):
        put_entry(SOURCES_BY_NAME[WORK], work)


@receiver(page_unpublished)
def remove_unpublished_page(sender: type[Page], *, instance: Page, **kwargs: object) -> None:
    remove_entries(sender, instance.pk)


def put_saved_record(sender: type[Model], *, instance: Model, raw: bool, **kwargs: object) -> None:
    """Index a record as it is stored: what was saved may have the words of a draft."""
    source = find_source(instance)
    stored = None if raw or source is None else sender._base_manager.filter(pk=instance.pk).first()
    if source and stored and source.is_findable(stored):
        put_entry(source, stored)
    elif source and not raw:
        remove_entries(sender, instance.pk)


def remove_deleted_object(sender: type[Model], *, instance: Model, **kwargs: object) -> None:
    remove_entries(sender, instance.pk)


def connect_receivers() -> None:
    """Listen to the models of the sources alone: a receiver of everything would slow all deletions down."""
    post_delete.connect(remove_deleted_object, sender=Page)
    for source in SOURCES:
        post_delete.connect(remove_deleted_object, sender=source.model)
        if issubclass(source.model, Page):
            continue
        if issubclass(source.model, DraftStateMixin):
            published.connect(put_published_record, sender=source.model)
            unpublished.connect(remove_deleted_object, sender=source.model)
        else:
            post_save.connect(put_saved_record, sender=source.model)


@transaction.atomic
def put_entry(source: Source, instance: Model) -> None:
    """Add an object to the index, or renew what the index says of it."""
    entry = build_entry(source, instance)
    known = SearchEntry.objects.filter(source=source.name, object_id=entry.object_id).first()
    if known and known.says_the_same_as(entry):
        # As the works of a page do that is published again.
        return
    if known:
        entry.pk = known.pk
    # Saving puts it into Wagtail's index, too.
    entry.save()
    spelling.change_words(collect_entry_words(known) if known else set(), collect_entry_words(entry))


def build_entry(source: Source, instance: Model) -> SearchEntry:
    said = source.describe(instance)
    return SearchEntry(
        source=source.name,
        object_id=instance.pk,
        language=said.language,
        heading=said.heading[: SearchEntry._meta.get_field("heading").max_length],
        text=said.text,
        tokens=build_tokens(said.language, said.heading, f"{said.text} {said.unseen}"),
    )


def collect_entry_words(entry: SearchEntry) -> set[str]:
    return spelling.collect_words(f"{entry.heading} {entry.text}")


@transaction.atomic
def remove_entries(model: type[Model], object_id: int) -> None:
    """Remove what the index has of an object, whether its model is that of the source or one that it inherits from."""
    names = [each.name for each in SOURCES if issubclass(each.model, model) or issubclass(model, each.model)]
    for entry in SearchEntry.objects.filter(source__in=names, object_id=object_id):
        entry.delete()
        spelling.change_words(collect_entry_words(entry), set())


@transaction.atomic
def rebuild_index() -> int:
    """Build the index anew from what is published. Return how many entries it has."""
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    backend, words, total = get_search_backend(), Counter[str](), 0
    entries = iterate_entries()
    while batch := list(islice(entries, BATCH_SIZE)):
        made = SearchEntry.objects.bulk_create(batch)
        backend.add_bulk(SearchEntry, made)
        for entry in made:
            words.update(collect_entry_words(entry))
        total += len(made)
    spelling.add_words(words)
    return total


def iterate_entries() -> Iterator[SearchEntry]:
    for source in SOURCES:
        objects: Iterable[Model] = source.list_all().iterator(chunk_size=BATCH_SIZE)
        yield from (build_entry(source, each) for each in objects)
