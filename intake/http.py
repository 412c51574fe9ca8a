"""What the pages of visitors and of patients answer alike."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from intake.engine.questionnaire_response import serialize_resource

FHIR_MEDIA_TYPE = "application/fhir+json"

View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """After a POST, go and GET that page (RFC 9110, 15.4.4)."""

    status_code = 303


def redirect_posts(view: View) -> View:
    """A page that takes no form. A POST, as of an old page or a program, is led to it."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return SeeOther(request.get_full_path()) if request.method == "POST" else view(request, *args, **kwargs)

    return wrapped


def build_fhir_download(resource: Mapping[str, Any], filename: str) -> HttpResponse:
    """Return a response that browsers save as a file: a FHIR resource as JSON."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(serialize_resource(resource), content_type=FHIR_MEDIA_TYPE, headers=headers)
