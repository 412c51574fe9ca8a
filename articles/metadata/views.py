"""Serves what a page, or the site, is shown with elsewhere: cards, and the manifest."""

from base64 import b64decode, b64encode

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from articles.metadata.card import draw_card, hash_card
from articles.metadata.card_background import PAPER
from articles.models import ClinicSettings

# Cards share a fixed number of places in the cache, so that a crawler does not crowd out what else is there.
PLACES = 256
KEPT_SECONDS = 30 * 24 * 60 * 60
# A card never changes: its URL has what it shows in it.
FOREVER_SECONDS = 365 * 24 * 60 * 60
# Of each icon: its file, its size, and whether a device may cut a shape of its own out of it.
ICONS = [("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable-512.png", 512, "maskable")]


@require_safe
def card_image(request: HttpRequest, page_id: str, content_hash: str) -> HttpResponseBase:
    """Return the card of a page that everybody may read; lead from an old hash, or a wrong one, to that of today.

    Nothing is drawn for a hash that is not that of the page. Raises Http404 if there is no such page.
    """
    page = Page.objects.live().public().filter(pk=int(page_id), depth__gt=1).only("title").first()
    if page is None:
        raise Http404
    clinic = ClinicSettings.for_request(request).name
    current = hash_card(page.title, clinic)
    if content_hash != current:
        moved = redirect("card", page.pk, current)
        patch_cache_control(moved, no_cache=True)
        return moved
    response = HttpResponse(fetch_card(page.pk, current, page.title, clinic), content_type="image/png")
    patch_cache_control(response, public=True, max_age=FOREVER_SECONDS, immutable=True)
    return response


def fetch_card(page_id: int, content_hash: str, title: str, clinic: str) -> bytes:
    """Return a card from the cache, or else draw it. The cache holds JSON, which has no bytes."""
    key = f"card/{page_id % PLACES}"
    known, content = cache.get(key) or ("", "")
    if known == content_hash:
        return b64decode(content)
    card = draw_card(title, clinic)
    cache.set(key, [content_hash, b64encode(card).decode()], KEPT_SECONDS)
    return card


@require_safe
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the site to a device that keeps it on its home screen. It opens there as in any other tab."""
    clinic = ClinicSettings.for_request(request)
    name = clinic.name or gettext("Fibromyalgia clinic")
    described = {
        "name": name,
        "short_name": name,
        "description": clinic.tagline,
        "lang": get_language(),
        "start_url": reverse("wagtail_serve", args=[""]),
        "scope": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static(f"img/{file}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for file, size, purpose in ICONS
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
