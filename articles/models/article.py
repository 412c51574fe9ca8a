"""Articles."""

from typing import Self

from django.db import models
from django.forms import Select
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from articles.blocks.bodies import ArticleBody
from articles.models.bylines import find_byline
from articles.models.corrections import CorrectedPage
from articles.models.people import find_drafted_authors
from articles.models.related import find_related_articles
from articles.models.topics import build_topic_crumbs, find_topic_in_language
from articles.records.topic import Topic
from articles.rendering.related_articles import read_chosen_articles
from articles.review.article_form import ArticleForm
from articles.review.panels import ChangePanel, ClaimsPanel, WorksCitedPanel


class ArticleQuerySet(PageQuerySet):
    def listed(self) -> Self:
        """Return the articles that everybody may read, newest first, without loading their bodies."""
        return self.live().public().newest_first()

    def newest_first(self) -> Self:
        """Return the articles in the order of lists, without loading their bodies."""
        return self.order_by("-first_published_at", "-pk").defer_streamfields()


class ArticlePage(CorrectedPage):
    """An article with its citations."""

    base_form_class = ArticleForm

    standfirst = models.TextField(
        _("standfirst"), help_text=_("One or two sentences that say what a reader will learn.")
    )
    # Not protected: a draft that names a deleted topic must open, and an article without one is whole.
    topic = models.ForeignKey(
        Topic,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("topic"),
        help_text=_("It leads readers to the topic's page, and to what else there is to read about it."),
    )
    body = StreamField(ArticleBody(), blank=True, verbose_name=_("body"))

    objects = PageManager.from_queryset(ArticleQuerySet)()

    content_panels = [
        *CorrectedPage.content_panels,
        FieldPanel("standfirst"),
        FieldPanel("topic", widget=Select),
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
    # A translation is about what its original is about: see `full_clean`.
    override_translatable_fields = [*CorrectedPage.override_translatable_fields, SynchronizedField("topic")]

    class Meta:
        verbose_name = _("article")

    def full_clean(self, *args: object, **kwargs: object) -> None:
        """Take the topic in the language of the page: a copy that will be translated still has the original's."""
        if self.locale_id:
            self.topic = find_topic_in_language(self.topic, self.locale_id)
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        context = super().get_context(request, *args, **kwargs)
        crumbs = build_topic_crumbs(self.topic, self.get_url(request), get_language() or "")
        related = find_related_articles(self, read_chosen_articles(self.body))
        return {**context, "crumbs": crumbs, "related": related}

    def find_people_behind(self, request: HttpRequest, content_hash: str) -> dict[str, object]:
        if getattr(request, "is_preview", False):
            return {**super().find_people_behind(request, content_hash), "authors": find_drafted_authors(self)}
        byline = find_byline(self, content_hash, timezone.localdate())
        return {"authors": byline.authors, "sign_off": byline.sign_off}
