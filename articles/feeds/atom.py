"""The form that our feeds share: Atom, in one language, with full URLs, valid whatever editors have typed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.models import ClinicSettings
from references.full_urls import build_full_url

MAX_ENTRIES = 50
# What XML 1.0 has no way to say, not even escaped.
UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class StableAtomFeed(Atom1Feed):
    """Django's Atom feed. An empty one is always the same, so that readers need not fetch it again."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER


class ClinicFeed(Feed):
    """A feed of the clinic in the language of its URL."""

    feed_type = StableAtomFeed
    url_name = ""

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpRequest:
        """Return the request: what Django calls the object is what every method below is asked about."""
        return request

    def feed_url(self, request: HttpRequest) -> str:
        return build_full_url(request, reverse(self.url_name))

    feed_guid = feed_url

    def link(self, request: HttpRequest) -> str:
        return build_full_url(request, reverse("wagtail_serve", args=[""]))

    def author_name(self, request: HttpRequest) -> str:
        return clean_words(ClinicSettings.for_request(request).name) or request.get_host()


def clean_words(words: str) -> str:
    """Return text that may stand in XML. Django escapes it."""
    return UNSPEAKABLE.sub("", words)


def describe_plainly(words: str) -> str:
    """Return words as a summary, which Django declares as HTML: without this, a reader would take `<` for a tag."""
    return escape(clean_words(words))


def build_entry_id(*parts: object) -> str:
    """Return an id that an entry keeps when its page is moved or renamed."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, '/'.join(map(str, parts)))}"


def serve_feed(feed: Feed) -> Callable[..., HttpResponse]:
    """Return a view of a feed that says 304 to a reader who has it already, and that no cache keeps unasked."""
    return require_safe(cache_control(no_cache=True)(conditional_page(feed)))
