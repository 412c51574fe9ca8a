"""People: their pages, the list of them, and the articles that name them."""

import re

import pytest
from django.test import Client
from wagtail.models import Locale

from articles.models import ArticlePage, PersonPage
from articles.models.people import find_authors
from tests.articles.builders import (
    STARTER_ARTICLE,
    get_starter_article,
    html_of,
    make_articles,
    make_people_index,
    make_person,
    name_authors,
    queries,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_article_names_its_authors_in_order_and_links_to_them(client: Client) -> None:
    first, second = make_person("Zoe Early", title_before="Dr", title_after="MD"), make_person("Adam Late")
    name_authors(get_starter_article(), first, second)
    html = html_of(client, STARTER_ARTICLE)
    byline = re.search(r"<li>\s*Written by(.*?)</li>", html, re.DOTALL)[1]
    assert re.findall(r'<a href="(.*?)">(.*?)</a>', byline) == [
        ("/people/zoe-early/", "Dr Zoe Early, MD"),
        ("/people/adam-late/", "Adam Late"),
    ]
    second.unpublish()
    assert [one.is_public for one in find_authors(get_starter_article())] == [True, False]
    assert "/people/adam-late/" not in html_of(client, STARTER_ARTICLE)


def test_person_lists_articles_with_constant_queries(client: Client) -> None:
    person = make_person()
    name_authors(get_starter_article(), person)
    html_of(client, "/people/hanna-example/")
    with queries() as few:
        html = html_of(client, "/people/hanna-example/")
    assert STARTER_ARTICLE in html
    make_articles(15)
    for article in ArticlePage.objects.exclude(slug__startswith="fibro"):
        article.authorships.create(person=person)
        article.save()
    with queries() as many:
        html = html_of(client, "/people/hanna-example/")
    assert len(few) == len(many)
    assert html.count('<li class="card">') == PersonPage.ARTICLES_PER_PART
    assert STARTER_ARTICLE in html_of(client, "/people/hanna-example/?page=2")
    assert client.get("/people/hanna-example/?page=9").status_code == 404


def test_german_article_names_the_german_version(client: Client) -> None:
    german = Locale.objects.get(language_code="de")
    article, person = get_starter_article(), make_person()
    name_authors(article, person)
    translated = article.copy_for_translation(german, copy_parents=True)
    assert [one.pk for one in find_authors(translated)] == [person.pk]
    own = person.copy_for_translation(german, copy_parents=True)
    assert [one.pk for one in find_authors(translated)] == [person.pk]
    own.save_revision().publish()
    assert [one.pk for one in find_authors(translated)] == [own.pk]
    assert [one.pk for one in find_authors(article)] == [person.pk]


def test_empty_list_of_people_says_so(client: Client) -> None:
    make_people_index()
    assert "Nobody is presented here yet." in html_of(client, "/people/")
