"""Upload and download of questionnaires in the admin."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from intake.fhir.conversion.converter import convert_questionnaire
from intake.models import Questionnaire
from intake.questionnaires import publishing
from tests.intake.definitions import starter
from tests.intake.fhir.third_party import item, questionnaire

pytestmark = pytest.mark.django_db

IMPORT = "/admin/questionnaires/import/"


def uploaded(client: Client, content: Any, **fields: str) -> Any:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile("form.json", data), **fields})


def test_preview_of_an_import_saves_nothing_and_lists_findings(client: Client) -> None:
    response = uploaded(client, questionnaire(item("a"), item("b", "attachment")))
    page = response.content.decode()

    assert (response.status_code, Questionnaire.objects.count()) == (200, 0)
    assert "Refused and left out (1)" in page
    assert "<td><code>item[1].type</code></td>" in page
    assert "`attachment` cannot be asked here" in page
    assert page.count('<details class="clinic-details" open>') == 2


def test_import_creates_a_draft_that_opens_in_the_builder(client: Client) -> None:
    response = uploaded(client, questionnaire(item("a")), keep="")
    draft = Questionnaire.objects.get(slug="form")

    assert (draft.live, draft.live_version) == (False, None)
    assert response.context["draft_url"] == f"/admin/questionnaires/edit/{draft.pk}/"
    assert "a-step" in client.get(response.context["draft_url"]).content.decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"{",
            "The file is not valid JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1).",
        ),
        (b"[" * 10_000, "The file is nested too deeply."),
        (b" " * 1_000_001, "The file is larger than 1 MB."),
        (
            b"[%s]" % b",".join([b"1"] * 20_000),
            "The file has more than 20000 parts; split it into several questionnaires.",
        ),
    ],
)
def test_file_that_is_no_json_is_an_error_on_the_field(client: Client, content: bytes, message: str) -> None:
    response = uploaded(client, content)

    assert response.status_code == 422
    assert response.context["form"].errors == {"file": [message]}


def test_other_resource_type_is_refused(client: Client) -> None:
    response = uploaded(client, {"resourceType": "Patient"}, keep="")

    assert "Nothing in form.json can be imported." in response.content.decode()
    assert not Questionnaire.objects.exists()


def test_texts_of_a_file_are_escaped(client: Client) -> None:
    page = uploaded(client, questionnaire(item("a", "<script>alert(1)</script>"))).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_version_is_downloaded_as_fhir(client: Client) -> None:
    version = publishing.publish_definition(slug="eligibility", title="Can the clinic help me?", definition=starter())
    response = client.get(f"/admin/questionnaires/export/{version.pk}/")

    assert response["Content-Type"] == "application/fhir+json"
    assert response["Content-Disposition"] == 'attachment; filename="eligibility-1.json"'
    assert convert_questionnaire(response.json(), slug="x").definition == starter()
    form = client.get(f"/admin/questionnaires/edit/{version.questionnaire.pk}/").content.decode()
    assert f'href="/admin/questionnaires/export/{version.pk}/"' in form


def test_list_links_to_the_import(client: Client) -> None:
    assert f'href="{IMPORT}"' in client.get("/admin/questionnaires/").content.decode()


def test_import_and_export_need_the_permission(ben_client: Client, cleo_client: Client) -> None:
    version = publishing.publish_definition(slug="eligibility", title="Can the clinic help me?", definition=starter())
    for client in (ben_client, cleo_client):
        assert uploaded(client, questionnaire(item("a")), keep="").status_code == 302
        assert client.get(f"/admin/questionnaires/export/{version.pk}/").status_code == 302
    assert Questionnaire.objects.count() == 1
