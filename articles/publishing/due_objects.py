"""Publishes what is scheduled, and unpublishes what has expired.

Wagtail's command `publish_scheduled` stops at the first object that it cannot publish, for example because another page
has taken its slug since. Each minute it would stop there again, and nothing after it would ever be published. Here each
object has a transaction of its own.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.apps import apps
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from articles.publishing.ancestors import has_unpublished_ancestor

# They are nothing to do with the one object: the whole run ends, and the next one goes on.
ERRORS_OF_THE_RUN = (SoftTimeLimitExceeded, InterfaceError, OperationalError)

logger = logging.getLogger(__name__)


def publish_due_objects() -> None:
    """Unpublish every page and snippet that has expired, then publish the revisions that are due, oldest first.

    Running it twice, or in two processes at once, does no more than running it once.
    """
    now = timezone.now()
    for model in list_draft_models():
        expired = model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
        for pk in list(expired.values_list("pk", flat=True)):
            attempt_change(unpublish_expired, model, pk, now)
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        attempt_change(publish_revision, Revision, pk, now)


def list_draft_models() -> Iterator[type[DraftStateMixin]]:
    """Yield the model of all pages, and each model of snippets that have drafts."""
    yield Page
    yield from (
        model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    )


def attempt_change(
    change: Callable[[type, int | str, datetime], None], model: type, pk: int | str, now: datetime
) -> None:
    """Make one change in a transaction. A failure is logged. The object stays due, so the next run tries again."""
    try:
        with transaction.atomic():
            change(model, pk, now)
    except ERRORS_OF_THE_RUN:
        raise
    except Exception:
        logger.exception("What was scheduled could not be done (%s, id %s)", model.__name__, pk)


def unpublish_expired(model: type[DraftStateMixin], pk: int | str, now: datetime) -> None:
    # Locked and asked again: another process may have done it meanwhile.
    expired = model.objects.select_for_update().filter(pk=pk, live=True, expire_at__lt=now).first()
    if expired:
        expired.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def publish_revision(model: type[Revision], pk: int | str, now: datetime) -> None:
    """Publish a revision that is due. A page below an unpublished page waits until that one is published."""
    revision = model.objects.select_for_update().filter(pk=pk, approved_go_live_at__lt=now).first()
    if revision and not has_unpublished_ancestor(revision.content_object):
        revision.publish(log_action="wagtail.publish.scheduled")
