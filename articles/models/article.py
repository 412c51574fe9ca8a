"""Articles, and the list of them."""

from typing import Self

from django.db import models
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from articles.blocks.bodies import ArticleBody
from articles.models.bylines import find_byline
from articles.models.corrections import CorrectedPage
from articles.models.editorial_page import EditorialPage
from articles.models.listings import get_requested_part
from articles.models.people import find_drafted_authors
from articles.review.panels import ChangePanel, ClaimsPanel, WorksCitedPanel


class ArticleQuerySet(PageQuerySet):
    def listed(self) -> Self:
        """Return the articles that everybody may read, newest first, without loading their bodies."""
        return self.live().public().order_by("-first_published_at", "-pk").defer_streamfields()


class ArticlePage(CorrectedPage):
    """An article with its citations."""

    standfirst = models.TextField(
        _("standfirst"), help_text=_("One or two sentences that say what a reader will learn.")
    )
    body = StreamField(ArticleBody(), blank=True, verbose_name=_("body"))

    objects = PageManager.from_queryset(ArticleQuerySet)()

    content_panels = [
        *CorrectedPage.content_panels,
        FieldPanel("standfirst"),
        InlinePanel("authorships", panels=[PageChooserPanel("person")], heading=_("Authors"), label=_("Author")),
        FieldPanel("body"),
        WorksCitedPanel(),
        ClaimsPanel(),
        ChangePanel(),
    ]
    search_fields = [*CorrectedPage.search_fields, index.SearchField("standfirst"), index.SearchField("body")]
    parent_page_types = ["articles.ArticleIndexPage"]
    subpage_types: list[str] = []
    template = "articles/article_page.html"
    page_description = _("An article with citations and a list of references.")

    class Meta:
        verbose_name = _("article")

    def find_people_behind(self, request: HttpRequest, content_hash: str) -> dict[str, object]:
        if getattr(request, "is_preview", False):
            return {**super().find_people_behind(request, content_hash), "authors": find_drafted_authors(self)}
        byline = find_byline(self, content_hash, timezone.localdate())
        return {"authors": byline.authors, "sign_off": byline.sign_off}


class ArticleIndexPage(EditorialPage):
    """The list of articles, in pages."""

    PER_PAGE = 12

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*EditorialPage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["articles.HomePage"]
    subpage_types = ["articles.ArticlePage"]
    max_count_per_parent = 1
    template = "articles/article_index_page.html"
    page_description = _("A list of the articles below it, newest first.")

    class Meta:
        verbose_name = _("list of articles")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add the requested page of the list. Raises Http404 if there is no such page."""
        listed = get_requested_part(ArticlePage.objects.child_of(self).listed(), request, self.PER_PAGE)
        return {**super().get_context(request, *args, **kwargs), "articles": listed}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, object]]:
        """Date the list by its newest article: it changes with what it lists."""
        newest = ArticlePage.objects.child_of(self).live().public().aggregate(at=Max("last_published_at"))["at"]
        entries = super().get_sitemap_urls(request)
        return [{**entry, "lastmod": max(filter(None, (entry["lastmod"], newest)), default=None)} for entry in entries]
