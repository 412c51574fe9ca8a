"""Feeds of articles and of medically relevant changes: valid, in one language, cheap, and without what is private."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles.models import ArticleIndexPage, ArticlePage
from references.enums import Status
from references.models import Reference, StatusNotice
from tests.articles.builders import (
    html_of,
    make_article,
    make_articles,
    make_citing_article,
    prose,
    queries,
    save_draft,
)
from tests.articles.signing.builders import sign
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ARTICLES, CHANGES = "/articles/feed/", "/articles/changes/feed/"
ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime(2031, 3, 1, 12, tzinfo=UTC)


def read(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(response.content)  # noqa: S314 -- our own


def texts(feed: ElementTree.Element, name: str = "title") -> list[str]:
    return [entry.findtext(f"{ATOM}{name}") for entry in feed.iter(f"{ATOM}entry")]


def cost(client: Client, address: str) -> int:
    read(client, address)
    with queries() as made:
        read(client, address)
    return len(made)


def test_articles_are_listed_newest_first_with_full_urls(client: Client) -> None:
    make_article("Pain & <b>sleep</b>\x0b\ufffe 😀", slug="sleep")
    feed = read(client, ARTICLES)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Pain & <b>sleep</b> 😀"
    assert entry.findtext(f"{ATOM}summary") == "What it says."
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/articles/sleep/"
    assert entry.findtext(f"{ATOM}published") <= entry.findtext(f"{ATOM}updated")
    # What Atom asks of a feed.
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": "http://testserver/", "self": f"http://testserver{ARTICLES}"}
    # A moved page is the same entry.
    known = texts(feed, "id")
    ArticlePage.objects.get(slug="sleep").move(ArticleIndexPage.objects.get(slug="articles"), pos="first-child")
    assert texts(read(client, ARTICLES), "id") == known


def test_each_language_has_its_feed(client: Client) -> None:
    make_article("Only English")
    german = read(client, f"/de{ARTICLES}")
    assert german.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert "Only English" not in texts(german)
    head = html_of(client, "/de/").partition("</head>")[0]
    assert f'href="/de{ARTICLES}"' in head
    assert f'href="/de{CHANGES}"' in head


@pytest.mark.parametrize("address", [ARTICLES, CHANGES])
def test_empty_feed_is_valid_and_stays_the_same(client: Client, address: str) -> None:
    ArticlePage.objects.all().delete()
    with time_machine.travel(NOON, tick=False) as clock:
        first = client.get(address)
        clock.shift(timedelta(hours=1))
        assert client.get(address).content == first.content
    feed = ElementTree.fromstring(first.content)  # noqa: S314 -- our own
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert texts(feed) == []


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_reader_who_has_the_feed_is_told_so(client: Client, header: str) -> None:
    first = client.get(ARTICLES)
    asked = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    again = client.get(ARTICLES, headers={asked: first[header]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "no-cache"
    assert client.post(ARTICLES).status_code == 405
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        make_article("Newer")
    assert client.get(ARTICLES, headers={asked: first[header]}).status_code == 200


def test_private_and_unpublished_pages_are_in_no_feed(client: Client) -> None:
    work = make_reference("Gray")
    hidden = [make_citing_article(work, title="Private"), make_citing_article(work, title="Gone")]
    for article in hidden:
        save_draft(article, prose("<p>Changed.</p>")).publish()
        article.refresh_from_db()
        sign(article)
    PageViewRestriction.objects.create(page=hidden[0], restriction_type="login")
    hidden[1].unpublish()
    for address in (ARTICLES, CHANGES):
        assert not {"Private", "Gone"} & {title.rpartition(": ")[2] for title in texts(read(client, address))}


def change_text(article: ArticlePage, text: str, **answer: str) -> None:
    """Publish another text before the citation, with what the form would have asked."""
    article.refresh_from_db()
    article.changed_since = article.live_revision_id
    for name, value in answer.items():
        setattr(article, name, value)
    save_draft(article, prose(f"<p>{text}</p>"), prose(cite(Reference.objects.get(key__startswith="gray")))).publish()
    article.refresh_from_db()


def test_changes_tell_what_a_reader_must_know(client: Client) -> None:
    work = make_reference("Gray")
    article = make_citing_article(work, title="Known")
    with time_machine.travel(NOON, tick=False) as clock:
        change_text(article, "Changed.", change_kind="readers", change_note="The dose <was> wrong.")
        clock.shift(timedelta(days=1))
        change_text(article, "Changed!", change_kind="minor")
        signed = sign(article)
        clock.shift(timedelta(days=1))
        StatusNotice.objects.create(reference=work, status=Status.RETRACTED, source="A register", source_id="1")
        feed = read(client, CHANGES)
    assert texts(feed) == ["Cited work: Retracted: Known", "Reviewed: Known", "Changed: Known"]
    retracted, reviewed, changed = texts(feed, "summary")
    assert "Gray" in retracted
    assert signed.reviewer.title in reviewed
    # A summary is HTML.
    assert changed == "The dose &lt;was&gt; wrong."
    assert len(set(texts(feed, "id"))) == 3
    after = datetime.combine(signed.valid_until + timedelta(days=2), NOON.timetz())
    with time_machine.travel(after, tick=False):
        assert texts(read(client, CHANGES))[0] == "Review overdue: Known"


def make_changed_article(name: str) -> None:
    """Publish an article that was corrected, and cites a retracted work."""
    work = make_reference(name)
    article = make_citing_article(work, title=name)
    save_draft(article, prose(f"<p>Changed.{cite(work)}</p>")).publish()
    StatusNotice.objects.create(reference=work, status=Status.RETRACTED, source="A register", source_id="1")


def test_queries_do_not_grow(client: Client) -> None:
    make_changed_article("Gray")
    few = [cost(client, address) for address in (ARTICLES, CHANGES)]
    make_articles(20)
    for name in ("Dunn", "Ives", "Moss"):
        make_changed_article(name)
    assert [cost(client, address) for address in (ARTICLES, CHANGES)] == few
    assert max(few) <= 10
