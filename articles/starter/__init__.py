"""The starter content: published pages, and the settings of the clinic."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Locale, Page, Site

import references.starter
from articles.models import ArticleIndexPage, ArticlePage, ClinicSettings, FaqPage, HomePage, InformationPage
from articles.starter import article, faq, german, home, information
from articles.starter.block_builders import BlockData, insert_citations
from articles.starter.information import InformationPageContent
from references.models import Reference

TAGLINE = "Understanding pain that spreads"


@transaction.atomic
def load_starter_pages() -> None:
    """Build the pages in an empty database, all of them or none.

    If there is a home page, nothing that editors made or removed is touched. In both cases a single site is moved to
    `BASE_URL`, the URL that visitors use.
    """
    if not HomePage.objects.exists():
        references.starter.load_starter_works()
        front = build_pages()
        site = set_default_site(front)
        build_german_pages(front)
        ClinicSettings.objects.create(site=site, name=settings.WAGTAIL_SITE_NAME, tagline=TAGLINE)
        grant_clinic_settings_permission()
    sync_site_with_base_url()


def build_pages() -> HomePage:
    works = {reference.key: reference for reference in Reference.objects.all()}

    def body(blocks: Sequence[BlockData]) -> str:
        return json.dumps(insert_citations(blocks, works))

    root = Page.get_first_root_node()
    front = publish_page(
        root, HomePage(title=home.HOME_TITLE, slug="clinic", standfirst=home.HOME_STANDFIRST, body=body(home.HOME_BODY))
    )
    articles = publish_page(
        front,
        ArticleIndexPage(
            title="Articles", slug="articles", introduction=home.ARTICLES_INTRODUCTION, show_in_menus=True
        ),
    )
    publish_page(
        articles,
        ArticlePage(
            title=article.ARTICLE_TITLE,
            slug="fibromyalgia-the-neural-network-perspective",
            standfirst=article.ARTICLE_STANDFIRST,
            search_description=article.ARTICLE_DESCRIPTION,
            body=body(article.ARTICLE_BODY),
        ),
    )
    publish_page(
        front,
        FaqPage(
            title="Questions and answers",
            slug="faq",
            search_description=faq.FAQ_DESCRIPTION,
            body=body(faq.FAQ_BODY),
            show_in_menus=True,
        ),
    )
    for words in information.INFORMATION_PAGES:
        publish_page(front, build_information_page(words, body(words.body)))
    return front


def build_german_pages(front: HomePage) -> None:
    """Publish the home page, and the pages that visitors of the questionnaire need, in German."""
    locale, _is_new = Locale.objects.get_or_create(language_code=german.GERMAN_LANGUAGE)
    articles = front.get_children().type(ArticleIndexPage).get()
    german_front = publish_page(
        front.get_parent(),
        HomePage(
            title=german.GERMAN_HOME_TITLE,
            slug=german.GERMAN_HOME_SLUG,
            standfirst=german.GERMAN_HOME_STANDFIRST,
            body=json.dumps(german.build_german_home_body(articles.pk)),
            locale=locale,
            translation_key=front.translation_key,
        ),
    )
    for page in front.get_children().type(InformationPage):
        words = german.GERMAN_INFORMATION_PAGES[page.slug]
        translation = build_information_page(words, json.dumps(words.body))
        translation.locale, translation.translation_key = locale, page.translation_key
        publish_page(german_front, translation)


def build_information_page(words: InformationPageContent, body: str) -> InformationPage:
    return InformationPage(
        title=words.title,
        slug=words.slug,
        search_description=words.description,
        body=body,
        show_in_menus=words.is_in_menu,
    )


def publish_page(parent: Page, page: Any) -> Any:
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def set_default_site(front: HomePage) -> Site:
    """Return the default site, with `front` as its root. Delete the empty page that Wagtail's migration put there."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return Site.objects.create(hostname="localhost", root_page=front, is_default_site=True)
    replaced = site.root_page
    site.root_page = front
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.save()
    if replaced.specific_class is Page and replaced.is_leaf():
        replaced.delete()
    return site


def sync_site_with_base_url() -> None:
    """Make Wagtail's full URLs follow a changed host name or port. Do nothing if there are several sites."""
    if Site.objects.count() != 1:
        return
    site, base_url = Site.objects.get(), urlsplit(settings.BASE_URL)
    hostname = base_url.hostname or "localhost"
    port = base_url.port or (443 if base_url.scheme == "https" else 80)
    if (site.hostname, site.port) != (hostname, port):
        site.hostname, site.port = hostname, port
        site.save()


def grant_clinic_settings_permission() -> None:
    permission = Permission.objects.get(content_type__app_label="articles", codename="change_clinicsettings")
    for group in Group.objects.filter(name="Moderators"):
        group.permissions.add(permission)
