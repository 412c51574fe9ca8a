"""The chooser as the text editor opens it: several works, each with its details."""

import json
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from references.admin.chooser import MAX_LISTED_WORKS
from references.models import Reference
from tests.references.builders import make_reference, make_work

pytestmark = pytest.mark.django_db

RESULTS = "/admin/reference_chooser/results/?multiple=1"
DETAILS = "/admin/reference_chooser/details/"


@pytest.fixture
def gray() -> Reference:
    return make_reference(
        work=make_work(
            DOI="10.1000/Gray.1", PMID="12345678", PMCID="PMC7654321", abstract="Pain <i>is</i> real.  So is fear."
        )
    )


def labels(response: HttpResponse) -> list[str]:
    return re.findall(r"data-chooser-modal-choice[^>]*>([^<]*)</a>", response.content.decode())


def answer(response: HttpResponse) -> dict[str, Any]:
    assert response.status_code == 200
    return json.loads(response.content)


def chosen(client: Client, *works: Reference) -> dict[str, Any]:
    ids = [("id", work.pk) for work in works]
    return answer(client.get("/admin/reference_chooser/chosen-multiple/", {"multiple": 1, "id": [pk for _, pk in ids]}))


def test_choosing_one_work_cites_it(cleo_client: Client, gray: Reference) -> None:
    html = cleo_client.get(RESULTS).content.decode()
    [address] = re.findall(r'href="([^"]*/chosen/[^"]*)"', html)
    told = answer(cleo_client.get(address.replace("&amp;", "&")))
    assert (told["step"], [work["id"] for work in told["result"]]) == ("chosen", [str(gray.pk)])
    assert (told["result"][0]["label"], told["result"][0]["problem"]) == ("Gray 2020", "")


def test_several_works_keep_the_order_of_selection(cleo_client: Client) -> None:
    works = [make_reference(name) for name in ("Cole", "Abel", "Beck")]
    told = chosen(cleo_client, works[2], works[0], works[1])
    assert [work["label"] for work in told["result"]] == ["Beck 2020", "Cole 2020", "Abel 2020"]


def test_last_cited_work_is_listed_first(cleo_client: Client) -> None:
    abel, *_others = [make_reference(name) for name in ("Abel", "Beck", "Cole")]
    updated = Reference.objects.get(pk=abel.pk).updated_at
    started = timezone.now()
    chosen(cleo_client, abel)
    assert labels(cleo_client.get(RESULTS)) == ["Abel 2020", "Cole 2020", "Beck 2020"]
    assert labels(cleo_client.get(RESULTS, {"q": "findings"})) == ["Abel 2020", "Cole 2020", "Beck 2020"]
    abel.refresh_from_db()
    assert abel.last_chosen_at >= started
    assert abel.updated_at == updated


def test_choosing_one_work_in_a_form_does_not_count_as_citing(cleo_client: Client, dunn: Reference) -> None:
    told = answer(cleo_client.get(reverse("reference_chooser:chosen", args=[dunn.pk])))
    assert (told["step"], told["result"]["id"]) == ("chosen", str(dunn.pk))
    before = dunn.last_chosen_at
    dunn.refresh_from_db()
    assert dunn.last_chosen_at == before


@pytest.mark.parametrize(
    "words",
    [
        *("gray", "Gra", "findings of", "2020", "gray 2020", "examples"),
        *("10.1000/GRAY.1", "https://doi.org/10.1000/gray.1", "doi:10.1000/gray.1"),
        *("12345678", "PMID: 12345678", "PMC7654321", "pmcid 7654321"),
    ],
)
def test_work_is_found_by_any_of_its_fields(cleo_client: Client, gray: Reference, words: str) -> None:
    make_reference(
        "Webb", work=make_work("Webb", title="Other", issued={"date-parts": [[1999]]}, **{"container-title": "Y"})
    )
    assert labels(cleo_client.get(RESULTS, {"q": words})) == ["Gray 2020"]


@pytest.mark.parametrize("words", ["nothing like it", "'\"*(", "%", "NEAR(", "10.1000/gray.9"])
def test_unknown_words_find_nothing(cleo_client: Client, gray: Reference, words: str) -> None:
    response = cleo_client.get(RESULTS, {"q": words})
    assert (response.status_code, labels(response)) == (200, [])
    assert "there are no matches" in response.content.decode()
    assert "Add it by its DOI" in response.content.decode()


def test_hidden_works_are_not_offered(cleo_client: Client, gray: Reference) -> None:
    Reference.objects.update(live=False)
    assert labels(cleo_client.get(RESULTS)) == []
    assert labels(cleo_client.get(RESULTS, {"q": "gray"})) == []
    assert chosen(cleo_client, gray)["result"] == []


def test_status_of_a_work_is_shown(cleo_client: Client, gray: Reference, dunn: Reference) -> None:
    html = cleo_client.get(RESULTS, {"q": "dunn"}).content.decode()
    assert re.findall(r'<span class="w-status[^"]*">\s*([^<]*?)\s*</span>', html) == ["Retracted"]
    assert "w-status" not in cleo_client.get(RESULTS, {"q": "gray"}).content.decode()


def test_long_list_of_results_is_limited(cleo_client: Client) -> None:
    for number in range(MAX_LISTED_WORKS + 1):
        make_reference(f"Author{number}")
    assert f"The first {MAX_LISTED_WORKS} matches" in cleo_client.get(RESULTS, {"q": "findings"}).content.decode()


def test_retracted_work_needs_a_reason(cleo_client: Client, gray: Reference, dunn: Reference) -> None:
    asked = chosen(cleo_client, gray, dunn)
    assert asked["step"] == "details"
    assert asked["html"].count("<textarea") == 2  # the reason for one work, a quote for the other
    address = f"{DETAILS}?id={gray.pk}&id={dunn.pk}"
    refused = answer(cleo_client.post(address, {f"{dunn.pk}-why": "  "}))
    assert refused["step"] == "details"
    assert "This field is required." in refused["html"]
    dunn.refresh_from_db()
    assert dunn.last_chosen_at.year == 1970

    told = answer(
        cleo_client.post(address, {f"{dunn.pk}-why": "It shows how <b>it</b> fell.", f"{gray.pk}-locator": "p. 3"})
    )
    assert told["step"] == "chosen"
    assert [{k: work.get(k) for k in ("id", "locator", "why", "problem")} for work in told["result"]] == [
        {"id": str(gray.pk), "locator": "p. 3", "why": None, "problem": ""},
        {"id": str(dunn.pk), "locator": None, "why": "It shows how <b>it</b> fell.", "problem": "Retracted."},
    ]


def test_details_of_a_citation_can_be_edited(cleo_client: Client, gray: Reference) -> None:
    data = {"id": gray.pk, "locator": "p. 3", "quote": "Pain is real.", "why": ""}
    html = answer(cleo_client.get(DETAILS, data))["html"]
    assert 'value="p. 3"' in html
    assert "Pain is real.</textarea>" in html
    assert "Pain <i>is</i> real." in html


def test_quote_must_be_in_the_abstract(cleo_client: Client, gray: Reference) -> None:
    address = f"{DETAILS}?id={gray.pk}"
    refused = answer(cleo_client.post(address, {f"{gray.pk}-quote": "Pain is unreal."}))
    assert "The quote is not in the abstract." in refused["html"]
    [told] = answer(cleo_client.post(address, {f"{gray.pk}-quote": "Pain  is\nreal."}))["result"]
    assert told["quote"] == "Pain is real."


def test_nothing_can_be_quoted_without_an_abstract(cleo_client: Client) -> None:
    webb = make_reference("Webb")
    html = answer(cleo_client.get(DETAILS, {"id": webb.pk}))["html"]
    assert "has no abstract of this work" in html
    assert f"{webb.pk}-quote" not in html
    # A quote from an abstract that is gone can only be removed.
    html = answer(cleo_client.get(DETAILS, {"id": webb.pk, "quote": "Old words."}))["html"]
    assert f"{webb.pk}-quote" in html
    [told] = answer(cleo_client.post(f"{DETAILS}?id={webb.pk}", {f"{webb.pk}-quote": "Old words."}))["result"]
    assert "quote" not in told


def test_citation_of_a_missing_work_shows_the_chooser(cleo_client: Client) -> None:
    response = cleo_client.get(DETAILS, {"id": "999"}, follow=True)
    assert answer(response)["step"] == "choose"
    assert answer(cleo_client.get(DETAILS, {"id": "x"}, follow=True))["step"] == "choose"


def test_chooser_needs_permission(client: Client, gray: Reference) -> None:
    for address in (RESULTS, f"{DETAILS}?id={gray.pk}", reverse("reference_chooser:chosen", args=[gray.pk])):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("query", ["", "id=999", "id=x"])
def test_empty_choice_redirects_to_the_chooser(cleo_client: Client, query: str) -> None:
    response = cleo_client.get(f"/admin/reference_chooser/chosen-multiple/?{query}")
    assert (response.status_code, response["Location"]) == (302, "/admin/reference_chooser/?multiple=1")
