"""The base classes of our pages."""

from collections.abc import Iterator
from typing import Any, Self

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction, Site, get_page_models

from articles.models.claim_dismissal import ClaimDismissal, list_dismissals, list_dismissed_hashes
from articles.rendering.body import prepare_body
from articles.rendering.headings import remember_anchors
from articles.rendering.placing import place_blocks
from articles.review.claim_marks import mark_uncovered_claims
from articles.review.claim_report import ClaimReport, report_claims
from articles.review.forms import CitingPageForm
from articles.review.picture_marks import mark_pictures


class EditorialPage(Page):
    """A page that `articles.routing` can find."""

    # Set by the routing, whose query for the page also finds restrictions.
    is_known_unrestricted = False

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        if self.is_known_unrestricted:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()


class PageWithBody(EditorialPage):
    """A page whose `body` of blocks is prepared before it is rendered."""

    base_form_class = CitingPageForm

    # The anchors of the headings that readers know, by the ids of their blocks, so that a link to a heading works when
    # it is reworded. They are filled when the page is published, and belong to no draft; None before that (ADR 35).
    heading_anchors = models.JSONField(null=True, editable=False)

    # Neither a copy nor a translation has readers yet.
    exclude_fields_in_copy = [*EditorialPage.exclude_fields_in_copy, "heading_anchors"]

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return a revision of the page. Which anchors readers know is a fact of the page, and part of no revision."""
        page: Self = super().with_content_json(content)
        page.heading_anchors = self.heading_anchors
        return page

    def save(self, *args: object, **kwargs: object) -> None:
        """Save the page. Items of lists that code has written get the ids by which translations find them again.

        A saved draft saves some columns alone, and leaves the anchors as they are.
        """
        if "body" not in self.get_deferred_fields():
            # Wagtail stores what nobody has looked at as it was given, so without ids.
            list(self.body)
            if self.live and kwargs.get("update_fields") is None:
                self.heading_anchors = self.list_anchors()
        super().save(*args, **kwargs)

    def list_anchors(self) -> dict[str, str]:
        """Return the anchors that readers know once this text is published. One query, if it shows shared questions."""
        return remember_anchors(place_blocks(self.body, self.locale_id).body, self.heading_anchors or {})

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        body = self.body
        if getattr(request, "is_preview", False):
            body = mark_uncovered_claims(body, self.language_code, list_dismissed_hashes(self))
            mark_pictures(body)
        reading = prepare_body(body, Site.find_for_request(request), self.locale_id, self.heading_anchors)
        return {**super().get_context(request, *args, **kwargs), "reading": reading}

    @property
    def language_code(self) -> str:
        """The code of the page's language, such as `de`; empty before the page has one."""
        return self.locale.language_code if self.locale_id else ""

    def report_claims(self) -> ClaimReport:
        """Return which sentences of this version need evidence, and which of them cite none."""
        return report_claims(self.body, self.language_code, list_dismissed_hashes(self))

    def list_claim_dismissals(self) -> list[ClaimDismissal]:
        """Return the sentences of this version that somebody gave a reason for, in place of a citation.

        A reason is left out once its sentence has other words or is cited.
        """
        return list_dismissals(self, self.report_claims().dismissed)


def fill_heading_anchors() -> None:
    """Fill the anchors of the pages that were published before pages had any."""
    for model in iterate_page_models():
        for page in model.objects.live().filter(heading_anchors__isnull=True):
            model.objects.filter(pk=page.pk).update(heading_anchors=page.list_anchors())


def iterate_page_models() -> Iterator[type[PageWithBody]]:
    yield from (model for model in get_page_models() if issubclass(model, PageWithBody))
