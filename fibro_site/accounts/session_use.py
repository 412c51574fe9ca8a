"""The URL that a page asks for while somebody types on it, so that their session is in use."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe


@require_safe
def record_session_use(request: HttpRequest) -> HttpResponse:
    """Answer with nothing: fibro_site/middleware/idle_sessions.py has written the use down."""
    return HttpResponse(status=204)


urlpatterns = [path("account/in-use/", record_session_use, name="account_in_use")]
