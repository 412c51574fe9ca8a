"""The version of all that readers may see: which change was the last that the database noted."""

import secrets

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, F, Max, Sum

from fibro_site.models import ContentChange


def read_content_version() -> str:
    """Return a text that is another one after every change that was committed. One query.

    A transaction may begin early and be committed late, after others that have higher ids: so the rows are counted.
    Raises DatabaseError while the database does not answer.
    """
    facts = ContentChange.objects.aggregate(newest=Max("id"), rows=Count("id"), number=Sum("number"))
    return f"{facts['newest'] or 0}.{facts['rows']}.{facts['number'] or 0}"


def prune_content_changes() -> None:
    """Delete all but the newest note. Nothing that is cached now is served afterwards.

    Their number is added to its own: the sum only ever grows, so that no version comes a second time.
    """
    with transaction.atomic():
        newest = ContentChange.objects.select_for_update().order_by("-id").first()
        if newest is None:
            return
        older = ContentChange.objects.select_for_update().exclude(id=newest.id)
        notes = list(older.values_list("id", "number"))
        ContentChange.objects.filter(id__in=[id_ for id_, _ in notes]).delete()
        ContentChange.objects.filter(id=newest.id).update(number=F("number") + sum(number for _, number in notes))


def begin_anew() -> None:
    """Make a version that there never was. A restored database counts on from where it was when it was backed up."""
    step = 1 + secrets.randbelow(2**48)
    newest = ContentChange.objects.order_by("-id").first()
    if newest:
        ContentChange.objects.filter(id=newest.id).update(number=F("number") + step)
    else:
        ContentChange.objects.create(id=1, number=step)


def read_version_apart() -> str | None:
    """Return the version outside a request, or None if the database does not answer; leave no connection in use."""
    connection.close_if_unusable_or_obsolete()
    try:
        return read_content_version()
    except DatabaseError:
        return None
    finally:
        if "pool" in connection.settings_dict["OPTIONS"] and not transaction.get_connection().in_atomic_block:
            # Back into the pool: this thread's next request takes one again.
            connection.close()
