"""Pages of the whole site: robots.txt and the error pages.

The error pages use neither database nor session, because they must work when those do not.
"""

from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=3600)
def robots_txt(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        f"Disallow: {settings.ADMIN_PREFIX}",
        "Disallow: /account/",
        *(f"Disallow: {path}" for path in iterate_question_urls()),
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def iterate_question_urls() -> Iterator[str]:
    """Yield the path of the questionnaire's pages in each language. Search engines find nothing below it."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield f"{reverse('intake:start')}questions/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing, old or foreign. The page says what to do, not the reason."""
    return render(request, "errors/403_csrf.html", status=403)
