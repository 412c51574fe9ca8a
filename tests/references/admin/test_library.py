"""The library in the admin, as Cleo (an editor) uses it. Ben (clinic staff) has no access."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import references.starter
from references.models import Reference
from tests.articles.builders import make_citing_article
from tests.references.admin.pages import get_words
from tests.references.builders import make_reference, make_retraction, make_work

pytestmark = pytest.mark.django_db


FOUR_WORKS = ["stegemann2023", "efremov2024", "kalisch2024", "jacobs2021"]


@pytest.fixture
def library() -> None:
    """Four of the starter works: as many as a page of the chooser has room for."""
    references.starter.load_starter_works()
    Reference.objects.exclude(key__in=FOUR_WORKS).delete()


def found(html: str) -> list[str]:
    return re.findall(r"(Stegemann|Efremov|Kalisch|Jacobs)(?: et al\.)? 20\d\d", html)


JACOBS_DOI = "https://doi.org/10.1186/S40168-021-01188-6"


@pytest.mark.parametrize(
    "words", ["jacobs", "Microbiome", "irritab", JACOBS_DOI, "2021", "jacobs 2021", "34", "\" ' % *"]
)
def test_list_search_finds_works(cleo_client: Client, library: None, words: str) -> None:
    response = cleo_client.get(reverse("references:index"), {"q": words})
    assert response.status_code == 200
    assert set(found(response.content.decode())) == (
        {"Jacobs"} if any(map(str.isalpha, words)) or words == "2021" else set()
    )


@pytest.mark.parametrize("words", ["jac", "Jacobs", "bowel", "2021", "microbiome jac", JACOBS_DOI])
def test_chooser_search_finds_works(cleo_client: Client, library: None, words: str) -> None:
    response = cleo_client.get(reverse("reference_chooser:choose_results"), {"q": words})
    assert found(response.content.decode()) == ["Jacobs"]


def test_chooser_shows_works_with_their_kind_of_evidence(cleo_client: Client, library: None) -> None:
    response = cleo_client.get(reverse("reference_chooser:choose"))
    html = json.loads(response.content)["html"]
    # The newest comes first, since none has been cited yet.
    assert found(html) == ["Jacobs", "Kalisch", "Efremov", "Stegemann"]
    assert "Animal or cell study" in html


def test_choosing_returns_the_label(cleo_client: Client, library: None) -> None:
    gray = make_reference()
    response = cleo_client.get(reverse("reference_chooser:chosen", args=[gray.pk]))
    assert json.loads(response.content)["result"] == {
        "id": str(gray.pk),
        "title": "Gray 2020. Findings of Gray",
        "problem": "",
        "label": "Gray 2020",
        "edit_url": reverse("references:edit", args=[gray.pk]),
    }


def test_editor_adds_a_work(cleo_client: Client, library: None) -> None:
    form = {
        "key": "gray2020",
        "work_type": "book",
        "work_title": "A Book",
        "author_lines": "Gray, Ann",
        "work_issued": "2020",
        "evidence_kind": "opinion",
    }
    response = cleo_client.post(reverse("references:add"), form)
    assert response.status_code == 302
    gray = Reference.objects.get(key="gray2020")
    assert gray.csl == {
        "id": "gray2020",
        "type": "book",
        "title": "A Book",
        "author": [{"family": "Gray", "given": "Ann"}],
        "issued": {"date-parts": [[2020]]},
    }
    assert gray.get_evidence_kind_display() == "Opinion"


def test_editor_changes_a_work(cleo_client: Client, library: None) -> None:
    jacobs = Reference.objects.get(key="jacobs2021")
    address = reverse("references:edit", args=[jacobs.pk])
    page = cleo_client.get(address)
    form = {name: page.context["form"].initial.get(name, "") or "" for name in page.context["form"].fields}
    response = cleo_client.post(address, {**form, "population": "Adults"})
    assert response.status_code == 302
    changed = Reference.objects.get(pk=jacobs.pk)
    assert (changed.population, changed.csl) == ("Adults", jacobs.csl)


def test_duplicate_is_refused_with_a_message(cleo_client: Client, library: None) -> None:
    form = {"key": "again", "work_type": "book", "work_title": "Again", "work_doi": "10.1186/S40168-021-01188-6"}
    response = cleo_client.post(reverse("references:add"), form)
    assert response.status_code == 200
    assert "already in the library: Jacobs et al. 2021" in response.content.decode()


def test_clinic_staff_cannot_edit_the_library(ben_client: Client) -> None:
    make_reference(work=make_work())
    assert ben_client.get(reverse("references:index")).status_code == 302
    assert ben_client.post(reverse("references:add"), {"key": "x"}).status_code == 302
    assert Reference.objects.count() == 1


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    response = client.get(reverse("reference_chooser:choose"))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


@pytest.mark.usefixtures("site")
def test_list_shows_status_and_usage_in_constant_queries(cleo_client: Client) -> None:
    counts = []
    for name in ("A", "B", "C", "D"):
        notice = make_retraction(name)
        make_citing_article(notice.reference, title=f"Article {name}")
        make_citing_article(notice.reference, title=f"Another {name}")
        cleo_client.get("/admin/references/")
        with CaptureQueriesContext(connection) as queries:
            said = get_words(cleo_client, "/admin/references/")
        assert f"Findings of {name} 2020 on 2 pages Retracted" in said
        counts.append(len(queries))
    assert counts[0] == counts[-1]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=retracted", {"Gray"}),
        ("status=retracted&status=normal&cited=yes", {"Gray", "Lake"}),
        ("cited=no", {"Dunn", "Hill"}),
        ("live=0", {"Hill"}),
        ("identifiers=missing", {"Gray", "Hill"}),
        ("type=book", {"Lake"}),
        ("evidence_kind=trial", {"Dunn"}),
    ],
)
def test_list_is_filtered(cleo_client: Client, query: str, found: set[str]) -> None:
    gray = make_retraction("Gray").reference
    make_reference("Dunn", work=make_work("Dunn", DOI="10.1000/d"), evidence_kind="trial")
    make_reference("Hill", live=False)
    lake = make_reference("Lake", work=make_work("Lake", type="book"))
    make_citing_article(gray)
    make_citing_article(lake, title="Another")
    said = get_words(cleo_client, f"/admin/references/results/?{query}")
    assert set(re.findall(r"Findings of (\w+)", said)) == found
