"""The report of reviews that are due, in the admin's menu of reports."""

from collections import Counter
from typing import cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from articles.models.medical_review import is_medical_reviewer
from articles.signing.due import PageReview, ReviewStatus, list_reviews
from articles.signing.gate import REPORT_URL_NAME

REPORT_ICON = "calendar-check"
ROWS_PER_PAGE = 50
# A filter that is no single status.
ALL_DUE = "due"


def may_see_report(request: HttpRequest) -> bool:
    user = cast("User", request.user)
    return is_medical_reviewer(user) or page_permission_policy.user_has_any_permission(user, {"change", "publish"})


class ReviewsMenuItem(MenuItem):
    def __init__(self) -> None:
        label = gettext_lazy("Reviews due")
        super().__init__(label, reverse(REPORT_URL_NAME), name="reviews-due", icon_name=REPORT_ICON, order=1150)

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_report(request)


@require_safe
def reviews_due(request: HttpRequest) -> HttpResponse:
    """List the pages that a reviewer should read, those of one status with `?status=`.

    Raises PermissionDenied for whoever neither reviews nor edits pages.
    """
    if not may_see_report(request):
        raise PermissionDenied
    reviews = list_reviews()
    chosen = request.GET.get("status", ALL_DUE)
    chosen = chosen if chosen in {ALL_DUE, *ReviewStatus.values} else ALL_DUE
    rows = Paginator([review for review in reviews if is_wanted(review, chosen)], ROWS_PER_PAGE)
    title = _("Reviews due")
    context = {
        "header_title": title,
        "header_icon": REPORT_ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": title},
        ],
        "filters": list_filters(reviews, chosen),
        "chosen": chosen,
        "page_obj": rows.get_page(request.GET.get("p")),
    }
    return TemplateResponse(request, "articles/signing/reviews_due.html", context)


def is_wanted(review: PageReview, chosen: str) -> bool:
    return review.status.is_due if chosen == ALL_DUE else review.status == chosen


def list_filters(reviews: list[PageReview], chosen: str) -> list[dict[str, object]]:
    """Return what the list can be narrowed to, each with how many pages that are."""
    counts = Counter(str(review.status) for review in reviews)
    counts[ALL_DUE] = sum(review.status.is_due for review in reviews)
    names = {ALL_DUE: _("All that are due"), **dict(ReviewStatus.choices)}
    return [
        {"code": code, "name": name, "count": counts[code], "is_chosen": code == chosen} for code, name in names.items()
    ]
