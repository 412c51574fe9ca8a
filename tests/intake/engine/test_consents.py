"""Consent records hold wording, time and language, are sealed, and are shown to staff and to the patient."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from intake.encryption import submission_keys
from intake.engine import consents
from intake.engine.definition import Definition
from intake.engine.json_object import digest_json
from intake.models import QuestionnaireVersion, Submission
from intake.patient import actions as patient_actions
from intake.staff import opened_submission
from intake.token_sessions import patient_sessions
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.patient.with_consents import ANSWERS, DEFINITION, make_version_with_consents

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
READ = Definition.from_json(DEFINITION)


@pytest.fixture
def version(db: None) -> QuestionnaireVersion:
    return make_version_with_consents()


@pytest.fixture
def receipt(version: QuestionnaireVersion) -> Receipt:
    return builders.make_receipt_with(version, ANSWERS)


def test_each_asked_consent_has_a_record_whether_given_or_not() -> None:
    kept = consents.build_consent_records(READ, ANSWERS, at=NOON)

    assert [(record.purpose, record.is_given) for record in kept] == [
        ("consent-needed", True),
        ("consent-extra", True),
        ("consent-declined", False),
    ]
    assert {(record.language, record.at) for record in kept} == {("en", NOON)}
    assert consents.build_consent_records(READ, {"consent-needed": True}, at=NOON) == kept[:1]


def test_hash_covers_exactly_the_wording_that_was_shown() -> None:
    [words] = [words for words in DEFINITION["consents"] if words["linkId"] == "consent-needed"]
    record = consents.build_consent_records(READ, ANSWERS, at=NOON)[0]

    assert record.wording == digest_json({name: words[name] for name in ("wording", "controller", "data", "use")})


def test_records_survive_serialization() -> None:
    kept = consents.build_consent_records(READ, ANSWERS, at=NOON)

    assert consents.deserialize_consents(consents.serialize_consents(kept)) == kept


def test_records_are_sealed_with_the_submission(receipt: Receipt) -> None:
    submission = Submission.objects.get()
    kept = submission_keys.read_consents(submission, submission_keys.unwrap_data_key(submission))

    assert [(record.link_id, record.is_given, record.wording) for record in kept] == [
        (consent.link_id, ANSWERS[consent.link_id], consent.digest) for consent in READ.consents
    ]
    assert all(abs(record.at - submission.received_at) < timedelta(seconds=2) for record in kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_consents FROM intake_submission")
        assert b"consent-extra" not in bytes(cursor.fetchone()[0])


def test_records_of_an_older_submission_follow_from_its_version_and_answers(receipt: Receipt) -> None:
    Submission.objects.update(sealed_consents=b"")
    submission = Submission.objects.get()
    kept = submission_keys.read_consents(submission, submission_keys.unwrap_data_key(submission))

    assert kept == consents.build_consent_records(READ, ANSWERS, at=submission.received_at)


def test_staff_see_wording_answer_time_language_and_hash(receipt: Receipt, ben_client: Client) -> None:
    page = ben_client.get(f"/admin/intake/submissions/{receipt.submission.pk}/").content.decode()
    panel = page[page.index(">Consents<") :]

    assert panel.count("Not agreed") == 1
    for consent in READ.consents:
        assert consent.wording in panel
        assert consent.digest in panel
    assert f"On {timezone.now():%-d %B %Y}" in panel
    assert "in English" in panel


def test_opened_submission_contains_the_consents(receipt: Receipt, ben: User) -> None:
    assert len(opened_submission.open_submission(receipt.submission.pk, by=ben).consents) == 3


def test_patient_sees_given_consents_and_their_time(receipt: Receipt) -> None:
    token = patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    access = patient_sessions.find_access(token)
    given = patient_actions.list_given_consents(access)

    assert [consent.record.link_id for consent in given if consent.record] == ["consent-needed", "consent-extra"]
    client = Client()
    client.cookies["own-page"] = token
    assert client.get("/eligibility/yours/").content.decode().count("Agreed on ") == 2


def test_erasing_deletes_the_consent_records(receipt: Receipt) -> None:
    token = patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    patient_actions.erase_submission(patient_sessions.find_access(token))

    assert bytes(Submission.objects.get().sealed_consents) == b""
