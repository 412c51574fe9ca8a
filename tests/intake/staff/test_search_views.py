"""What staff look for is posted and kept nowhere; what is found is an ordinary page, and the search is audited."""

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from intake.contact_index import indexing
from intake.enums import Action
from intake.models import AuditEntry, Submission
from intake.staff.search_views import SEARCH_LIFETIME, SEARCHES_SESSION_KEY
from tests.intake import builders
from tests.intake.patient import with_consents
from tests.intake.staff.pages import INBOX, get_page_text, list_references, submission_url

pytestmark = pytest.mark.django_db

SEARCH = f"{INBOX}search/"


@pytest.fixture
def ada(db: None) -> Submission:
    """Ada's submission, indexed, beside one of somebody else."""
    version = with_consents.make_version_with_consents()
    ada = builders.make_receipt_with(version, with_consents.ANSWERS | {"name": "Ada Müller"}).submission
    others = {"name": "Bea Muster", "email": "bea@example.org", "phone": "030 5555555"}
    builders.make_receipt_with(version, with_consents.ANSWERS | others)
    indexing.index_due_submissions(seconds=10)
    return ada


def look_for(client: Client, term: str) -> HttpResponse:
    return client.post(SEARCH, {"term": term}, follow=True)


@pytest.mark.parametrize("term", ["ADA@example.org", "030 000000", "mueller ada", " Müller "])
def test_contact_details_find_a_submission_and_stay_out_of_url_and_session(
    ben_client: Client, ada: Submission, term: str
) -> None:
    response = look_for(ben_client, term)
    assert list_references(response) == [ada.reference]
    assert "1 submission has this" in get_page_text(response)
    [(url, status)] = response.redirect_chain
    assert status == 302
    # A few letters or digits stand in random ids and in what is sealed by chance.
    words = {word.lower() for word in term.split() if len(word) > 4}
    assert words
    session = str(ben_client.session.items()).lower()
    stored = "".join(Session.objects.values_list("session_data", flat=True)).lower()
    for word in words:
        assert word not in url.lower()
        assert word not in session
        assert word not in stored
    assert "no-store" in response["Cache-Control"]
    # Back, or reloading, asks for the same page again, and is no further search.
    assert list_references(ben_client.get(url)) == [ada.reference]
    assert AuditEntry.objects.filter(action=Action.SEARCHED).count() == 1


def test_search_is_audited_with_the_number_found_and_without_the_term(ben_client: Client, ada: Submission) -> None:
    look_for(ben_client, "nobody@example.org")
    look_for(ben_client, "Ada")
    entries = AuditEntry.objects.filter(action=Action.SEARCHED)
    assert [(entry.actor_name, entry.submission_id, entry.detail) for entry in entries] == [
        ("ben", None, {"kind": "email", "found": "0"}),
        ("ben", None, {"kind": "name", "found": "1"}),
    ]


def test_page_that_shows_more_than_was_recorded_is_recorded_again(ben_client: Client, ada: Submission) -> None:
    """Else somebody could look for a patient before anything is found, and be shown their submissions unrecorded."""
    url = look_for(ben_client, "Müller").redirect_chain[0][0]
    for name in ("Carla Müller", "Dina Müller"):
        builders.make_receipt_with(ada.version, with_consents.ANSWERS | {"name": name})
    indexing.index_due_submissions(seconds=10)
    for _ in range(3):
        assert len(list_references(ben_client.get(url))) == 3
    entries = AuditEntry.objects.filter(action=Action.SEARCHED).order_by("sequence")
    assert [entry.detail for entry in entries] == [
        {"kind": "name", "found": "1"},
        {"kind": "name", "found": "3", "again": "yes"},
    ]


def test_filters_and_the_way_out_keep_or_end_the_search(ben_client: Client, ada: Submission) -> None:
    response = look_for(ben_client, "Ada")
    url = response.redirect_chain[0][0]
    search_id = url.rpartition("=")[2]
    assert f'<input type="hidden" name="search" value="{search_id}">' in response.content.decode()
    assert list_references(ben_client.get(f"{url}&state=closed")) == []
    assert response.context["unsearched_url"] == INBOX
    # The id means nothing in another session, nor when the search is long over.
    client = Client()
    client.force_login(response.wsgi_request.user)
    assert "This search has ended." in get_page_text(client.get(url))
    session = ben_client.session
    session[SEARCHES_SESSION_KEY][search_id][-1] -= SEARCH_LIFETIME.total_seconds() + 1
    session.save()
    ended = ben_client.get(url)
    assert (list_references(ended), "This search has ended." in get_page_text(ended)) == ([], True)


@pytest.mark.parametrize("written", ["{}", "{:.4}"])
def test_reference_is_found_by_its_url(ben_client: Client, ada: Submission, written: str) -> None:
    Submission.objects.filter(pk=ada.pk).update(reference="K7NM-3XWD")
    response = look_for(ben_client, written.format("k7nm-3xwd"))
    assert list_references(response) == ["K7NM-3XWD"]
    assert response.redirect_chain[0][0].startswith(f"{INBOX}?q=K7NM")
    assert not AuditEntry.objects.filter(action=Action.SEARCHED).exists()


@pytest.mark.parametrize("term", ["", "   ", "??", "12", "\x00", "a1b2c3"])
def test_anything_else_is_explained(ben_client: Client, ada: Submission, term: str) -> None:
    response = look_for(ben_client, term)
    assert "Search for a reference such as K7NM-2XWD" in get_page_text(response)
    assert response.redirect_chain[0][0] == INBOX


def test_page_of_a_submission_leads_to_others_of_the_same_person(ben_client: Client, ada: Submission) -> None:
    again = builders.make_receipt_with(ada.version, with_consents.ANSWERS | {"name": "A. M."}).submission
    assert "Perhaps the same person" not in get_page_text(ben_client.get(submission_url(again)))
    indexing.index_due_submissions(seconds=10)
    response = ben_client.get(submission_url(again))
    assert submission_url(ada) in response.content.decode()
    assert f"{ada.reference} New" in get_page_text(response)
    assert "same email address" in get_page_text(response)
