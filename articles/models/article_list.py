"""The list of articles, and in it the pages of topics."""

from collections.abc import Iterator

from django.core.paginator import Page as Part
from django.db import models
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from articles.models.article import ArticlePage
from articles.models.editorial_page import EditorialPage
from articles.models.listings import get_requested_part, keep_public
from articles.models.topics import (
    build_topic_path,
    date_topics,
    find_translated_paths,
    get_segment,
    keep_topics_in_use,
    list_questions,
)
from articles.records.topic import Topic


class ArticleIndexPage(EditorialPage):
    """The list of articles, in parts, and the same for each topic at a URL of its own."""

    PER_PAGE = 12

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*EditorialPage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["articles.HomePage"]
    subpage_types = ["articles.ArticlePage"]
    max_count_per_parent = 1
    template = "articles/article_index_page.html"
    topic_template = "articles/topic_page.html"
    page_description = _("A list of the articles below it, newest first.")

    class Meta:
        verbose_name = _("list of articles")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page of a topic below the list. Raises Http404 if there is no such topic in this language."""
        match path_components:
            case [segment, slug] if self.live and segment == get_segment(get_language() or ""):
                topic = get_object_or_404(Topic, locale=self.locale_id, slug=slug)
                return RouteResult(self, kwargs={"topic": topic})
        return super().route(request, path_components)

    def get_template(self, request: HttpRequest, *args: object, topic: Topic | None = None, **kwargs: object) -> str:
        return self.topic_template if topic else super().get_template(request, *args, **kwargs)

    def get_context(
        self, request: HttpRequest, *args: object, topic: Topic | None = None, **kwargs: object
    ) -> dict[str, object]:
        """Add the requested part of the list, or of a topic's articles. Raises Http404 if there is no such part."""
        context = {
            **super().get_context(request, *args, **kwargs),
            "articles": self.get_articles_of(topic, request) if topic else self.get_articles(request),
            "topics": self.list_topics(),
            "list_url": self.get_url(request),
        }
        return {**context, **self.describe_topic(topic, context["list_url"])} if topic else context

    def get_articles(self, request: HttpRequest) -> Part:
        """Return the requested part of all articles.

        It is counted and ordered in the table of all pages, which has an index by the time of publication. Joined with
        the articles' own table neither database uses it, and ten thousand articles take three times as long.
        """
        newest = Page.objects.child_of(self).live().public().order_by("-first_published_at", "-pk")
        part = get_requested_part(newest.values_list("pk", flat=True), request, self.PER_PAGE)
        part.object_list = ArticlePage.objects.filter(pk__in=list(part.object_list)).newest_first()
        return part

    def get_articles_of(self, topic: Topic, request: HttpRequest) -> Part:
        """Return the requested part of a topic's articles."""
        return get_requested_part(
            ArticlePage.objects.child_of(self).filter(topic=topic).listed(), request, self.PER_PAGE
        )

    def list_topics(self) -> QuerySet[Topic]:
        """Return the topics that the list can be filtered by: those that have articles, in the editors' order.

        A topic's articles are in its language, so they are not asked where they are: that would look at all of them.
        """
        return keep_topics_in_use(Topic.objects.filter(locale=self.locale_id), keep_public(ArticlePage.objects.all()))

    def describe_topic(self, topic: Topic, list_url: object) -> dict[str, object]:
        return {
            "topic": topic,
            "questions": list_questions(topic),
            "crumbs": [{"url": list_url, "title": self.title}],
            "translated_paths": find_translated_paths(topic, keep_public(ArticlePage.objects.all())),
        }

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, object]]:
        """Date the list by its newest article: it changes with what it lists. Add the pages of its topics."""
        newest = ArticlePage.objects.child_of(self).live().public().aggregate(at=Max("last_published_at"))["at"]
        entries = super().get_sitemap_urls(request)
        dated = [{**entry, "lastmod": max(filter(None, (entry["lastmod"], newest)), default=None)} for entry in entries]
        return [*dated, *self.iterate_topic_urls(request)]

    def iterate_topic_urls(self, request: HttpRequest | None) -> Iterator[dict[str, object]]:
        list_url, language = self.get_full_url(request), self.locale.language_code
        for topic in date_topics(self.list_topics(), keep_public(ArticlePage.objects.child_of(self))):
            yield {"location": list_url + build_topic_path(topic.slug, language), "lastmod": topic.changed_at}

    def get_cached_paths(self) -> list[str]:
        """Return what a cache in front of the site must forget when the list changes: its topics' pages, too."""
        topics = Topic.objects.filter(locale=self.locale_id)
        return ["/", *(f"/{build_topic_path(topic.slug, self.locale.language_code)}" for topic in topics)]
