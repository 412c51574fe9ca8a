"""Is it alive, is it ready, and which part is down.

`/health/live/` asks nothing of anybody. `/health/ready/` asks each part. A site without its database or its keys cannot
serve (503); without broker or worker it still takes submissions and keeps them, so it is `degraded` and answers 200.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fibro_site import checks
from fibro_site.celery import app
from intake import audit_checks, current_key, drafts, keyring, outbox

logger = logging.getLogger(__name__)


class PartDown(Exception):
    """A part does not work; the text is shown to anybody, so it says what, never where or whose."""


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    parts = {name: state_of(part) for name, part in VITAL.items()}
    is_down = any(state != "ok" for state in parts.values())
    if not is_down:
        parts |= {name: state_of(part) for name, part in HELPING.items()}
    is_degraded = any(state != "ok" for state in parts.values())
    status = "down" if is_down else "degraded" if is_degraded else "ok"
    return JsonResponse({"status": status, "parts": parts}, status=503 if is_down else 200)


def state_of(part: Callable[[], None]) -> str:
    try:
        part()
    except PartDown as error:
        return str(error)
    except Exception:
        # Whatever a part raises, the answer must still name it.
        logger.exception("A health check failed")
        return "down"
    return "ok"


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def keys() -> None:
    if checks.check_clinic_keys():
        raise PartDown("a key is missing or does not fit")
    try:
        current_key.verify_current_key()
    except current_key.WrongKey as error:
        raise PartDown(str(error)) from error


def media() -> None:
    if not default_storage.exists(""):
        raise PartDown("the media folder is missing")


def broker() -> None:
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        if not (settings.BROKER_FOLDER / "queue").is_dir():
            raise PartDown("the queue folder is missing")
        return
    with app.connection_for_write() as broker_connection:
        broker_connection.ensure_connection(max_retries=1, timeout=2)


def worker() -> None:
    age = outbox.seconds_since_last_drain()
    if age is None:
        raise PartDown("has not run yet")
    if age > settings.DRAIN_ALARM_SECONDS:
        raise PartDown(f"last ran {age:.0f} seconds ago")


def deliveries() -> None:
    backlog = outbox.backlog()
    if backlog.dead:
        raise PartDown(f"{backlog.dead} given up")
    if backlog.oldest_pending_seconds > settings.DELIVERY_ALARM_SECONDS:
        raise PartDown(f"the oldest has waited {backlog.oldest_pending_seconds:.0f} seconds")


def begun() -> None:
    """Whether a visitor can begin."""
    if drafts.is_full():
        raise PartDown("full: nobody can begin")


def audit() -> None:
    """What staff's processes found when they last went through it. A public process cannot tell."""
    try:
        standing = audit_checks.last_check()
    except keyring.KeyUnavailable:
        return
    if standing.fault:
        raise PartDown(f"does not hold from entry {standing.fault.sequence} on")
    if standing.is_late:
        raise PartDown("was not gone through since last night")


VITAL = {"database": database, "keys": keys}
HELPING = {
    "media": media,
    "broker": broker,
    "worker": worker,
    "deliveries": deliveries,
    "drafts": begun,
    "audit": audit,
}
