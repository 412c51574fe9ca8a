"""Holds a register while it is read, so that no two processes read it at once."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from references.formats.records import UnreadableFile
from references.models import Register
from references.retractions.reports import RegisterReport
from references.web.errors import WebError

logger = logging.getLogger(__name__)

# Longer than the task may run (references/tasks.py).
HOLD_DURATION = timedelta(hours=1)


@contextmanager
def hold_register(report: RegisterReport, is_dry_run: bool) -> Iterator[bool]:
    """Hold a register while it is read, and save the outcome. Give False if another process is reading it.

    An error of the register becomes the `problem` of the report and one line in the log, and is not raised: the next
    night tries again. A dry run holds nothing and saves nothing.
    """
    if is_dry_run:
        with catch_problems(report):
            yield True
        return
    if not claim_register(report.register):
        report.problem = _("Another process is already reading this register.")
        yield False
        return
    try:
        with catch_problems(report):
            yield True
    finally:
        outcome: dict[str, Any] = {"problem": report.problem[:500], "tried_at": Now(), "held_until": None}
        if not report.problem:
            outcome |= {"read_at": Now(), "entries": report.read}
        Register.objects.filter(name=report.register).update(**outcome)


def claim_register(register: str) -> bool:
    """Hold the register and return True, or return False if it is held.

    One conditional UPDATE decides, so only one of several processes succeeds. A hold that is never released expires.
    """
    Register.objects.get_or_create(name=register)
    is_free = Q(held_until=None) | Q(held_until__lt=Now())
    return bool(Register.objects.filter(is_free, name=register).update(held_until=Now() + HOLD_DURATION))


@contextmanager
def catch_problems(report: RegisterReport) -> Iterator[None]:
    """Turn an error of the register into the `problem` of the report, and log it."""
    try:
        yield
    except (WebError, UnreadableFile) as error:
        report.problem = str(error)
    except OSError as error:
        report.problem = error.strerror or type(error).__name__
    if report.problem:
        logger.warning("%s could not be read: %s", report.register, report.problem)
