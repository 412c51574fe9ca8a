"""The pages of topics, and the list of articles that they filter."""

import re

import pytest
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from articles.models import ArticlePage, FaqPage, Topic
from tests.articles.builders import (
    STARTER_ARTICLE,
    faq,
    get_article_list,
    html_of,
    make_article,
    make_articles,
    make_entry,
    make_topic,
    prose,
    queries,
    stream,
)
from tests.references.library.reading import get_structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PAGE = "/articles/topic/sleep/"
CURRENT = re.compile(r'<a\s+href="([^"]+)"\s+aria-current="page"')


@pytest.fixture
def german(site: None) -> Locale:
    return Locale.objects.get(language_code="de")


@pytest.fixture
def sleep(german: Locale) -> Topic:
    """A topic with an article, in English, and its translation without one, at the same slug."""
    topic = make_topic(introduction="Why sleep does not refresh.")
    Topic.objects.create(name="Schlaf", slug="sleep", locale=german, translation_key=topic.translation_key)
    make_article("Nights", prose("<p>Words.</p>"), topic=topic)
    return topic


def read_crumbs(html: str) -> list[tuple[str, str]]:
    trail = re.search(r'<nav class="crumbs".*?</nav>', html, re.DOTALL)
    return re.findall(r'<a href="([^"]+)">([^<]+)</a>', trail[0]) if trail else []


def test_topic_has_a_page(client: Client, sleep: Topic) -> None:
    html = html_of(client, PAGE)
    assert '<h1 class="page__title">Sleep</h1>' in html
    assert '<p class="lead">Why sleep does not refresh.</p>' in html
    assert re.findall(r'class="card__title"><a href="([^"]+)"', html) == ["/articles/nights/"]
    assert f'<link rel="canonical" href="http://testserver{PAGE}">' in html
    assert '<meta name="description" content="Why sleep does not refresh.">' in html
    assert read_crumbs(html) == [("/", "Home page"), ("/articles/", "Articles")]
    assert get_structured_data(html)["mainEntity"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "url": "http://testserver/articles/nights/"}
    ]
    # The German topic has no article yet: the page exists, and nothing leads search engines to it.
    assert "hreflang" not in re.sub(r'hreflang="en"', "", html.partition("</head>")[0])
    assert 'content="noindex"' not in html
    assert 'content="noindex"' in html_of(client, "/de/artikel/thema/sleep/")


def test_translated_topic_is_led_to(client: Client, sleep: Topic, german: Locale) -> None:
    ArticlePage.objects.get(slug="nights").copy_for_translation(german).get_latest_revision().publish()
    html = html_of(client, PAGE)
    assert 'hreflang="de" href="http://testserver/de/artikel/thema/sleep/"' in re.sub(r"\s+", " ", html)
    copied = ArticlePage.objects.get(locale=german, topic__slug="sleep")
    assert copied.topic == sleep.get_translation(german)
    crumbs = read_crumbs(html_of(client, copied.get_url()))
    assert crumbs == [("/de/", "Startseite"), ("/de/artikel/", "Artikel"), ("/de/artikel/thema/sleep/", "Schlaf")]


def test_article_and_list_lead_to_the_topic(client: Client, sleep: Topic) -> None:
    assert read_crumbs(html_of(client, "/articles/nights/"))[-1] == (PAGE, "Sleep")
    html = html_of(client, "/articles/?topic=%00&topic=%ED%A0%80")
    filters = re.search(r'<nav class="pages fine".*?</nav>', html, re.DOTALL)
    assert filters
    assert PAGE in filters[0]
    assert CURRENT.findall(filters[0]) == ["/articles/"]
    assert CURRENT.findall(re.search(r'<nav class="pages fine".*?</nav>', html_of(client, PAGE), re.DOTALL)[0]) == [
        PAGE
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/articles/topic/nothing/",
        "/articles/thema/sleep/",  # the German word
        "/articles/topic/sleep/more/",
        "/articles/topic/%00/",
        "/faq/topic/sleep/",
        f"{PAGE}?page=0",
        f"{PAGE}?page=2",
        f"{PAGE}?page=99999999999999999999",
        f"{PAGE}?page=%00",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, sleep: Topic, address: str) -> None:
    assert client.get(address).status_code == 404


def test_topic_lists_what_everybody_may_read(client: Client, sleep: Topic) -> None:
    make_article("Drafted", topic=sleep).unpublish()
    hidden = make_article("Hidden", topic=sleep)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    html = html_of(client, PAGE)
    assert "Nights" in html
    assert "Drafted" not in html
    assert "Hidden" not in html


def test_topic_without_a_public_article_is_no_filter(client: Client, sleep: Topic) -> None:
    nights = ArticlePage.objects.get(slug="nights")
    PageViewRestriction.objects.create(page=nights, restriction_type="login")
    assert PAGE not in html_of(client, "/articles/")
    assert "There are no articles on this topic yet." in html_of(client, PAGE)


def test_pages_of_a_long_topic_keep_to_it(client: Client, sleep: Topic) -> None:
    make_articles(14)
    ArticlePage.objects.filter(title__startswith="Article number").update(topic=sleep)
    assert 'href="?page=2"' in html_of(client, PAGE)
    html = html_of(client, f"{PAGE}?page=2")
    assert html.count('class="card__title"') == 3
    assert f'<link rel="canonical" href="http://testserver{PAGE}?page=2">' in html


def test_topic_links_to_its_questions_where_they_are_shown(client: Client, sleep: Topic) -> None:
    shown = make_entry("Shown?", topic=sleep)
    make_entry("Nowhere?", topic=sleep)
    page = FaqPage.objects.get(slug="faq")
    page.body = stream(faq(shown))
    page.save_revision().publish()
    html = html_of(client, PAGE)
    assert f'<a href="/faq/#{shown.anchor}">Shown?</a>' in html
    assert "Nowhere?" not in html


def test_sitemap_has_topics_with_articles(client: Client, sleep: Topic) -> None:
    make_topic("Empty")
    html = html_of(client, "/sitemap.xml")
    assert f"<loc>http://testserver{PAGE}</loc>" in html
    assert "topic/empty" not in html
    assert "thema/sleep" not in html


def test_deleted_topic_leaves_its_articles(client: Client, sleep: Topic) -> None:
    nights = ArticlePage.objects.get(slug="nights")
    nights.title = "White nights"
    nights.save_revision()
    sleep.delete()
    assert client.get(PAGE).status_code == 404
    assert read_crumbs(html_of(client, "/articles/nights/"))[-1] == ("/articles/", "Articles")
    draft = ArticlePage.objects.get(pk=nights.pk).get_latest_revision_as_object()
    assert (draft.title, draft.topic) == ("White nights", None)
    draft.save_revision().publish()


def test_lists_take_few_queries_however_much_there_is(client: Client, sleep: Topic) -> None:
    def cost(address: str) -> int:
        html_of(client, address)
        with queries() as statements:
            html_of(client, address)
        return len(statements)

    before = [cost(address) for address in ("/articles/", PAGE, "/articles/nights/")]
    for place in range(3):
        topic = make_topic(f"Topic {place}")
        make_article(f"About {place}", topic=topic)
    make_articles(10)
    ArticlePage.objects.filter(title__startswith="Article number").update(topic=sleep)
    assert [cost(address) for address in ("/articles/", PAGE, "/articles/nights/")] == before
    of_list, of_topic, of_article = before
    assert (of_list <= 10, of_topic <= 11, of_article <= 6) == (True, True, True), before


def test_list_of_articles_purges_its_topics(sleep: Topic) -> None:
    assert get_article_list().get_cached_paths()[0] == "/"
    assert "/topic/sleep/" in get_article_list().get_cached_paths()


def test_every_kind_of_page_says_where_it_is(client: Client) -> None:
    assert read_crumbs(html_of(client, "/")) == []
    assert read_crumbs(html_of(client, "/faq/")) == [("/", "Home page")]
    assert read_crumbs(html_of(client, "/articles/")) == [("/", "Home page")]
    assert read_crumbs(html_of(client, STARTER_ARTICLE))[:2] == [("/", "Home page"), ("/articles/", "Articles")]
    assert read_crumbs(html_of(client, "/references/")) == [("/", "Home page")]
    work = re.search(r'href="(/references/[^"/]+/)"', html_of(client, "/references/"))
    assert work
    assert read_crumbs(html_of(client, work[1])) == [("/", "Home page"), ("/references/", "References")]


def test_starter_articles_have_topics_in_both_languages(client: Client) -> None:
    html = html_of(client, "/articles/topic/understanding-fibromyalgia/")
    assert html.count('class="card__title"') == 2
    assert 'href="/faq/#question-' in html
    assert 'href="/de/artikel/thema/fibromyalgie-verstehen/"' in html
    assert "Weiterlesen" in html_of(client, ArticlePage.objects.filter(locale__language_code="de").first().get_url())
    assert {topic.get_translations().count() for topic in Topic.objects.all()} == {1}
