"""Managers ask for an export from the inbox, watch it, and download it; nobody else does."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from intake.contact_index import indexing
from intake.enums import Action, ExportState, SubmissionState
from intake.exports import files, making
from intake.models import AuditEntry, Export, QuestionnaireVersion, Submission
from tests import storages
from tests.conftest import make_user, signed_in
from tests.intake import builders
from tests.intake.exports import asking
from tests.intake.staff.pages import INBOX, get_page_text, submission_url

pytestmark = pytest.mark.django_db

EXPORTS = "/admin/intake/exports/"
ASK = f"{EXPORTS}ask/"
GIVEN = {"confirmed": "yes", "file_format": "csv", "reason": "quality"}


@pytest.fixture(autouse=True)
def exports_folder(settings: Settings, tmp_path: Path) -> Path:
    storages.keep_in_folder(settings, tmp_path)
    return tmp_path / "exports"


def get_body(response: HttpResponse) -> str:
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]


def test_from_the_inbox_to_the_file(mia_client: Client, version: QuestionnaireVersion) -> None:
    new, closed = (builders.make_receipt(version).submission for _ in range(2))
    Submission.objects.filter(pk=closed.pk).update(state=SubmissionState.CLOSED)
    page = mia_client.get(f"{INBOX}?state=new").content.decode()
    assert f'href="{ASK}?state=new"' in page
    words = get_page_text(mia_client.get(f"{ASK}?state=new"))
    assert "1 submission" in words
    assert "State: New" in words
    asked = mia_client.post(f"{ASK}?state=new", GIVEN)
    assert asked.status_code == 303
    assert Export.objects.get().selection == "state=new"
    waiting = mia_client.get(asked.url)
    assert waiting["Refresh"]
    making.make_waiting_exports()
    ready = mia_client.get(asked.url)
    assert "Refresh" not in ready
    assert "1 submission is in the file." in get_page_text(ready)
    download = mia_client.get(f"{asked.url}file/")
    assert download["Content-Type"].startswith("text/csv")
    assert download["Cache-Control"] == "no-store, private"
    body = get_body(download)
    assert int(download["Content-Length"]) == len(body.encode())
    assert new.reference in body
    assert closed.reference not in body
    assert AuditEntry.objects.filter(action=Action.EXPORT_DOWNLOADED, actor_name="mia").count() == 1


def test_name_of_the_file_says_nothing_of_health(mia_client: Client, submission: Submission) -> None:
    export = asking.make(User.objects.get(username="mia"))
    name = mia_client.get(f"{EXPORTS}{export.pk}/file/")["Content-Disposition"]
    assert name == f'attachment; filename="submissions-{export.asked_at:%Y-%m-%d}-{str(export.pk)[:8]}.csv"'


def test_selected_rows_alone_are_exported(mia_client: Client, version: QuestionnaireVersion) -> None:
    chosen, _other = (builders.make_receipt(version).submission for _ in range(2))
    row = f"{chosen.pk}.{chosen.revision}"
    asked = mia_client.post(ASK, {"row": row})
    assert asked.status_code == 303
    assert "1 submission Selected one by one" in get_page_text(mia_client.get(asked.url))
    mia_client.post(asked.url, {"row": row, **GIVEN})
    export = Export.objects.get()
    assert (export.selection, export.rows.get().submission_id) == ("selected", chosen.pk)


def test_selection_that_is_gone_is_not_everything(mia_client: Client, submission: Submission) -> None:
    response = mia_client.post(f"{ASK}?selection=unknown", GIVEN, follow=True)
    assert "The inbox has no such filter or selection. Nothing was exported." in get_page_text(response)
    assert not Export.objects.exists()


def test_search_by_contact_details_can_be_exported_and_is_not_stored(
    mia_client: Client, version: QuestionnaireVersion
) -> None:
    found = builders.make_receipt(version, **{"contact.name": "Zora Zabel"}).submission
    builders.make_receipt(version)
    indexing.index_due_submissions(seconds=5)
    query = urlsplit(mia_client.post(f"{INBOX}search/", {"term": "Zora Zabel"}).url).query
    mia_client.post(f"{ASK}?{query}", GIVEN)
    export = Export.objects.get()
    assert export.rows.get().submission_id == found.pk
    assert export.selection == "found=name"


def test_reason_is_required(mia_client: Client, submission: Submission) -> None:
    response = mia_client.post(ASK, GIVEN | {"reason": ""})
    assert response.status_code == 422
    response = mia_client.post(ASK, GIVEN | {"reason": "other"})
    assert "Name the file in which the reason stands." in get_page_text(response)
    assert not Export.objects.exists()
    assert mia_client.post(ASK, GIVEN | {"reason": "other", "file_number": "A 1"}).status_code == 303


def test_nothing_is_a_sentence_and_no_file(mia_client: Client, submission: Submission) -> None:
    for method in (mia_client.get, lambda url: mia_client.post(url, GIVEN)):
        words = get_page_text(method(f"{ASK}?state=accepted"))
        assert "0 submissions" in words
        assert "There is nothing to export." in words
    assert not Export.objects.exists()


@pytest.mark.parametrize("query", ["state=nonsense", "q=Ada+Muster"], ids=["no-state", "a-name-that-would-be-kept"])
def test_filter_that_does_not_exist_exports_nothing(mia_client: Client, submission: Submission, query: str) -> None:
    response = mia_client.post(f"{ASK}?{query}", GIVEN, follow=True)
    assert "The inbox has no such filter or selection. Nothing was exported." in get_page_text(response)
    assert not Export.objects.exists()


def test_colleague_sees_it_and_cannot_download_it(mia_client: Client, submission: Submission) -> None:
    export = asking.make(User.objects.get(username="mia"))
    nick = signed_in(make_user("nick", "Manager"))
    assert "mia" in get_page_text(nick.get(EXPORTS))
    assert "Only who gave the reason can download it." in get_page_text(nick.get(f"{EXPORTS}{export.pk}/"))
    assert nick.get(f"{EXPORTS}{export.pk}/file/").status_code in {302, 403}
    assert not AuditEntry.objects.filter(action=Action.EXPORT_DOWNLOADED).exists()
    # Whoever may export may take one back.
    nick.post(f"{EXPORTS}{export.pk}/delete/")
    export.refresh_from_db()
    assert export.state == ExportState.DELETED
    assert mia_client.get(f"{EXPORTS}{export.pk}/file/").status_code == 410


def test_spoilt_file_is_said_and_nothing_given(
    mia_client: Client, submission: Submission, exports_folder: Path
) -> None:
    export = asking.make(User.objects.get(username="mia"))
    file = exports_folder / files.get_name(export.pk, 1)
    file.write_bytes(file.read_bytes()[:-1])
    response = mia_client.get(f"{EXPORTS}{export.pk}/file/")
    assert response.status_code == 500
    assert "Nothing of it was given out." in get_page_text(response)


def test_nurses_are_offered_none(ben_client: Client, submission: Submission) -> None:
    assert ASK not in ben_client.get(INBOX).content.decode()
    for url in (EXPORTS, ASK):
        assert ben_client.get(url).status_code in {302, 403}


def test_one_response_asks_for_a_reason(mia_client: Client, submission: Submission) -> None:
    url = submission_url(submission, "response.json")
    refused = mia_client.post(url, {})
    assert refused.status_code == 422
    assert "This field is required." in get_page_text(refused)
    assert not AuditEntry.objects.filter(action=Action.EXPORTED).exists()
    assert mia_client.post(url, {"reason": "treatment"})["Content-Type"] == "application/fhir+json"
    assert AuditEntry.objects.get(action=Action.EXPORTED).detail == {"format": "fhir", "reason": "treatment"}
    assert mia_client.get(url)["Location"] == submission_url(submission)
    assert reverse("intake_exports:list") == EXPORTS
