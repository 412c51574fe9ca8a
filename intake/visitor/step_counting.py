"""Counts how far visitors come, by version, step and day."""

import logging

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from intake.models import QuestionnaireVersion, StepCount

logger = logging.getLogger(__name__)


def count_step(version: QuestionnaireVersion, step: str) -> None:
    """Count one more draft that got past a step, or past the START. A visitor never waits for it or fails by it."""
    try:
        add_one(version, step)
    except DatabaseError as error:
        logger.warning("A step was not counted: %s", type(error).__name__)


def add_one(version: QuestionnaireVersion, step: str) -> None:
    row = {"version": version, "step": step, "day": timezone.localdate()}
    counts = StepCount.objects.filter(**row)
    if counts.update(number=F("number") + 1):
        return
    try:
        with transaction.atomic():
            StepCount.objects.create(**row, number=1)
    except IntegrityError:
        # Another process has made the row meanwhile.
        counts.update(number=F("number") + 1)
