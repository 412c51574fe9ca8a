"""Serves what a page is shown with elsewhere: its card."""

from base64 import b64decode, b64encode

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from articles.metadata.card import draw_card, hash_card
from articles.models import ClinicSettings

# Cards share a fixed number of places in the cache, so that a crawler does not crowd out what else is there.
PLACES = 256
KEPT_SECONDS = 30 * 24 * 60 * 60
# A card never changes: its URL has what it shows in it.
FOREVER_SECONDS = 365 * 24 * 60 * 60


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
