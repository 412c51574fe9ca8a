"""Deletes old versions of pages and of other content, which Wagtail keeps for ever: one for each time of saving.

A version that something names stays, whatever its age: the newest and the published one of a page, what is scheduled,
what was reviewed, what a correction is about. So does, by default, each that was ever published: it is what readers had
on a day. What was only saved on the way there goes after a year.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, ForeignKey, ForeignObjectRel, Model, OuterRef, QuerySet
from django.utils import timezone
from wagtail.models import BaseLogEntry, ModelLogEntry, PageLogEntry, Revision

BATCH_SIZE = 200
PUBLISH_ACTION = "wagtail.publish"


def delete_old_revisions() -> None:
    for is_published, lifetime in (
        (False, settings.REVISION_LIFETIME),
        (True, settings.PUBLISHED_REVISION_LIFETIME),
    ):
        if lifetime:
            delete_in_batches(find_old_revisions(lifetime, is_published=is_published))


def find_old_revisions(lifetime: timedelta, *, is_published: bool) -> QuerySet[Revision]:
    """Return the revisions, ever published or never, that are older than this and that nothing names."""
    found = Revision.objects.filter(created_at__lt=timezone.now() - lifetime, approved_go_live_at=None)
    for model, field in iterate_naming_fields():
        found = found.exclude(Exists(model._base_manager.filter(**{field: OuterRef("pk")})))
    publications = [
        Exists(log.objects.filter(revision=OuterRef("pk"), action=PUBLISH_ACTION))
        for log in (PageLogEntry, ModelLogEntry)
    ]
    was_published = publications[0] | publications[1]
    return found.filter(was_published) if is_published else found.exclude(was_published)


def iterate_naming_fields() -> Iterator[tuple[type[Model], str]]:
    """Yield the fields of all models that name a revision, apart from the logs, which name every one."""
    for relation in Revision._meta.get_fields(include_hidden=True):
        # A generic relation leads from a page to all of its own revisions, and names none.
        is_key = isinstance(relation, ForeignObjectRel) and isinstance(relation.field, ForeignKey)
        if is_key and not issubclass(relation.related_model, BaseLogEntry):
            yield relation.related_model, relation.field.name


def delete_in_batches(revisions: QuerySet[Revision]) -> None:
    while pks := list(revisions.values_list("pk", flat=True)[:BATCH_SIZE]):
        Revision.objects.filter(pk__in=pks).delete()
