"""Adding works in the chooser, by an identifier that registers know or as a pasted record."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser, Permission
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from references.enums import Status
from references.models import Reference
from tests.references.builders import make_reference, make_work
from tests.references.web.server import WebServer, json_reply

pytestmark = pytest.mark.django_db

LOCAL_MEMORY = "tests.memory_cache.MemoryCache"
ADDRESS = "/admin/reference_chooser/create/?multiple=1"
RIS = """TY  - JOUR
AU  - Gray, Ann B.
TI  - Findings of Gray
PY  - 2020
JO  - Journal of Examples
VL  - 7
IS  - 2
SP  - 11
EP  - 19
ER  -
"""
BIBTEX = r"""@article{dunn2021,
  author = {D{\"u}nn, Carl}, title = {Findings & more}, journal = {Journal of Examples}, year = 2021, volume = 8,
}
"""
CROSSREF = {
    "DOI": "10.1000/webb.7",
    "type": "journal-article",
    "title": ["On Webb"],
    "author": [{"given": "Eve", "family": "Webb"}],
    "container-title": ["Journal of Examples"],
    "issued": {"date-parts": [[2019]]},
    "volume": "6",
}
RETRACTED = {
    **CROSSREF,
    "updated-by": [
        {
            "DOI": "10.1000/notice.1",
            "type": "retraction",
            "updated": {"date-parts": [[2022, 5, 1]]},
            "source": "publisher",
        }
    ],
}


@pytest.fixture
def registers(settings: Settings, tmp_path: Any) -> Iterator[WebServer]:
    """Return a server in place of Crossref and PubMed that knows no work yet."""
    settings.CACHES = {"default": {"BACKEND": LOCAL_MEMORY, "LOCATION": str(tmp_path)}}
    with WebServer().listening() as server:
        settings.CROSSREF_URL = settings.PUBMED_URL = server.url
        yield server


def answer(client: Client, text: str, seen: str = "", address: str = ADDRESS, same: str = "") -> dict[str, Any]:
    response = client.post(address, {"text": text, "seen": seen, "same-0": same})
    assert response.status_code == 200
    return json.loads(response.content)


def shown(told: dict[str, Any]) -> list[str]:
    assert told["step"] == "reshow_creation_form"
    entries = re.findall(r"<li>(.*?)</li>", told["htmlFragment"], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", entry).split()) for entry in entries]


def complaint(told: dict[str, Any]) -> str:
    assert told["step"] == "reshow_creation_form"
    return " ".join(
        " ".join(re.findall(r'<p class="error-message">(.*?)</p>', told["htmlFragment"], re.DOTALL)).split()
    )


def test_pasted_record_is_shown_before_it_is_added(cleo_client: Client) -> None:
    told = answer(cleo_client, RIS)
    assert shown(told) == ["Gray AB. Findings of Gray. Journal of Examples. 2020;7(2):11-19."]
    assert "Add and cite" in told["htmlFragment"]
    assert not Reference.objects.exists()

    # Browsers send CRLF line endings.
    told = answer(cleo_client, RIS.replace("\n", "\r\n"), seen=RIS)
    gray = Reference.objects.get()
    assert (gray.authors, gray.year) == ("Gray Ann B.", 2020)
    assert [(work["id"], work["label"]) for work in told["result"]] == [(str(gray.pk), "Gray 2020")]


def test_changed_text_is_shown_first(cleo_client: Client) -> None:
    assert shown(answer(cleo_client, BIBTEX, seen=RIS)) == ["Dünn C. Findings &amp; more. Journal of Examples. 2021;8."]
    assert not Reference.objects.exists()


def test_several_records_are_cited_together(cleo_client: Client) -> None:
    text = RIS + RIS.replace("Gray", "Cole")
    assert len(shown(answer(cleo_client, text))) == 2
    assert [work["label"] for work in answer(cleo_client, text, seen=text)["result"]] == ["Gray 2020", "Cole 2020"]


def test_existing_work_is_cited_unchanged(cleo_client: Client) -> None:
    gray = make_reference()
    told = answer(cleo_client, RIS)
    assert shown(told) == ["Gray AB. Findings of Gray. Journal of Examples. 2020;7(2):11-19. In the library"]
    assert "Add and cite" not in told["htmlFragment"]
    assert [work["id"] for work in answer(cleo_client, RIS, seen=RIS)["result"]] == [str(gray.pk)]
    assert Reference.objects.count() == 1


def test_doi_is_looked_up_once(cleo_client: Client, registers: WebServer) -> None:
    registers.paths["/works/10.1000%2Fwebb.7"] = json_reply({"message": CROSSREF})
    doi = "https://doi.org/10.1000/WEBB.7"
    assert shown(answer(cleo_client, doi)) == ["Webb E. On Webb. Journal of Examples. 2019;6. doi:10.1000/webb.7"]
    told = answer(cleo_client, doi, seen=doi)
    assert [work["label"] for work in told["result"]] == ["Webb 2019"]
    assert len(registers.asked) == 1


def test_existing_work_is_not_looked_up(cleo_client: Client, registers: WebServer) -> None:
    make_reference(work=make_work(DOI="10.1000/gray.1"))
    assert shown(answer(cleo_client, "doi:10.1000/GRAY.1"))[0].endswith("In the library")
    assert registers.asked == []


def test_retracted_work_found_by_look_up_needs_a_reason(cleo_client: Client, registers: WebServer) -> None:
    registers.paths["/works/10.1000%2Fwebb.7"] = json_reply({"message": RETRACTED})
    told = answer(cleo_client, "10.1000/webb.7", seen="10.1000/webb.7")
    assert told["step"] == "details"
    assert Reference.objects.get().status == Status.RETRACTED


def test_failed_look_up_suggests_pasting_the_record(cleo_client: Client, registers: WebServer) -> None:
    assert "paste the record as BibTeX or RIS instead" in complaint(answer(cleo_client, "10.1000/unknown"))
    assert "paste the record as BibTeX or RIS instead" in complaint(answer(cleo_client, "any words"))
    registers.paths["/works/10.1000%2Fwebb.7"] = json_reply("nonsense")
    assert "paste the record as BibTeX or RIS instead" in complaint(answer(cleo_client, "10.1000/webb.7"))
    assert "This field is required." in complaint(answer(cleo_client, " "))


def test_unreadable_record_is_reported(cleo_client: Client) -> None:
    assert "has no title" in complaint(answer(cleo_client, RIS.replace("TI  - Findings of Gray\n", "")))


def test_too_many_records_are_sent_to_the_import(cleo_client: Client) -> None:
    text = "".join(RIS.replace("Gray", f"Author{number}") for number in range(21))
    assert complaint(answer(cleo_client, text)) == "You can add at most 20 works here. Import them as a file instead."


def test_hostile_text_is_escaped(cleo_client: Client) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    told = answer(cleo_client, RIS.replace("Findings of Gray", hostile))
    assert "<script>alert" not in told["htmlFragment"]
    assert "<img" not in told["htmlFragment"]
    assert "<script>alert" not in answer(cleo_client, f'"><{hostile}')["htmlFragment"]


def test_adding_works_needs_permission(cleo: AbstractUser, cleo_client: Client) -> None:
    cleo.groups.get().permissions.remove(Permission.objects.get(codename="add_reference"))
    assert cleo_client.post(ADDRESS, {"text": RIS, "seen": RIS}).status_code == 302
    assert not Reference.objects.exists()
    assert "tab-create" not in json.loads(cleo_client.get("/admin/reference_chooser/").content)["html"]


def test_form_for_one_work_gets_one_work(cleo_client: Client) -> None:
    told = answer(cleo_client, RIS, seen=RIS, address="/admin/reference_chooser/create/")
    assert told["result"]["label"] == "Gray 2020"


SPARSE = make_work(volume="", issue="", page="", **{"container-title": ""})


def test_probable_duplicate_needs_a_decision(cleo_client: Client) -> None:
    here = make_reference(work=SPARSE)
    told = answer(cleo_client, RIS)
    assert "This is another work" in told["htmlFragment"]
    assert "It is this work: Gray 2020. Findings of Gray" in told["htmlFragment"]
    # Neither is chosen without a decision.
    assert "Choose for each work whether it is the same" in answer(cleo_client, RIS, seen=RIS)["htmlFragment"]
    assert "Choose for each work" in answer(cleo_client, RIS, seen=RIS, same="999")["htmlFragment"]
    assert [work["id"] for work in answer(cleo_client, RIS, seen=RIS, same=str(here.pk))["result"]] == [str(here.pk)]
    assert Reference.objects.count() == 1
    told = answer(cleo_client, RIS, seen=RIS, same="another")
    assert Reference.objects.count() == 2
    assert [work["id"] for work in told["result"]] == [str(Reference.objects.exclude(pk=here.pk).get().pk)]


def test_one_doi_with_unlike_titles_is_reported(cleo_client: Client, registers: WebServer) -> None:
    make_reference(work=make_work(DOI="10.1000/webb.7", page="99"))
    text = RIS.replace("Findings of Gray", "Opioids in youth").replace("ER  -", "DO  - 10.1000/webb.7\nER  -")
    assert "but this record has the title" in answer(cleo_client, text)["htmlFragment"]


def test_look_up_refuses_the_work_of_another_doi(cleo_client: Client, registers: WebServer) -> None:
    registers.paths["/works/10.1000%2Fother"] = json_reply({"message": CROSSREF})
    told = answer(cleo_client, "10.1000/other", seen="10.1000/other")
    assert told["step"] == "reshow_creation_form"
    assert not Reference.objects.exists()


def test_typed_work_may_be_a_duplicate(cleo_client: Client) -> None:
    here = make_reference(work=SPARSE)
    typed = {
        "key": "other",
        "live": "on",
        "work_type": "article-journal",
        "work_title": "Findings of Gray",
        "author_lines": "Gray, Ann B.",
        "work_issued": "2020",
    }
    add = reverse("references:add")
    assert "This is another work" not in cleo_client.get(add).content.decode()
    response = cleo_client.post(add, typed)
    html = response.content.decode()
    assert "This work may already be in the library" in html
    assert f'<a href="{reverse("references:edit", args=[here.pk])}" target="_blank">' in html
    assert re.search(r'<input type="checkbox" name="is_another_work"', html)
    assert Reference.objects.count() == 1
    assert cleo_client.post(add, {**typed, "is_another_work": "on"}).status_code == 302
    assert Reference.objects.count() == 2
