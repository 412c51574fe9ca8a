"""The glossary A to Z, and its terms in the search."""

import json
import re

import pytest
from django.test import Client

from articles.models import ArticlePage, GlossaryPage, GlossaryTerm, HomePage
from articles.models.glossary import group_by_letter
from articles.rendering.body import prepare_body
from articles.rendering.glossary import find_unexplained_words
from tests.articles.builders import html_of, queries
from tests.articles.glossary.builders import make_term
from tests.front_cache import Cache

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

URL = "/glossary/"


def name_terms(*names: str) -> list[GlossaryTerm]:
    return [GlossaryTerm(pk=place, term=name) for place, name in enumerate(names, 1)]


def test_letters_are_those_of_a_german_dictionary() -> None:
    names = ("Übelkeit", "Zytokin", "ähnlich", "Axon", "ärztlich", "5-HT", "Angst", "straße", "strasse", "Ödem", "Oo")
    found = {letter.letter: [term.term for term in letter.terms] for letter in group_by_letter(name_terms(*names))}
    assert found == {
        "A": ["ähnlich", "Angst", "ärztlich", "Axon"],
        "O": ["Ödem", "Oo"],
        "S": ["strasse", "straße"],
        "U": ["Übelkeit"],
        "Z": ["Zytokin"],
        "#": ["5-HT"],
    }
    assert list(found)[-1] == "#"


def test_page_lists_the_terms_of_its_language_with_anchors_and_says_so_to_machines(client: Client) -> None:
    term = make_term("<b>Yawn</b>", 'A deep "breath" </script>.', other_forms="yawning, gape")
    html = html_of(client, URL)
    assert "Engramm" not in html
    assert "&lt;b&gt;Yawn&lt;/b&gt;" in html
    assert f'id="{term.anchor}"' in html
    jumps = re.findall(r'<a href="#(letter-\w+)">(\w)</a>', html)
    assert ("letter-e", "E") in jumps
    assert jumps == sorted(jumps)
    assert all(html.count(f'id="{anchor}"') == 1 for anchor, _letter in jumps)
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert data["@type"] == "DefinedTermSet"
    [said] = [one for one in data["hasDefinedTerm"] if "Yawn" in one["name"]]
    assert said["alternateName"] == ["yawning", "gape"]
    assert said["url"].endswith(f"{URL}#{term.anchor}")
    assert [one["name"] for one in data["hasDefinedTerm"]][-1] == "<b>Yawn</b>"
    assert 'hreflang="de"' in html
    assert "zentrale Sensibilisierung" in html_of(client, "/de/glossar/")


def test_queries_do_not_grow_with_terms(client: Client) -> None:
    html_of(client, URL)
    with queries() as before:
        html_of(client, URL)
    GlossaryTerm.objects.bulk_create(
        GlossaryTerm(term=f"Term {place}", definition="a", locale_id=GlossaryTerm.objects.first().locale_id)
        for place in range(50)
    )
    with queries() as after:
        html_of(client, URL)
    assert len(before) == len(after) <= 6


def test_glossary_of_nothing_says_so_and_is_in_no_sitemap(client: Client) -> None:
    assert URL in html_of(client, "/sitemap.xml")
    assert f'href="{URL}"' in html_of(client, "/about/")
    GlossaryTerm.objects.all().delete()
    html = html_of(client, URL)
    assert "No words are explained here yet." in html
    assert "ld+json" not in html
    assert f"{URL}</loc>" not in html_of(client, "/sitemap.xml")


def test_there_is_one_glossary_below_a_home_page() -> None:
    home = HomePage.objects.get(slug="clinic")
    assert not GlossaryPage.can_create_at(home)
    assert GlossaryPage.allowed_parent_page_models() == [HomePage]
    assert GlossaryPage.allowed_subpage_models() == []


def test_search_finds_terms_at_their_anchor_while_they_are_listed(client: Client) -> None:
    term = make_term("zoster", "A rash & <i>blisters</i>.", other_forms="shingles")
    for words in ("zoster", "shingles", "blisters"):
        assert f'href="{URL}#{term.anchor}"' in html_of(client, f"/search/?q={words}")
    assert "&lt;i&gt;<mark>blisters</mark>&lt;/i&gt;" in html_of(client, "/search/?q=blisters")
    page = GlossaryPage.objects.get(slug="glossary")
    page.unpublish()
    assert term.anchor not in html_of(client, "/search/?q=zoster")
    page.save_revision().publish()
    term.unpublish()
    assert term.anchor not in html_of(client, "/search/?q=zoster")


def test_changed_term_purges_the_glossary_of_its_language(
    cache: Cache, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_term("zoster")
    assert set(cache.paths()) == {URL}


def test_starter_articles_explain_their_terms(client: Client) -> None:
    html = html_of(client, "/articles/fibromyalgia-the-neural-network-perspective/")
    marked = re.findall(r'role="doc-glossref">(.*?)</a>', html)
    assert marked == ["central sensitisation", "engrams", "HPA axis", "cytokines"]
    articles = ArticlePage.objects.all()
    assert articles.count() == 8
    explained = {article.locale_id: set() for article in articles}
    for article in articles:
        assert find_unexplained_words(article.body, article.locale_id) == []
        assert "](" not in str(article.body.raw_data[:])
        explained[article.locale_id] |= {one.term for one in prepare_body(article.body, None, article.locale_id).terms}
    # Each term of the starter glossary is used, in each language.
    assert explained == {locale: set(GlossaryTerm.objects.filter(locale=locale, live=True)) for locale in explained}
    assert {len(terms) for terms in explained.values()} == {12}
