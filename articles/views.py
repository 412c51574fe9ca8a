from django.http import HttpRequest, HttpResponseBase
from wagtail import views as wagtail_views

from articles.routing import find


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Wagtail's own view; only the search for the page is ours, where it is the quicker one.

    Wagtail keeps what it found on the request under this name (`Page.route_for_request`), and looks there first.
    """
    if route := find(request, path):
        request._wagtail_route_for_request = route  # type: ignore[attr-defined]  # noqa: SLF001 -- see above
    return wagtail_views.serve(request, path)
