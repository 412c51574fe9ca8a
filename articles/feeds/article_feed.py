"""The feed of articles."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from wagtail.models import Site

from articles.feeds.atom import MAX_ENTRIES, ClinicFeed, build_entry_id, clean_words, describe_plainly
from articles.models import ArticlePage


class ArticleFeed(ClinicFeed):
    """The newest articles of the site in one language."""

    url_name = "article_feed"

    def title(self, request: HttpRequest) -> str:
        return gettext("%(clinic)s: articles") % {"clinic": self.author_name(request)}

    def items(self, request: HttpRequest) -> Sequence[ArticlePage]:
        site = Site.find_for_request(request)
        if site is None:
            return []
        articles = ArticlePage.objects.listed().filter(locale__language_code=get_language())
        articles = articles.exclude(first_published_at=None).select_related("locale")[:MAX_ENTRIES]
        for article in articles:
            article.feed_url = article.get_full_url(request)
        return [article for article in articles if article.feed_url]

    def item_title(self, article: ArticlePage) -> str:
        return clean_words(article.title)

    def item_description(self, article: ArticlePage) -> str:
        return describe_plainly(article.standfirst)

    def item_link(self, article: ArticlePage) -> str:
        url: str = article.feed_url
        return url

    def item_guid(self, article: ArticlePage) -> str:
        return build_entry_id("article", article.translation_key, get_language())

    def item_pubdate(self, article: ArticlePage) -> datetime:
        at: datetime = article.first_published_at
        return at

    def item_updateddate(self, article: ArticlePage) -> datetime:
        at: datetime = article.last_published_at or article.first_published_at
        return at
