import re
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail import blocks
from wagtail.models import Locale, Page

from articles.blocks import bodies
from articles.models import (
    ArticleIndexPage,
    ArticlePage,
    ClinicSettings,
    FaqPage,
    HomePage,
    InformationPage,
    PeopleIndexPage,
    PersonPage,
)
from tests.articles.builders import STARTER_ARTICLE, html_of, make_article, make_articles, prose

pytestmark = pytest.mark.django_db

ADDRESSES = ["/", "/articles/", STARTER_ARTICLE, "/faq/", "/about/", "/privacy/", "/accessibility/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_has_title_description_and_ordered_headings(site: None, client: Client, address: str) -> None:
    html = html_of(client, address)
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r"<title>\S.* – The Fibromyalgia Clinic</title>", html)
    assert re.search(r'<meta name="description" content="[^"]{20,}"', html)
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_titles_end_with_the_name_of_the_clinic_if_it_has_one() -> None:
    assert ClinicSettings(name="The Clinic").title_suffix == " – The Clinic"
    assert ClinicSettings().title_suffix == ""


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_has_inline_scripts_or_styles(site: None, client: Client, address: str) -> None:
    html = html_of(client, address)
    assert re.findall(r"<script(?![^>]*(?:\ssrc=|ld\+json))[^>]*>|<style|\sstyle=|\son\w+=|javascript:", html) == []
    assert re.findall(r'(?:src|<link[^>]*href)="https?://(?!testserver)', html) == []


@pytest.mark.parametrize(
    ("address", "scripts"), [(STARTER_ARTICLE, ["article"]), ("/faq/", ["citation-preview"]), ("/privacy/", [])]
)
def test_pages_run_one_script_if_they_need_any(site: None, client: Client, address: str, scripts: list[str]) -> None:
    html = html_of(client, address)
    assert re.findall(r'<script type="module" src="/static/js/([\w-]+)\.js"></script>', html) == scripts


def test_article_shows_its_parts(site: None, client: Client) -> None:
    html = html_of(client, STARTER_ARTICLE)
    assert re.search(r"\b\d minutes to read", html)
    assert "This is information, not medical advice." in html
    assert html.count('<figure class="loop-diagram">') == 2
    assert 'aria-label="Fear and pain. Fear amplifies Pain. Pain feeds Fear."' in html
    assert "Animal or cell study (mice)" in html
    assert "Conflict of interest:" in html


def test_hostile_text_is_escaped(site: None, client: Client) -> None:
    hostile = "<script>alert(1)</script>\"'&"
    make_article(
        hostile,
        {"type": "heading", "value": {"heading": hostile}},
        {
            "type": "loop_diagram",
            "value": {"title": hostile, "steps": [{"label": hostile, "effect": hostile}] * 2, "caption": ""},
        },
        {
            "type": "questions",
            "value": {"heading": hostile, "questions": [{"question": hostile, "answer": "<p>a</p>"}]},
        },
        {"type": "call_to_action", "value": {"heading": hostile, "text": hostile, "button": hostile}},
        slug="hostile",
    )
    html = html_of(client, "/articles/hostile/")
    assert "<script>" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 8
    assert "<script>" not in html_of(client, "/articles/")


def test_articles_are_listed_newest_first_with_pagination(site: None, client: Client) -> None:
    make_articles(ArticleIndexPage.PER_PAGE)
    first, second = html_of(client, "/articles/"), html_of(client, "/articles/?page=2")
    titles = [
        title for html in (first, second) for title in re.findall(r'card__title"><a href="[^"]*">(.*?)</a>', html)
    ]
    expected = [f"Article number {place}" for place in reversed(range(ArticleIndexPage.PER_PAGE))]
    assert titles[: len(expected) + 1] == [*expected, "Fibromyalgia: <span>The Neural Network Perspective</span>"]
    assert len(re.findall(r'<li class="card">', first)) == ArticleIndexPage.PER_PAGE


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", "1.5", "%00", "9" * 400])
def test_missing_page_number_returns_404(site: None, client: Client, page: str) -> None:
    assert client.get(f"/articles/?page={page}").status_code == 404


def test_empty_list_shows_a_message(site: None, client: Client) -> None:
    for article in ArticlePage.objects.live():
        article.unpublish()
    assert "There are no articles here yet." in html_of(client, "/articles/")


def test_drafts_are_not_listed(site: None, client: Client) -> None:
    article = make_article("Secret plan")
    article.unpublish()
    for address in ("/", "/articles/", "/sitemap.xml"):
        assert "ecret" not in html_of(client, address)


def test_home_page_links_to_the_newest_articles(site: None, client: Client) -> None:
    make_articles(5)
    titles = re.findall(r'card__title"><a href="[^"]*">(.*?)</a>', html_of(client, "/"))
    assert titles == [f"Article number {number}" for number in (4, 3, 2, 1)]


def test_faq_answers_are_collapsible(site: None, client: Client) -> None:
    html = html_of(client, "/faq/")
    assert html.count("<details") == html.count("<summary") > 10
    assert "This is the clinic’s own view." in html


def test_sitemap_lists_every_page_with_its_last_change(site: None, client: Client) -> None:
    xml = html_of(client, "/sitemap.xml")
    assert re.findall(r"<loc>http://testserver((?!(?:/de)?/references/|[^<]*/(?:topic|thema)/).*?)</loc>", xml) == [
        page.get_url() for page in Page.objects.filter(depth__gt=1).not_type(PeopleIndexPage).order_by("path")
    ]
    day = timezone.now().date()
    Page.objects.filter(slug="about").update(last_published_at="2026-01-02T03:04:05Z")
    Page.objects.filter(slug="articles").update(last_published_at="2026-01-02T03:04:05Z")
    changed = dict(
        re.findall(r"<loc>http://testserver(.*?)</loc><lastmod>(.*?)</lastmod>", html_of(client, "/sitemap.xml"))
    )
    assert changed["/about/"] == "2026-01-02"
    assert changed["/articles/"] == changed[STARTER_ARTICLE] == day.isoformat()


def test_page_types_declare_their_subpages() -> None:
    assert {
        model: {child.__name__ for child in model.allowed_subpage_models()}
        for model in (
            HomePage,
            ArticleIndexPage,
            ArticlePage,
            FaqPage,
            InformationPage,
            PeopleIndexPage,
            PersonPage,
        )
    } == {
        HomePage: {"ArticleIndexPage", "FaqPage", "GlossaryPage", "InformationPage", "PeopleIndexPage"},
        ArticleIndexPage: {"ArticlePage"},
        ArticlePage: set(),
        FaqPage: set(),
        InformationPage: {"InformationPage"},
        PeopleIndexPage: {"PersonPage"},
        PersonPage: set(),
    }


def test_only_one_home_page_and_one_article_list(site: None) -> None:
    home = HomePage.objects.get(slug="clinic")
    assert not HomePage.can_create_at(home.get_parent())
    assert not ArticleIndexPage.can_create_at(home)


def test_site_is_available_in_german(site: None, client: Client) -> None:
    html = html_of(client, "/de/")
    assert '<html lang="de">' in html
    assert "Schmerzen, die wandern" in html
    assert "Schmerzen, die wandern" not in html_of(client, "/")
    assert 'href="/de/fragen/"' in html
    for address in ("/de/ueber-uns/", "/de/datenschutz/", "/de/barrierefreiheit/"):
        assert f'href="{address}"' in html
        assert "Zuletzt geändert" in html_of(client, address)


def test_pages_link_to_their_translation(site: None, client: Client) -> None:
    for english, german in {"/": "/de/", "/about/": "/de/ueber-uns/", "/privacy/": "/de/datenschutz/"}.items():
        html = html_of(client, english)
        assert f'href="{german}" hreflang="de" lang="de">Deutsch</a>' in html
        assert f'<link rel="alternate" hreflang="de" href="http://testserver{german}">' in html
        assert f'<link rel="alternate" hreflang="en" href="http://testserver{english}">' in html
        assert f'href="{english}" hreflang="en" lang="en">English</a>' in html_of(client, german)


def test_untranslated_article_links_to_the_german_home_page(site: None, client: Client) -> None:
    article = make_article("Only in English")
    html = html_of(client, article.url)
    assert 'href="/de/" hreflang="de" lang="de">Deutsch (Startseite)</a>' in html
    assert '<link rel="alternate" hreflang="de"' not in html
    draft = article.copy_for_translation(Locale.objects.get(language_code="de"), copy_parents=True)
    assert 'href="/de/" hreflang="de"' in html_of(client, article.url)
    draft.save_revision().publish()
    assert f'href="http://testserver{draft.get_url()}"' in html_of(client, article.url)


def test_no_language_link_without_translated_pages(site: None, client: Client) -> None:
    HomePage.objects.get(locale__language_code="de").delete()
    # Wagtail caches the URLs of root pages for an hour.
    cache.clear()
    assert 'lang="de"' not in html_of(client, "/about/")


@pytest.mark.parametrize("name", ["ArticleBody", "HomeBody", "FaqBody", "InformationBody"])
def test_every_block_has_description_template_and_icon(name: str) -> None:
    for block in getattr(bodies, name)().child_blocks.values():
        assert block.get_description()
        assert block.meta.template.startswith("blocks/")
        assert block.meta.icon != blocks.Block._meta_class.icon


def test_incomplete_diagram_is_left_out(site: None, client: Client) -> None:
    one_step = {"type": "loop_diagram", "value": {"title": "Half", "steps": [{"label": "a", "effect": "b"}]}}
    make_article("Half", one_step, prose("<p>The rest.</p>"), slug="half")
    html = html_of(client, "/articles/half/")
    assert "loop-diagram" not in html
    assert "The rest." in html
