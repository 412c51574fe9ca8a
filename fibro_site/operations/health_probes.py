"""The addresses at which a monitor asks whether the site works.

`/health/live/` checks nothing: it answers while the process can answer at all. `/health/ready/` tells anybody `ok`
(200) or `down` (503), and tells staff who are signed in the state of each part. A site that is degraded still takes
submissions, so strangers are told `ok`. Whoever runs the site can ask `manage.py health`.
"""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fibro_site.operations import health_checks

LIVE_PATH, READY_PATH = "/health/live/", "/health/ready/"


@require_safe
@never_cache
def liveness_probe(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readiness_probe(request: HttpRequest) -> HttpResponse:
    if is_staff_request(request):
        status, parts = health_checks.check_all_parts()
        payload: dict[str, object] = {"status": status, "parts": parts}
    else:
        status = health_checks.check_vital_parts()
        payload = {"status": status}
    return JsonResponse(payload, status=503 if status == "down" else 200)


def is_staff_request(request: HttpRequest) -> bool:
    """Return whether a member of staff asks. Nobody is one while the database does not answer."""
    try:
        return bool(settings.ROLE != "public" and request.user.has_perm("wagtailadmin.access_admin"))
    except DatabaseError:
        return False
