"""What readers said of the pages that an editor may change: a report in the admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from intake.feedback.forms import WRONG
from intake.http import SeeOther
from intake.models import PageRemark, PageVotes
from intake.remarks import read_words

REPORT_URL_NAME = "page_feedback"
ICON = "comment"
ROWS_PER_PART = 25
MOST_PAGES = 100
EDITING = {"change", "publish"}


@dataclass(frozen=True)
class ReadRemark:
    """A remark with its words, which are None if they do not open."""

    remark: PageRemark
    words: str | None


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_report(request: HttpRequest) -> HttpResponse:
    """List remarks, newest first: those that wait, or all with `?all=1`. A POST marks one as handled, or as waiting.

    Raises PermissionDenied for whoever edits no page.
    """
    if not may_read_feedback(request):
        raise PermissionDenied
    remarks = find_remarks(request)
    if request.method == "POST":
        mark_handled(get_object_or_404(remarks, pk=parse_id(request.POST.get("remark", ""))), request)
        return SeeOther(request.get_full_path())
    shows_all = request.GET.get("all") == "1"
    waiting = remarks.filter(handled_at=None)
    part = Paginator(remarks if shows_all else waiting, ROWS_PER_PART).get_page(request.GET.get("p"))
    title = gettext("What readers say")
    context = {
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
            {"url": "", "label": title},
        ],
        "shows_all": shows_all,
        "waiting_count": waiting.count(),
        "page_obj": part,
        "read": [ReadRemark(remark, read_words(remark)) for remark in part],
        "votes": find_votes(request),
    }
    return TemplateResponse(request, "intake/feedback/report.html", context)


def parse_id(text: str) -> UUID:
    """Return the id of a remark. Raises Http404 if it is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def may_read_feedback(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and page_permission_policy.user_has_any_permission(request.user, EDITING)


def find_own_pages(request: HttpRequest) -> QuerySet[Page]:
    pages: QuerySet[Page] = page_permission_policy.instances_user_has_any_permission_for(request.user, EDITING)
    return pages


def find_remarks(request: HttpRequest) -> QuerySet[PageRemark]:
    found = PageRemark.objects.filter(page__in=find_own_pages(request))
    return found.select_related("page", "handled_by").order_by("-sent_at", "pk")


def find_votes(request: HttpRequest) -> QuerySet[PageVotes]:
    """Return the votes of pages, those that most found of no use first."""
    found = PageVotes.objects.filter(page__in=find_own_pages(request)).select_related("page")
    return found.order_by("-not_useful", "-useful", "pk")[:MOST_PAGES]


def mark_handled(remark: PageRemark, request: HttpRequest) -> None:
    is_waiting = remark.handled_at is None
    remark.handled_at = timezone.now() if is_waiting else None
    remark.handled_by = request.user if is_waiting and isinstance(request.user, User) else None
    remark.save(update_fields=["handled_at", "handled_by"])


class FeedbackMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            _("What readers say"), reverse(REPORT_URL_NAME), name="page-feedback", icon_name=ICON, order=1160
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read_feedback(request)


class FeedbackSummaryItem(SummaryItem):
    """How many remarks on what is wrong wait, on the admin's first page."""

    order = 410
    template_name = "intake/feedback/home_summary.html"

    def is_shown(self) -> bool:
        return may_read_feedback(self.request)

    def get_context_data(self, parent_context: Mapping[str, object] | None) -> dict[str, object]:
        return {"waiting": find_remarks(self.request).filter(handled_at=None, kind__in=WRONG).count()}
