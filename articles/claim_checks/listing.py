"""The column of claims in Wagtail's list of articles."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageViewSet

from articles.claim_checks.counts import ClaimCount, count_claims
from articles.models import ArticlePage
from articles.models.editorial_page import PageWithBody


def add_claim_counts(context: dict[str, Any]) -> dict[str, Any]:
    """Count the claims of all pages that a list shows, at once."""
    counts = count_claims(context["object_list"])
    for page in context["object_list"]:
        page.claim_count = counts.get(page.pk)
    return context


def get_claim_count(page: PageWithBody) -> ClaimCount | str:
    return getattr(page, "claim_count", None) or ""


class ArticleExplorer(ExplorableIndexView):
    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        return add_claim_counts(super().get_context_data(**kwargs))


class ArticleUse(ContentTypeUseView):
    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        return add_claim_counts(super().get_context_data(**kwargs))


class ArticleViewSet(PageViewSet):
    """Articles in Wagtail's admin, wherever only articles are listed."""

    model = ArticlePage
    index_view_class = ArticleExplorer
    content_type_use_view_class = ArticleUse
    columns = [
        *ExplorableIndexView.base_columns,
        Column("claims", label=_("Claims covered"), accessor=get_claim_count, width="10%"),
    ]
