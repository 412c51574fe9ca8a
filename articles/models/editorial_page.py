"""The base classes of our pages."""

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction, Site

from articles.models.claim_dismissal import ClaimDismissal, list_dismissals, list_dismissed_hashes
from articles.rendering.body import prepare_body
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

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        """Save the page. Items of lists that code has written get the ids by which translations find them again."""
        if "body" not in self.get_deferred_fields():
            # Wagtail stores what nobody has looked at as it was given, so without ids.
            list(self.body)
        super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        body = self.body
        if getattr(request, "is_preview", False):
            body = mark_uncovered_claims(body, self.language_code, list_dismissed_hashes(self))
            mark_pictures(body)
        reading = prepare_body(body, Site.find_for_request(request), self.locale_id)
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
