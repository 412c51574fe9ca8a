"""The address at which Prometheus asks. There is none unless METRICS_TOKEN is set."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from fibro_site.metrics.exposition import exposition
from fibro_site.serving.files import NO_STORE

METRICS_PATH = "/metrics/"


@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        headers = {"WWW-Authenticate": "Bearer", "Cache-Control": NO_STORE}
        return HttpResponse(status=401, headers=headers)
    return HttpResponse(exposition.get(), content_type=CONTENT_TYPE_PLAIN_0_0_4, headers={"Cache-Control": NO_STORE})
