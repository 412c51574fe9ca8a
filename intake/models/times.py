"""Keeps impossible times out of the tables that a public process writes.

PostgreSQL stores "infinity" and the year 20000. Python has neither: a single such row would end each page and each task
that reads it, the inbox and the nightly check of the audit among them.
"""

from datetime import UTC, datetime

from django.db.models import CheckConstraint, Q

FIRST, END = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


def limit_times(name: str, *fields: str) -> CheckConstraint:
    """Return a constraint that each of these fields is empty, or a time that can be."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__gte": FIRST, f"{field}__lt": END})
    return CheckConstraint(condition=condition, name=name)
