from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail import views as wagtail_views

from articles.metadata import citation
from articles.models import ArticlePage, ClinicSettings
from articles.models.editorial_page import EditorialPage, PageWithBody
from articles.rendering.body import prepare_body
from articles.routing import find_route
from references.library import downloads


def serve_page(request: HttpRequest, path: str) -> HttpResponseBase:
    """Wagtail's own view; only the search for the page is ours, where it is the quicker one.

    Wagtail keeps what it found on the request under this name (`Page.route_for_request`), and looks there first.
    """
    if route := find_route(request, path):
        request._wagtail_route_for_request = route  # type: ignore[attr-defined]  # noqa: SLF001 -- see above
    return wagtail_views.serve(request, path)


@require_safe
def redirect_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Lead to the one sign-in page, in place of Wagtail's own, which would be content with a password.

    A public process signs nobody in: it has no such page.
    """
    try:
        page = reverse(settings.LOGIN_URL)
    except NoReverseMatch as error:
        raise Http404 from error
    return redirect(f"{page}?{request.GET.urlencode()}" if request.GET else page)


@require_safe
@cache_control(no_cache=True)
def works_cited_file(request: HttpRequest, path: str, extension: str) -> HttpResponseBase:
    """The list at the foot of a page, in its order, as a file."""
    page = get_public_page(request, path)
    if not isinstance(page, PageWithBody):
        raise Http404
    works = [listed.reference for listed in prepare_body(page.body).references]
    return downloads.build_download(downloads.export_for_readers(works), name=page.slug, extension=extension)


@require_safe
@cache_control(no_cache=True)
def article_file(request: HttpRequest, path: str, extension: str) -> HttpResponseBase:
    """An article itself, as a work."""
    page = get_public_page(request, path)
    if not isinstance(page, ArticlePage):
        raise Http404
    clinic = ClinicSettings.for_request(request).name
    work = citation.build_article_csl(page, clinic=clinic, url=page.get_full_url(request))
    return downloads.build_download([work], name=page.slug, extension=extension)


def get_public_page(request: HttpRequest, path: str) -> EditorialPage:
    """The published page at a path that everybody may read; else Http404."""
    route = find_route(request, path)
    if route is None or route.page.get_view_restrictions():
        raise Http404
    return route.page
