"""Tells the page cache which pages it may keep: those of a few kinds, with nothing in them for one reader alone."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.paginator import Page as Part
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from fibro_site.page_cache.page_marks import ENVIRON_FLAG, LIFETIME_HEADER

# LocaleMiddleware names the language for every address without one, though those are all in the default language.
SHARED_VARIATIONS = {"accept-language", "accept-encoding"}
SHARED_SECONDS = re.compile(r"s-maxage=(\d+)")


class SharedPagesMiddleware:
    """It comes after all that compresses a page, and before all that may make it personal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if ENVIRON_FLAG in request.META and is_shared_kind(request, response) and is_for_everybody(request, response):
            if not response.has_header("Cache-Control"):
                # A browser asks whether its page is still the present one, and mostly hears that it is.
                patch_cache_control(response, max_age=0)
            response[LIFETIME_HEADER] = str(get_lifetime(response))
        return response


def is_shared_kind(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether this is a page of a kind that is listed in the settings."""
    page = (getattr(response, "context_data", None) or {}).get("page")
    if page is not None:
        is_listed = page._meta.label in settings.PAGE_CACHE_PAGE_TYPES and not getattr(request, "is_preview", False)
        return is_listed and (not request.GET or shows_part(response))
    return request.resolver_match is not None and request.resolver_match.view_name in settings.PAGE_CACHE_VIEWS


def shows_part(response: HttpResponse) -> bool:
    """Return whether a page read the parameter that asks for a part of it: of others there is only one."""
    return any(isinstance(value, Part) for value in (getattr(response, "context_data", None) or {}).values())


def is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    cache_control = response.get("Cache-Control", "")
    variations = {name.strip().lower() for name in response.get("Vary", "").split(",") if name}
    return (
        request.method == "GET"
        and response.status_code == HTTPStatus.OK
        and not response.streaming
        and not request.COOKIES
        and not response.cookies
        and variations <= SHARED_VARIATIONS
        and "no-store" not in cache_control
        and "private" not in cache_control
        and "'nonce-" not in response.get("Content-Security-Policy", "")
    )


def get_lifetime(response: HttpResponse) -> int:
    """Return for how many seconds a page may be kept: at most as long as caches in front of the site may keep it."""
    shared = SHARED_SECONDS.search(response.get("Cache-Control", ""))
    return min(int(shared[1]), settings.PAGE_CACHE_SECONDS) if shared else settings.PAGE_CACHE_SECONDS
