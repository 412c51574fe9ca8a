"""Fixtures of the intake tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from intake import tasks
from intake.encryption import current_key, key_ring, primitives
from intake.enums import SubmissionState
from intake.models import (
    QuestionnaireVersion,
    Submission,
)
from intake.patient import actions as patient_actions
from intake.questionnaire_admin import roles
from intake.questionnaires import publishing
from intake.staff import actions as staff_actions
from intake.token_sessions.patient_sessions import find_access
from intake.visitor.actions import Receipt
from tests.conftest import make_user, signed_in
from tests.intake import builders, cases
from tests.intake.case_questionnaires import begin_questionnaire
from tests.intake.patient import with_consents
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import begin, save_all_answers


@pytest.fixture
def version(db: None) -> QuestionnaireVersion:
    """A small published questionnaire."""
    return builders.make_version()


@pytest.fixture
def receipt(version: QuestionnaireVersion) -> Receipt:
    """The receipt of a submission by Ada."""
    return builders.make_receipt(version)


@pytest.fixture
def browser() -> PlainBrowser:
    """A browser without scripts and without cookies."""
    return PlainBrowser()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that only a test moves. Nothing but the time is faked."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def submission(receipt: Receipt) -> Submission:
    return receipt.submission


@pytest.fixture
def audit_proofs(db: None) -> None:
    """Start the proofs of the audit, as a periodic task does."""
    tasks.keep_audit()


@pytest.fixture
def as_public(settings: Any, request: pytest.FixtureRequest) -> Any:
    """Act as a process of the public role, then as a staff process again, with the keys of before."""
    names = ("CLINIC_PRIVATE_KEY_FILE", "STAFF_KEY_FILE")
    held = {name: getattr(settings, name) for name in names}

    def change(is_public: bool) -> None:
        for name in names:
            held[name] = getattr(settings, name) or held[name]
            setattr(settings, name, None if is_public else held[name])
        key_ring.clear_key_cache()

    yield change
    change(False)


@pytest.fixture
def full_submission(ben: User) -> Submission:
    """A submission with every kind of row beside it."""
    receipt = builders.make_receipt_with(with_consents.make_version_with_consents(), with_consents.ANSWERS)
    submission = receipt.submission
    access = find_access(patient_actions.open_own_page(reference=submission.reference, code=receipt.visitor_code))
    staff_actions.change_state(submission.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=0)
    staff_actions.add_note(submission.pk, "A note", by=ben)
    staff_actions.send_message(submission.pk, "A message", by=ben)
    patient_actions.correct_contact(access, {"name": "Ada, corrected"})
    optional = next(
        given.consent for given in patient_actions.list_given_consents(access) if not given.consent.required
    )
    patient_actions.withdraw_consent(access, optional)
    return Submission.objects.select_related("version").get()


@pytest.fixture
def kinds(db: None) -> PlainBrowser:
    """A browser on the first step of a questionnaire with every kind of question."""
    return begin_questionnaire(cases.load("def-kinds"), "kinds")


@pytest.fixture
def answered_browser(published_starter: None, db: None) -> PlainBrowser:
    """A browser without scripts in which Ada has answered everything."""
    browser = begin(PlainBrowser())
    save_all_answers(browser.client)
    return browser


@pytest.fixture
def editor_client(db: None) -> Client:
    """The browser of a questionnaire editor."""
    roles.ensure_editor_role()
    return signed_in(make_user("edith", roles.QUESTIONNAIRE_EDITOR))


@pytest.fixture
def starter_version(published_starter: None) -> QuestionnaireVersion:
    """The live version of the starter questionnaire."""
    version = publishing.find_live_version()
    assert version
    return version


@pytest.fixture
def ring(settings: Settings, tmp_path: Path, db: None) -> Iterator[primitives.PrivateKey]:
    """A key ring for one test. Returns the key pair that is current."""
    private = primitives.PrivateKey.generate()
    settings.CLINIC_PRIVATE_KEY_FILE = tmp_path / "clinic-private-key.json"
    settings.CLINIC_PUBLIC_KEY_FILE = tmp_path / "clinic-public-key.json"
    key_ring.write_key_file(settings.CLINIC_PRIVATE_KEY_FILE, private.to_json())
    key_ring.write_key_file(settings.CLINIC_PUBLIC_KEY_FILE, private.public_key.to_json())
    key_ring.clear_key_cache()
    current_key.record_current_key()
    yield private
    key_ring.clear_key_cache()


@pytest.fixture
def no_private_key(settings: Settings) -> Iterator[None]:
    """Take the private key away, which a public process does not have."""
    settings.CLINIC_PRIVATE_KEY_FILE = None
    key_ring.clear_key_cache()
    yield
    key_ring.clear_key_cache()
