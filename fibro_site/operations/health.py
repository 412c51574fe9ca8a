"""Is it alive, is it ready, and which part is down.

`/health/live/` asks nothing of anybody. `/health/ready/` tells anybody `ok` (200) or `down` (503), and each part to
staff who are signed in; whoever runs the site asks `manage.py health`. A site without its database or its keys is down;
without broker, worker or mail it still takes submissions and keeps them, so it is `degraded`, which strangers hear as
`ok`.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fibro_site import checks
from fibro_site.celery import app
from intake.audit import checks as audit_checks
from intake.delivery import outbox
from intake.encryption import current_key, key_ring
from intake.enums import STAFF_CHANNELS
from intake.token_sessions import drafts

LIVE_PATH, READY_PATH = "/health/live/", "/health/ready/"

logger = logging.getLogger(__name__)


class PartDown(Exception):
    """A part does not work; the text is shown to staff, so it says what, never where or whose."""


class HealthHostMiddleware:
    """Lets a probe that knows this machine by its IP address alone ask how it is; every other page has its names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in {LIVE_PATH, READY_PATH}:
            request.META["HTTP_HOST"] = settings.OWN_HOSTS[0]
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)


@require_safe
@never_cache
def liveness_probe(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readiness_probe(request: HttpRequest) -> HttpResponse:
    if is_staff_request(request):
        status, parts = check_all_parts()
        payload: dict[str, Any] = {"status": status, "parts": parts}
    else:
        status = summarize_status(check_parts(VITAL_CHECKS))
        payload = {"status": status}
    return JsonResponse(payload, status=503 if status == "down" else 200)


def is_staff_request(request: HttpRequest) -> bool:
    try:
        return bool(settings.ROLE != "public" and request.user.has_perm("wagtailadmin.access_admin"))
    except DatabaseError:
        return False


def check_all_parts() -> tuple[str, dict[str, str]]:
    """How the site is, and how each part of it is."""
    vital = check_parts(VITAL_CHECKS)
    if summarize_status(vital) == "down":
        return "down", vital
    helping = check_parts(SUPPORTING_CHECKS)
    is_degraded = any(state != "ok" for state in helping.values())
    return "degraded" if is_degraded else "ok", vital | helping


def check_parts(parts: dict[str, Callable[[], None]]) -> dict[str, str]:
    return {name: check_part(part) for name, part in parts.items()}


def summarize_status(vital: dict[str, str]) -> str:
    return "ok" if all(state == "ok" for state in vital.values()) else "down"


def check_part(part: Callable[[], None]) -> str:
    try:
        part()
    except PartDown as error:
        return str(error)
    except Exception:
        # Whatever a part raises, the answer must still name it.
        logger.exception("A health check failed")
        return "down"
    return "ok"


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_keys() -> None:
    if checks.check_clinic_keys():
        raise PartDown("a key is missing or does not fit")
    try:
        current_key.verify_current_key()
    except current_key.WrongKey as error:
        raise PartDown(str(error)) from error


def check_media() -> None:
    if not default_storage.exists(""):
        raise PartDown("the media folder is missing")


def check_broker() -> None:
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        if not (settings.BROKER_FOLDER / "queue").is_dir():
            raise PartDown("the queue folder is missing")
        return
    with app.connection_for_write() as broker_connection:
        broker_connection.ensure_connection(max_retries=1, timeout=2)


def check_worker() -> None:
    age = outbox.get_seconds_since_drain()
    if age is None:
        raise PartDown("has not run yet")
    if age > settings.DRAIN_ALARM_SECONDS:
        raise PartDown(f"last ran {age:.0f} seconds ago")


def check_deliveries() -> None:
    backlog = outbox.measure_backlog(*STAFF_CHANNELS)
    if backlog.dead:
        raise PartDown(f"{backlog.dead} given up")
    if backlog.oldest_pending_seconds > settings.DELIVERY_ALARM_SECONDS:
        raise PartDown(f"the oldest has waited {backlog.oldest_pending_seconds:.0f} seconds")


def check_drafts() -> None:
    """Whether a visitor can begin."""
    if drafts.has_no_room():
        raise PartDown("full: nobody can begin")


def check_audit() -> None:
    """What staff's processes found when they last went through it. A public process cannot tell."""
    try:
        standing = audit_checks.read_last_check()
    except key_ring.KeyUnavailable:
        return
    if standing.fault:
        raise PartDown(f"does not hold from entry {standing.fault.sequence} on")
    if standing.is_late:
        raise PartDown("was not gone through since last night")


VITAL_CHECKS = {"database": check_database, "keys": check_keys}
SUPPORTING_CHECKS = {
    "media": check_media,
    "broker": check_broker,
    "worker": check_worker,
    "deliveries": check_deliveries,
    "drafts": check_drafts,
    "audit": check_audit,
}
