"""Submissions are found by contact details once they are indexed, and no longer once those are corrected or gone."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from intake import tasks
from intake.contact_index import indexing, search
from intake.contact_index.digests import digest_email
from intake.contact_index.search import ContactQuery
from intake.encryption import key_ring
from intake.encryption.key_ring import KeyUnavailable
from intake.encryption.primitives import StaffKey
from intake.enums import ContactKind
from intake.models import ContactDigest, QuestionnaireVersion, Submission
from intake.patient import actions as patient_actions
from intake.staff import inbox
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.patient import with_consents

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db: None) -> QuestionnaireVersion:
    return with_consents.make_version_with_consents()


def send(version: QuestionnaireVersion, **answers: str) -> Receipt:
    return builders.make_receipt_with(version, with_consents.ANSWERS | answers)


def find(text: str) -> set[Submission]:
    query = search.parse_query(text)
    assert query
    return set(Submission.objects.filter(pk__in=search.find_submission_ids(query)))


def index() -> None:
    indexing.index_due_submissions(seconds=10)


def test_submission_is_found_by_any_spelling_after_the_next_drain(version: QuestionnaireVersion) -> None:
    ada = send(version, name="Ada Müller", email="Ada.M@Example.org", phone="030 1234567").submission
    bea = send(version, name="Bea Müller", email="bea@example.org", phone="030 7654321").submission
    assert not ContactDigest.objects.exists()
    tasks.drain()
    for text in ("ada.m@example.ORG", "+49 30 1234567", "ada mueller", "MULLER Ada", "Ada"):
        assert find(text) == {ada}
    assert find("müller") == {ada, bea}
    assert find("Ada Bea") == find("ada@example.org") == find("1234567") == set()
    assert not Submission.objects.filter(needs_contact_index=True).exists()


def test_digests_hold_nothing_readable_and_follow_from_the_staff_key(
    version: QuestionnaireVersion, settings: Settings, tmp_path: Path
) -> None:
    send(version)
    index()
    kept = set(ContactDigest.objects.values_list("kind", "digest"))
    assert {kind for kind, _ in kept} == set(ContactKind)
    assert all(len(digest) == 32 and set(digest) <= set("0123456789abcdef") for _, digest in kept)
    assert set(digest_email(with_consents.ANSWERS["email"])) < kept
    settings.STAFF_KEY_FILE = tmp_path / "staff-key.json"
    settings.STAFF_KEY_FILE.write_text(StaffKey.generate().to_json())
    key_ring.clear_key_cache()
    try:
        assert kept.isdisjoint(digest_email(with_consents.ANSWERS["email"]))
    finally:
        key_ring.clear_key_cache()


def test_correction_replaces_what_the_submission_is_found_by(version: QuestionnaireVersion) -> None:
    receipt = send(version)
    index()
    access = builders.open_access(receipt.submission, receipt.visitor_code)
    patient_actions.correct_contact(access, {"name": "Ada Neu", "email": "new@example.org"})
    # At once: a number that was removed must not be found by.
    assert not ContactDigest.objects.exists()
    index()
    assert find("new@example.org") == find("ada neu") == {receipt.submission}
    assert find(with_consents.ANSWERS["email"]) == find(with_consents.ANSWERS["phone"]) == set()


@pytest.mark.parametrize("ended", ["erased", "withdrawn"])
@pytest.mark.parametrize("is_indexed", [True, False])
def test_nothing_is_found_by_after_the_patient_ended_it(
    version: QuestionnaireVersion, ended: str, is_indexed: bool
) -> None:
    receipt = send(version)
    if is_indexed:
        index()
    access = builders.open_access(receipt.submission, receipt.visitor_code)
    if ended == "erased":
        patient_actions.erase_submission(access)
    else:
        needed = next(given.consent for given in patient_actions.list_given_consents(access) if given.consent.required)
        patient_actions.withdraw_consent(access, needed)
    assert not ContactDigest.objects.exists()
    index()
    assert not ContactDigest.objects.exists()


def test_submission_that_cannot_be_opened_does_not_stop_the_others(version: QuestionnaireVersion) -> None:
    good, broken, foreign = (send(version).submission for _ in range(3))
    Submission.objects.filter(pk=broken.pk).update(sealed_answers=b"\x01 changed")
    foreign.wrapped_keys.filter(holder="clinic").update(key_id="of another key")
    assert indexing.index_due_submissions(seconds=10) == 2
    assert find(with_consents.ANSWERS["email"]) == {good}
    # It may still open once its key is here, or has been changed.
    assert list(Submission.objects.filter(needs_contact_index=True)) == [foreign]


@pytest.fixture
def sent(version: QuestionnaireVersion) -> Submission:
    return send(version).submission


def test_process_without_the_private_key_indexes_nothing(sent: Submission, no_private_key: None) -> None:
    tasks.drain()
    tasks.index_contacts()
    with pytest.raises(KeyUnavailable):
        index()
    assert list(Submission.objects.filter(needs_contact_index=True)) == [sent]


def test_command_computes_all_digests_anew(version: QuestionnaireVersion) -> None:
    ada = send(version).submission
    index()
    ContactDigest.objects.filter(kind="email").update(digest="of another key")
    call_command("index_contacts", anew=True)
    assert find(with_consents.ANSWERS["email"]) == {ada}


def test_same_person_is_recognised_by_the_surest_of_what_is_the_same(
    version: QuestionnaireVersion,
) -> None:
    one = send(version, name="Ada Low", email="ada@example.org", phone="030 1234567").submission
    by_email = send(version, name="Ada Low", email="ADA@example.org", phone="030 7654321").submission
    by_phone = send(version, name="A. Low", email="other@example.org", phone="+49 30 1234567").submission
    by_name = send(version, name="LOW, Ada", email="third@example.org", phone="030 5555555").submission
    send(version, name="Ada High", email="fourth@example.org", phone="030 6666666")
    index()
    found = search.find_same_person(one, inbox.list_submissions())
    assert [(other.submission, other.kind, other.is_weak) for other in found] == [
        (by_name, ContactKind.FULL_NAME, True),
        (by_phone, ContactKind.PHONE, False),
        (by_email, ContactKind.EMAIL, False),
    ]


def test_search_looks_into_an_index(version: QuestionnaireVersion) -> None:
    plan = ContactDigest.objects.filter(kind="name", digest__in=["a", "b"]).explain()
    assert connection.vendor != "sqlite" or "one_digest_a_detail" in plan or "sqlite_autoindex" in plan
    assert search.find_submission_ids(ContactQuery(ContactKind.NAME_WORD, ("a", "b"))) == []
