"""The base class of pages with medical content: what readers get can be signed off, and is published only if it is."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from wagtail.models import Page, PagePermissionTester, Workflow

from articles.models.editorial_page import PageWithBody
from articles.models.medical_review import MedicalReviewTask
from articles.models.sign_off import find_valid_sign_off, is_cleared
from articles.rendering.body import PreparedBody
from articles.rendering.placing import place_blocks
from articles.review.content_hash import (
    PageContent,
    describe_content,
    find_explained_terms,
    find_listed_works,
    hash_content,
)

# How long a cache in front of the site may keep a page that names its reviewer. It is told when the page or a work
# changes; this is for the caches that are not.
MAX_CACHED_SECONDS = 24 * 60 * 60


class MedicalPagePermissionTester(PagePermissionTester):
    """What a user may do with a page with medical content.

    Wagtail asks it before it publishes a revision for somebody, with the page as that revision has it. A page that is
    published without a user, as on schedule, is not asked about.
    """

    page: "MedicalPage"

    def can_publish(self) -> bool:
        return super().can_publish() and self.page.is_cleared()

    def can_publish_if_cleared(self) -> bool:
        """Return whether the user may publish this page, as far as roles go."""
        return super().can_publish()

    # These two are about the role alone, and say so by asking for the permission to publish.

    def can_set_view_restrictions(self) -> bool:
        return self.can_publish_if_cleared()

    def can_unschedule(self) -> bool:
        return self.can_publish_if_cleared()


class MedicalPage(PageWithBody):
    """A page that a medical reviewer signs off."""

    # Set where the page was made from a revision. Else it is as it is published, or as it is created.
    is_revision = False

    class Meta:
        abstract = True

    def get_workflow(self) -> Workflow | None:
        """Return the workflow of this part of the site if it has a medical review, or else one that has."""
        assigned: Workflow | None = super().get_workflow()
        reviewing = Workflow.objects.active().filter(workflow_tasks__task__in=MedicalReviewTask.objects.active())
        if assigned and reviewing.filter(pk=assigned.pk).exists():
            return assigned
        return reviewing.order_by("pk").first() or assigned

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None

    def permissions_for_user(self, user: User) -> MedicalPagePermissionTester:
        return MedicalPagePermissionTester(user, self)

    def describe_for_sign_off(self, reading: PreparedBody | None = None) -> PageContent:
        """Return what readers get. Without the page as it is read, queries find its works, questions and terms."""
        if reading:
            body, terms = reading.source, reading.terms
            works = [listed.reference for listed in reading.references]
        else:
            placed = place_blocks(self.body, self.locale_id)
            body, terms = placed.body, find_explained_terms(placed.body, placed.terms)
            works = find_listed_works(body)
        standfirst = getattr(self, "standfirst", "")
        preview = (self.seo_title, self.search_description)
        return describe_content(
            title=self.title, standfirst=standfirst, body=body, works=works, terms=terms, preview=preview
        )

    def with_content_json(self, content: dict[str, Any]) -> "MedicalPage":
        version: MedicalPage = super().with_content_json(content)
        version.is_revision = True
        return version

    def is_cleared(self) -> bool:
        """Return whether this page may be published: what it has as a revision or in a form, or else its newest draft.

        A page that is not saved yet may not.
        """
        if not self.is_revision and self.has_unpublished_changes and (draft := self.get_latest_revision()):
            return draft.as_object().is_cleared()
        return bool(self.pk) and is_cleared(self.pk, hash_content(self.describe_for_sign_off()))

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add the sign-off that is true of just what is shown, today. One query."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        content_hash = hash_content(self.describe_for_sign_off(context["reading"]))
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


def may_publish_if_cleared(page: Page, user: User | AnonymousUser) -> bool:
    """Return whether a user may publish a page, as far as roles go."""
    tester = page.permissions_for_user(user)
    can_publish = (
        tester.can_publish_if_cleared if isinstance(tester, MedicalPagePermissionTester) else tester.can_publish
    )
    return bool(can_publish())


def count_seconds_left(day: date) -> int:
    """Return how many seconds there are until a day is over, where the clinic is."""
    after = datetime.combine(day + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone())
    return max(0, int((after - timezone.now()).total_seconds()))
