"""People: their pages, the list of them, and the articles that name them."""

import gc
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, PageViewRestriction

from articles.models import ArticlePage, PersonPage
from articles.models.people import find_authors
from tests.articles.builders import (
    STARTER_ARTICLE,
    build_edit_form,
    get_starter_article,
    html_of,
    make_article,
    make_articles,
    make_people_index,
    make_person,
    name_authors,
    queries,
)
from tests.conftest import make_user
from tests.references.library.reading import get_structured_data

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("site"),
    # Wagtail leaves the temporary files of its renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]

PAGE = "/people/hanna-example/"


@pytest.fixture
def person(settings: Settings, tmp_path: Path) -> Iterator[PersonPage]:
    settings.MEDIA_ROOT = tmp_path
    portrait = get_image_model().objects.create(title="IMG_2034.JPG", file=get_test_image_file(size=(900, 600)))
    yield make_person(
        title_before="Dr",
        title_after="MD",
        role="Rheumatologist",
        registration="General Medical Council 1234567",
        portrait=portrait,
        biography="<p>She has worked with <b>people</b> in pain.</p>",
        conflicts_of_interest="She owns shares in Example Ltd.\n\nNothing else.",
    )
    gc.collect()


# --- The pages of people ---------------------------------------------------------------------------------------------


def test_page_shows_and_describes_the_person(client: Client, person: PersonPage) -> None:
    html = html_of(client, PAGE)
    main = html.partition("<main")[2]
    assert re.search(r"<h1[^>]*>Dr Hanna Example, MD</h1>", main)
    for shown in ("Rheumatologist", "General Medical Council 1234567", "<p>She owns shares in Example Ltd.</p>"):
        assert shown in main
    assert 'alt="Portrait of Hanna Example"' in main
    assert "IMG_2034.JPG" not in html
    told = get_structured_data(html)["mainEntity"]
    assert re.search(r"http://testserver/media/images/.*fill-416x416", told.pop("image"))
    assert told == {
        "@type": "Person",
        "name": "Hanna Example",
        "honorificPrefix": "Dr",
        "honorificSuffix": "MD",
        "jobTitle": "Rheumatologist",
        "url": f"http://testserver{PAGE}",
        "description": "She has worked with people in pain.",
        "identifier": "General Medical Council 1234567",
    }


def test_pages_work_without_the_file_of_a_portrait(client: Client, person: PersonPage) -> None:
    default_storage.delete(person.portrait.file.name)
    for address in (PAGE, "/people/"):
        assert "<img" not in html_of(client, address).partition("<main")[2]


def test_person_without_particulars_has_a_page(client: Client) -> None:
    make_person(biography="")
    html = html_of(client, PAGE)
    assert "Registration:" not in html
    assert get_structured_data(html)["mainEntity"].keys() == {"@type", "name", "url"}


def test_person_lists_articles_with_constant_queries(client: Client, person: PersonPage) -> None:
    name_authors(get_starter_article(), person)
    html_of(client, PAGE)
    with queries() as few:
        html = html_of(client, PAGE)
    assert STARTER_ARTICLE in html
    make_articles(15)
    for article in ArticlePage.objects.exclude(slug__startswith="fibro"):
        article.authorships.create(person=person)
        article.save()
    with queries() as many:
        html = html_of(client, PAGE)
    assert len(few) == len(many)
    assert html.count('<li class="card">') == PersonPage.ARTICLES_PER_PART
    assert STARTER_ARTICLE in html_of(client, f"{PAGE}?page=2")
    assert client.get(f"{PAGE}?page=9").status_code == 404


def test_person_does_not_list_what_readers_cannot_open(client: Client, person: PersonPage) -> None:
    article = get_starter_article()
    name_authors(article, person)
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert STARTER_ARTICLE not in html_of(client, PAGE)


# --- The list --------------------------------------------------------------------------------------------------------


def test_people_are_listed_in_the_order_of_editors_with_constant_queries(client: Client, person: PersonPage) -> None:
    html_of(client, "/people/")
    with queries() as few:
        html_of(client, "/people/")
    for name in ("Zoe Last", "Adam First"):
        make_person(name, portrait=get_image_model().objects.create(title=name, file=get_test_image_file()))
    html_of(client, "/people/")
    with queries() as many:
        html = html_of(client, "/people/")
    assert len(few) == len(many)
    names = re.findall(r'people__name"><a href="[^"]*">(.*?)</a>', html)
    assert names == ["Dr Hanna Example, MD", "Zoe Last", "Adam First"]
    assert html.count('alt=""') == 3


def test_empty_list_says_so_and_is_in_no_menu(client: Client) -> None:
    make_people_index()
    html = html_of(client, "/people/")
    assert "Nobody is presented here yet." in html
    assert 'href="/people/"' not in html_of(client, "/")
    assert "/people/" not in html_of(client, "/sitemap.xml")
    make_person()
    assert 'href="/people/"' in html_of(client, "/")
    assert "<loc>http://testserver/people/</loc>" in html_of(client, "/sitemap.xml")


# --- The authors of articles -----------------------------------------------------------------------------------------


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
    html = html_of(client, STARTER_ARTICLE)
    assert "Adam Late" in html
    assert "/people/adam-late/" not in html


def test_authors_take_one_query(client: Client) -> None:
    html_of(client, STARTER_ARTICLE)
    with queries() as one:
        html_of(client, STARTER_ARTICLE)
    name_authors(get_starter_article(), *(make_person(f"Author N{place}") for place in range(8)))
    html_of(client, STARTER_ARTICLE)
    with queries() as eight:
        html_of(client, STARTER_ARTICLE)
    assert len(one) == len(eight)


def test_german_article_names_the_german_version(client: Client) -> None:
    german = Locale.objects.get(language_code="de")
    article, person = make_article("Only in English"), make_person()
    name_authors(article, person)
    translated = article.copy_for_translation(german, copy_parents=True)
    translated.save_revision().publish()
    assert [one.pk for one in find_authors(translated)] == [person.pk]
    own = person.copy_for_translation(german, copy_parents=True)
    assert [one.pk for one in find_authors(translated)] == [person.pk]
    own.save_revision().publish()
    assert [one.pk for one in find_authors(translated)] == [own.pk]
    assert [one.pk for one in find_authors(article)] == [person.pk]
    assert translated.url in html_of(client, own.url)


def test_preview_names_the_authors_of_the_form(dora_client: Client) -> None:
    article, chosen = get_starter_article(), make_person("Chosen Author")
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    dora_client.post(preview, build_edit_form(article, "<p>Words.</p>", authors=[chosen]))
    assert "Chosen Author" in html_of(dora_client, preview)
    assert "Chosen Author" not in html_of(dora_client, STARTER_ARTICLE)


def test_author_is_named_once(dora_client: Client) -> None:
    article, person = get_starter_article(), make_person()
    form = build_edit_form(article, "<p>Words.</p>", authors=[person, person])
    response = dora_client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form)
    assert response.status_code == 200
    assert "Please correct the duplicate" in response.content.decode()


# --- What an editor may enter ----------------------------------------------------------------------------------------


def test_family_name_is_part_of_the_name() -> None:
    person = make_person("Maria van der Berg", family_name="van der Berg")
    assert (person.given_name, person.full_name) == ("Maria", "Maria van der Berg")
    person.family_name = "Mountain"
    with pytest.raises(ValidationError, match="does not contain this family name"):
        person.full_clean()


def test_account_belongs_to_one_person_in_all_languages() -> None:
    user = make_user("signer")
    person, other = make_person(account=user), make_person("Other Person")
    german = person.copy_for_translation(Locale.objects.get(language_code="de"), copy_parents=True)
    german.full_clean()
    assert german.account == user
    other.account = user
    with pytest.raises(ValidationError, match="already has this user account"):
        other.full_clean()
    user.delete()
    person.refresh_from_db()
    assert person.account is None
