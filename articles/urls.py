"""Wagtail's URLs, with our faster routing, and the files that a page offers."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern
from wagtail.urls import urlpatterns as wagtail_urlpatterns

from articles import views
from articles.corrections.views import show_superseded_text
from articles.feeds.article_feed import ArticleFeed
from articles.feeds.atom import serve_feed
from articles.feeds.change_feed import ChangeFeed
from articles.metadata.views import card_image, manifest
from articles.search import views as search_views
from references.library.downloads import EXPORT_FORMATS

SERVE_URL_NAME = "wagtail_serve"
SIGN_IN_URL_NAME = "wagtailcore_login"
PAGE_PATTERN = r"^(?P<path>(?:[\w\-]+/)*)"
EXTENSION_PATTERN = rf"\.(?P<extension>{'|'.join(EXPORT_FORMATS)})$"

urlpatterns = [
    *(pattern for pattern in wagtail_urlpatterns if pattern.name not in {SERVE_URL_NAME, SIGN_IN_URL_NAME}),
    path("articles/feed/", serve_feed(ArticleFeed()), name="article_feed"),
    path("articles/changes/feed/", serve_feed(ChangeFeed()), name="change_feed"),
    re_path(r"^cards/(?P<page_id>\d{1,9})-(?P<content_hash>[0-9a-f]{12})\.png$", card_image, name="card"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("search/", search_views.search_page, name="search"),
    path("opensearch.xml", search_views.search_description, name="search_description"),
    re_path(rf"{PAGE_PATTERN}works-cited{EXTENSION_PATTERN}", views.works_cited_file, name="works_cited"),
    re_path(rf"{PAGE_PATTERN}this-page{EXTENSION_PATTERN}", views.article_file, name="this_page"),
    re_path(rf"{PAGE_PATTERN}versions/(?P<number>\d{{1,6}})/$", show_superseded_text, name="superseded_text"),
    # Wagtail redirects to this name whoever has to sign in to see a page.
    path("_util/login/", views.redirect_to_sign_in, name=SIGN_IN_URL_NAME),
    re_path(serve_pattern, views.serve_page, name=SERVE_URL_NAME),
]
