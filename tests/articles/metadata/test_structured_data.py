"""What pages tell search engines: the words of schema.org, and nothing that readers do not see."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from articles.models import ClinicSettings, FaqPage
from tests.articles.builders import STARTER_ARTICLE, get_starter_article, html_of, make_person, name_authors
from tests.articles.metadata.vocabulary import find_faults
from tests.articles.signing.builders import sign
from tests.references.library.reading import get_structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ADDRESS = "1 Calm Street\n12345 Town"


@pytest.fixture
def clinic() -> ClinicSettings:
    clinic = ClinicSettings.objects.get()
    clinic.address, clinic.phone, clinic.email = ADDRESS, "+49 30 1234", "hello@clinic.example"
    clinic.save()
    return clinic


def list_texts(data: Any) -> list[str]:
    """Return every text of the data that is no URL, no type and no code."""
    if isinstance(data, dict):
        told = (value for name, value in data.items() if name[0] != "@" and name not in {"inLanguage", "query-input"})
        return [text for value in told for text in list_texts(value)]
    if isinstance(data, list):
        return [text for value in data for text in list_texts(value)]
    return [data] if isinstance(data, str) and not data.startswith("http") else []


def is_shown(text: str, html: str) -> bool:
    """Return whether readers see this text, be it over several lines or as a date."""
    visible = html.partition("<body")[2]
    words = " ".join(unescape(re.sub("<[^>]*>", " ", visible)).split())
    return f'datetime="{text}"' in visible or all(part in words for part in text.split(", "))


def test_pages_say_what_they_show_in_the_vocabulary(client: Client, clinic: ClinicSettings) -> None:
    person = make_person("Wilma Writer", title_before="Dr", role="Rheumatologist", registration="No. 7")
    name_authors(get_starter_article(), person)
    sign(get_starter_article())
    sign(FaqPage.objects.get(slug="faq"))
    for address, kind in {
        "/": "WebSite",
        "/de/": "WebSite",
        STARTER_ARTICLE: "MedicalWebPage",
        "/faq/": "FAQPage",
        "/contact/": "ContactPage",
        "/people/wilma-writer/": "ProfilePage",
        "/references/efremov2024/": "ScholarlyArticle",
    }.items():
        html = html_of(client, address)
        told = get_structured_data(html)
        assert told["@type"] == kind
        assert find_faults(told) == []
        if kind not in {"FAQPage", "ScholarlyArticle"}:  # their answers and dates are told in another form
            assert [text for text in list_texts(told) if not is_shown(text, html)] == []


def test_unknown_words_and_wrong_values_are_found() -> None:
    wrong = {
        "@type": "MedicalWebPage",
        "reviewedBy": "A name",
        "lastReviewed": "soon",
        "telephone": "1",
        "about": {"@type": "Illness"},
        "breadcrumb": {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1}]},
    }
    assert [fault.partition(": ")[0] for fault in find_faults(wrong)] == [
        "MedicalWebPage.reviewedBy",
        "MedicalWebPage.lastReviewed",
        "MedicalWebPage.telephone",
        "MedicalWebPage.about",
        "MedicalWebPage.about > Illness",
    ]


def test_signed_pages_name_their_reviewer(client: Client) -> None:
    signed = {"/faq/": FaqPage.objects.get(slug="faq"), STARTER_ARTICLE: get_starter_article()}
    for address, page in signed.items():
        assert "reviewedBy" not in get_structured_data(html_of(client, address))
        sign(page)
        told = get_structured_data(html_of(client, address))
        assert told["reviewedBy"]["name"] == "Rosa Example"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(told["lastReviewed"]))


def test_article_is_about_fibromyalgia_only_if_it_says_so(client: Client) -> None:
    condition = {"@type": "MedicalCondition", "name": "Fibromyalgia"}
    assert get_structured_data(html_of(client, STARTER_ARTICLE))["about"] == condition
    article = get_starter_article()
    article.title = article.standfirst = "On sleep"
    article.save_revision().publish()
    assert "about" not in get_structured_data(html_of(client, STARTER_ARTICLE))


def test_home_page_tells_how_the_site_is_searched_and_whose_it_is(client: Client, clinic: ClinicSettings) -> None:
    told = get_structured_data(html_of(client, "/"))
    assert told["potentialAction"]["target"]["urlTemplate"] == "http://testserver/search/?q={words}"
    assert told["publisher"] == {
        "@type": "MedicalClinic",
        "name": "The Fibromyalgia Clinic",
        "url": "http://testserver/",
        "address": "1 Calm Street, 12345 Town",
        "telephone": "+49 30 1234",
        "email": "hello@clinic.example",
    }


def test_page_without_a_way_to_reach_the_clinic_is_no_page_of_contact(client: Client) -> None:
    assert "ld+json" not in html_of(client, "/contact/")
    assert "ld+json" not in html_of(client, "/privacy/")
    assert get_structured_data(html_of(client, "/"))["publisher"] == {
        "@type": "MedicalClinic",
        "name": "The Fibromyalgia Clinic",
        "url": "http://testserver/",
    }
