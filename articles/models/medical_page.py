"""The base class of pages with medical content: what readers get can be signed off, and is published only if it is."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from articles.models.editorial_page import PageWithBody
from articles.models.sign_off import find_valid_sign_off, is_cleared
from articles.review.content_hash import PageContent, describe_content, find_listed_works, hash_content
from references.models import Reference

# How long a cache in front of the site may keep a page that names its reviewer. It is told when the page or a work
# changes; this is for the caches that are not.
MAX_CACHED_SECONDS = 24 * 60 * 60


class MedicalPage(PageWithBody):
    """A page that a medical reviewer signs off."""

    class Meta:
        abstract = True

    def describe_for_sign_off(self, works: Sequence[Reference] | None = None) -> PageContent:
        """Return what readers get. `works` are those that the page lists; without them, one query finds them."""
        listed = find_listed_works(self.body) if works is None else works
        standfirst = getattr(self, "standfirst", "")
        return describe_content(title=self.title, standfirst=standfirst, body=self.body, works=listed)

    def is_cleared(self) -> bool:
        """Return whether this content may be published. A page that is not saved yet may not."""
        return bool(self.pk) and is_cleared(self.pk, hash_content(self.describe_for_sign_off()))

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add the sign-off that is true of just what is shown, today. One query."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        works = [listed.reference for listed in context["reading"].references]
        content_hash = hash_content(self.describe_for_sign_off(works))
        return {**context, **self.find_people_behind(request, content_hash)}

    def find_people_behind(self, request: HttpRequest, content_hash: str) -> dict[str, object]:
        """Return whom the page names. A page that is previewed before it is first saved has no sign-off."""
        signed = find_valid_sign_off(self.pk, content_hash, timezone.localdate()) if self.pk else None
        return {"sign_off": signed}

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> TemplateResponse:
        """Let no cache in front of the site name a reviewer past the last day of the sign-off."""
        response: TemplateResponse = super().serve(request, *args, **kwargs)
        sign_off = (response.context_data or {}).get("sign_off")
        # Wagtail keeps restricted pages out of caches altogether.
        if sign_off and not self.get_view_restrictions():
            patch_cache_control(response, s_maxage=min(count_seconds_left(sign_off.valid_until), MAX_CACHED_SECONDS))
        return response


def count_seconds_left(day: date) -> int:
    """Return how many seconds there are until a day is over, where the clinic is."""
    after = datetime.combine(day + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone())
    return max(0, int((after - timezone.now()).total_seconds()))
