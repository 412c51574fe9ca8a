"""What is published is found at once, and nothing else is."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticleIndexPage, FaqPage, SearchEntry, SearchWord
from references.models import Reference
from tests.articles.builders import make_article, prose, save_draft, stream
from tests.articles.search.searching import find_urls, search
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_article_is_found_while_it_is_published(client: Client) -> None:
    article = make_article("Zugzwang", prose("<p>Quokkas sleep.</p>"))
    assert find_urls(client, "quokka") == find_urls(client, "quokkas zugzwang") == ["/articles/zugzwang/"]
    save_draft(article, prose("<p>Wombats sleep.</p>"))
    assert find_urls(client, "wombats") == []
    article.get_latest_revision().publish()
    assert find_urls(client, "wombats") == ["/articles/zugzwang/"]
    assert find_urls(client, "quokkas") == []
    assert not SearchWord.objects.filter(word="quokkas").exists()
    article.refresh_from_db()
    article.unpublish()
    assert find_urls(client, "wombats") == []
    assert not SearchWord.objects.filter(word="wombats").exists()


def test_deleted_and_moved_pages(client: Client) -> None:
    article = make_article("Zugzwang", slug="one")
    article.slug = "another"
    article.save_revision().publish()
    assert find_urls(client, "zugzwang") == ["/articles/another/"]
    ArticleIndexPage.objects.get(slug="articles").delete()
    assert find_urls(client, "zugzwang") == []
    assert not SearchEntry.objects.filter(source="article", language="en").exists()


def test_private_pages_and_what_only_they_cite_are_not_found(client: Client) -> None:
    make_article("Zugzwang", prose(f"<p>Words.{cite(make_reference('Quokka'))}</p>"))
    assert find_urls(client, "zugzwang") == ["/articles/zugzwang/"]
    assert find_urls(client, "quokka") == ["/references/quokka2020/"]
    PageViewRestriction.objects.create(page=Page.objects.get(slug="articles"), restriction_type="login")
    assert find_urls(client, "zugzwang") == []
    assert find_urls(client, "quokka") == []


def test_work_is_found_while_a_public_page_cites_it_and_it_is_shown(client: Client) -> None:
    work = make_reference("Quokka")
    assert find_urls(client, "quokka") == []
    article = make_article("Citing", prose(f"<p>Words.{cite(work)}</p>"))
    assert find_urls(client, "quokka") == find_urls(client, "journal of examples quokka") == ["/references/quokka2020/"]
    work.csl["title"] = "Wombats"
    work.save()
    assert find_urls(client, "wombats") == ["/references/quokka2020/"]
    Reference.objects.filter(pk=work.pk).update(live=False)
    assert find_urls(client, "wombats") == []
    Reference.objects.filter(pk=work.pk).update(live=True)
    article.unpublish()
    assert find_urls(client, "wombats") == []
    article.delete()
    work.delete()
    assert not SearchEntry.objects.filter(source="work", object_id=work.pk).exists()


def test_text_of_a_page_has_no_labels_of_citations(client: Client) -> None:
    article = make_article("Citing", prose(f"<p>Words.{cite(make_reference('Quokka'), 'Quokka 2020')}</p><p>Next.</p>"))
    assert SearchEntry.objects.get(source="article", object_id=article.pk).text == "What it says.\nWords.\nNext."


def test_hostile_words_are_indexed_and_escaped(client: Client) -> None:
    make_article('<img src=x onerror="alert(1)"> zugzwang', prose("<p>&lt;script&gt;quokka&lt;/script&gt;</p>"))
    html = search(client, "zugzwang quokka onerror script")
    assert "&lt;<mark>script</mark>&gt;<mark>quokka</mark>" in html
    assert "<img src=x" not in html
    assert "<script>quokka" not in html


def test_a_page_of_ten_megabytes_is_indexed_as_far_as_it_goes(client: Client) -> None:
    article = make_article("Zugzwang", slug="large")
    article.body = stream(prose(f"<p>quokka {'lengthy ' * 1_250_000} wombat</p>"))
    article.save_revision().publish()
    assert find_urls(client, "quokka") == ["/articles/large/"]
    assert find_urls(client, "wombat") == []


def test_index_is_built_anew_from_what_is_published(client: Client) -> None:
    make_article("Zugzwang")
    words, entries = SearchWord.objects.values("word", "entries"), SearchEntry.objects.values("source", "tokens")
    kept = [*map(str, words.order_by("word"))], [*map(str, entries.order_by("source", "object_id"))]
    SearchEntry.objects.get(heading="Zugzwang").delete()
    call_command("rebuild_search", if_empty=True, stdout=StringIO())
    assert find_urls(client, "zugzwang") == []
    call_command("rebuild_search", stdout=StringIO())
    assert find_urls(client, "zugzwang") == ["/articles/zugzwang/"]
    assert ([*map(str, words.order_by("word"))], [*map(str, entries.order_by("source", "object_id"))]) == kept


def test_an_entry_of_what_is_gone_shows_nothing(client: Client) -> None:
    page = FaqPage.objects.first()
    SearchEntry.objects.create(source="article", object_id=10**12, heading="Zugzwang", tokens="benzugzwang")
    SearchEntry.objects.create(source="gone", object_id=page.pk, heading="Zugzwang", tokens="benzugzwang")
    assert find_urls(client, "zugzwang") == []
