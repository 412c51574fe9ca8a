"""The base classes of our pages."""

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction, Site

from articles.rendering.body import prepare_body
from articles.review.forms import CitingPageForm


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

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        reading = prepare_body(self.body, Site.find_for_request(request))
        return {**super().get_context(request, *args, **kwargs), "reading": reading}
