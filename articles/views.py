"""Serves pages, and the files that they offer."""

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
from articles.models.people import find_authors
from articles.rendering.body import prepare_body
from articles.routing import find_route
from references.library import downloads


def serve_page(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a page by Wagtail's own view, but find it with our faster query if we can.

    Wagtail stores the route under this attribute of the request (`Page.route_for_request`), and looks there first.
    """
    if route := find_route(request, path):
        request._wagtail_route_for_request = route  # type: ignore[attr-defined]  # noqa: SLF001 -- see above
    return wagtail_views.serve(request, path)


@require_safe
def redirect_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Redirect to the one sign-in page, in place of Wagtail's own, which asks for no second factor.

    Raises Http404 in a public process, where nobody can sign in.
    """
    try:
        page = reverse(settings.LOGIN_URL)
    except NoReverseMatch as error:
        raise Http404 from error
    return redirect(f"{page}?{request.GET.urlencode()}" if request.GET else page)


@require_safe
@cache_control(no_cache=True)
def works_cited_file(request: HttpRequest, path: str, extension: str) -> HttpResponseBase:
    """Return the works cited by a page, in the order of its list, as a file."""
    page = get_public_page(request, path)
    if not isinstance(page, PageWithBody):
        raise Http404
    works = [listed.reference for listed in prepare_body(page.body).references]
    return downloads.build_download(downloads.export_for_readers(works), name=page.slug, extension=extension)


@require_safe
@cache_control(no_cache=True)
def article_file(request: HttpRequest, path: str, extension: str) -> HttpResponseBase:
    """Return the article itself, as a work to cite, as a file."""
    page = get_public_page(request, path)
    if not isinstance(page, ArticlePage):
        raise Http404
    work = citation.build_article_csl(
        page,
        authors=find_authors(page),
        clinic=ClinicSettings.for_request(request).name,
        url=page.get_full_url(request),
    )
    return downloads.build_download([work], name=page.slug, extension=extension)


def get_public_page(request: HttpRequest, path: str) -> EditorialPage:
    """Return the published page at a path. Raises Http404 unless everybody may read it."""
    route = find_route(request, path)
    if route is None or route.page.get_view_restrictions():
        raise Http404
    return route.page
