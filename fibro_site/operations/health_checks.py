"""The checks of the site's parts: which of them work, and what that says of the whole.

A site without its database or its keys is "down". Without broker, worker or mail it still takes submissions and stores
them, so it is "degraded".
"""

import logging
import secrets
import shutil
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from fibro_site import checks
from fibro_site.celery import app
from intake.audit import checks as audit_checks
from intake.delivery import backlog, escalation, outbox
from intake.encryption import current_key, key_ring
from intake.token_sessions import drafts

logger = logging.getLogger(__name__)

# How long a part of another machine has to answer.
ANSWER_SECONDS = 2
CACHE_KEY = "health"


class PartDown(Exception):
    """A part does not work. Staff read the text: it says what is wrong, never where or about whom."""


def check_all_parts() -> tuple[str, dict[str, str]]:
    """Return the state of the site ("ok", "degraded" or "down") and the state of each part by its name.

    If the site is down only the vital parts are checked.
    """
    vital = check_parts(VITAL_CHECKS)
    if summarize_status(vital) == "down":
        return "down", vital
    supporting = check_parts(SUPPORTING_CHECKS)
    is_degraded = any(state != "ok" for state in supporting.values())
    return "degraded" if is_degraded else "ok", vital | supporting


def check_vital_parts() -> str:
    """Return "ok" or "down"."""
    return summarize_status(check_parts(VITAL_CHECKS))


def check_parts(parts: dict[str, Callable[[], None]]) -> dict[str, str]:
    """Run each check. Return "ok" or what is wrong, by the name of the part."""
    return {name: check_part(part) for name, part in parts.items()}


def summarize_status(vital: dict[str, str]) -> str:
    return "ok" if all(state == "ok" for state in vital.values()) else "down"


def check_part(check: Callable[[], None]) -> str:
    try:
        check()
    except PartDown as error:
        return str(error)
    except Exception:
        # Whatever a check raises, the response must still name its part.
        logger.exception("A health check failed")
        return "down"
    return "ok"


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_keys() -> None:
    if checks.check_clinic_keys():
        raise PartDown("a key is missing or does not match")
    try:
        current_key.verify_current_key()
    except current_key.WrongKey as error:
        raise PartDown(str(error)) from error


def check_storage() -> None:
    """Check that uploads can be read: the folder is there, or the bucket answers."""
    if isinstance(default_storage, FileSystemStorage):
        if not default_storage.exists(""):
            raise PartDown("the media folder is missing")
        return
    cast("Any", default_storage).find_bucket(seconds=ANSWER_SECONDS)


def check_cache() -> None:
    """Check that the cache gives back what was just put into it."""
    value = secrets.token_hex(8)
    cache.set(CACHE_KEY, value, timeout=10)
    # Another process may be checking, too.
    if cache.get(CACHE_KEY) is None:
        raise PartDown("it does not keep what is put into it")


def check_disk() -> None:
    free = shutil.disk_usage(settings.VAR).free
    if free < settings.DISK_ALARM_BYTES:
        raise PartDown(f"only {free / 1e6:.0f} MB are free")


def check_broker() -> None:
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        if not (settings.BROKER_FOLDER / "queue").is_dir():
            raise PartDown("the queue folder is missing")
        return
    with app.connection_for_write() as broker_connection:
        broker_connection.ensure_connection(max_retries=1, timeout=ANSWER_SECONDS)


def check_worker() -> None:
    age = outbox.get_seconds_since_drain()
    if age is None:
        raise PartDown("has not run yet")
    if age > settings.DRAIN_ALARM_SECONDS:
        raise PartDown(f"last ran {age:.0f} seconds ago")


def check_deliveries() -> None:
    """Check that everything goes out, and name the channels that do not."""
    if alarms := backlog.list_channel_alarms():
        raise PartDown(", ".join(f"{alarm.group.value} {alarm.kind.value}: {alarm.count}" for alarm in alarms))


def check_urgent() -> None:
    """Check that somebody opens what is urgent."""
    if number := escalation.count_unopened():
        raise PartDown(f"nobody opens {number}")


def check_drafts() -> None:
    """Check that visitors can begin a questionnaire."""
    if drafts.is_full():
        raise PartDown("full: nobody can start the form")


def check_audit() -> None:
    """Check what staff processes found when they last verified the audit. A public process cannot tell."""
    try:
        last_check = audit_checks.read_last_check()
    except key_ring.KeyUnavailable:
        return
    if last_check.fault:
        raise PartDown(f"wrong from entry {last_check.fault.sequence} on")
    if last_check.is_late:
        raise PartDown("verification is overdue")


VITAL_CHECKS = {"database": check_database, "keys": check_keys}
SUPPORTING_CHECKS = {
    "storage": check_storage,
    "disk": check_disk,
    "cache": check_cache,
    "broker": check_broker,
    "worker": check_worker,
    "deliveries": check_deliveries,
    "urgent": check_urgent,
    "drafts": check_drafts,
    "audit": check_audit,
}
