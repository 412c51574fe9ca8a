"""An erasure that waits, for a new code to be a day old or a hold to end, is recorded and carried out."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from intake import tasks
from intake.audit import chain, checks, outside_changes
from intake.encryption import key_ring
from intake.enums import Action, Channel, HoldReason
from intake.models import AuditEntry, Delivery, LegalHold, QuestionnaireVersion, Submission
from intake.patient import actions as patient_actions
from intake.retention import holds, requests
from intake.staff import actions as staff_actions
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.audit.forgeries import forge
from tests.intake.health_words import find_health_words
from tests.intake.patient.own_page import open_own_page, read_page
from tests.intake.patient.with_consents import ANSWERS
from tests.intake.staff.pages import get_page_text, submission_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("audit_proofs")]

A_DAY = timedelta(days=1, minutes=1)


def is_erased() -> bool:
    return Submission.objects.get().erased_at is not None


def ask(submission: Submission, code: str) -> str:
    browser = open_own_page(submission.reference, code).follow("Delete what I sent")
    return read_page(browser.send(sure="on"))


def count_asked() -> int:
    return AuditEntry.objects.filter(action=Action.ERASURE_ASKED).count()


def hold_outside() -> None:
    until = timezone.localdate() + timedelta(days=3000)
    LegalHold.objects.create(
        submission=Submission.objects.get(), reason=HoldReason.CLAIM, until=until, placed_by="dora"
    )


def test_new_code_is_told_by_an_email_of_its_own(submission: Submission, ben: User) -> None:
    code = staff_actions.replace_code(submission.pk, by=ben)
    tasks.drain.apply(throw=True)
    [told] = [letter for letter in mail.outbox if "A new code" in letter.subject]
    assert told.to == [ANSWERS["email"]]
    assert "Did you not ask for it?" in told.body
    for part in (told.subject, told.body, told.alternatives[0][0], told.from_email):
        assert code not in part
        assert find_health_words(part.replace("clinic@localhost", ""), link="/eligibility/yours/") == []
    # Each code has one, however soon after the other.
    staff_actions.replace_code(submission.pk, by=ben)
    tasks.drain.apply(throw=True)
    assert len([letter for letter in mail.outbox if "A new code" in letter.subject]) == 2
    made = AuditEntry.objects.filter(action=Action.CODE_REPLACED)
    assert {entry.actor_name for entry in made} == {"ben"}


def test_new_code_erases_after_a_day_and_without_the_patient(submission: Submission, ben: User) -> None:
    code = staff_actions.replace_code(submission.pk, by=ben)
    browser = open_own_page(submission.reference, code).follow("Delete what I sent")
    assert "less than a day ago" in read_page(browser)
    page = ask(submission, code)
    assert "It will be deleted" in page
    assert "because your code is new" in page
    tasks.keep_audit()
    assert not is_erased()
    with time_machine.travel(timezone.now() + A_DAY):
        tasks.keep_audit()
    assert is_erased()
    assert count_asked() == 1
    changed = Submission.objects.select_related("version").get()
    assert outside_changes.find_changes(changed) == []
    assert changed.patient_change == "erased"
    assert checks.check_audit() is None


def test_staff_see_what_waits_until_another_code_takes_it_back(
    submission: Submission, ben: User, ben_client: Client
) -> None:
    url = submission_url(submission)
    ask(submission, staff_actions.replace_code(submission.pk, by=ben))
    words = get_page_text(ben_client.get(url))
    assert "The patient asked on" in words
    assert "give them a new code: that takes it back" in words
    staff_actions.replace_code(submission.pk, by=ben)
    assert "The patient asked on" not in get_page_text(ben_client.get(url))


def test_staff_see_which_hold_keeps_what_the_patient_wants_deleted(
    receipt: Receipt, dora: User, ben_client: Client
) -> None:
    until = timezone.localdate() + timedelta(days=30)
    holds.place_hold(receipt.submission, HoldReason.CLAIM, file_number="7/26", until=until, by=dora)
    ask(receipt.submission, receipt.visitor_code)
    assert "That is done when the legal hold ends" in get_page_text(ben_client.get(submission_url(receipt.submission)))


def test_new_code_that_is_a_day_old_erases_at_once(submission: Submission, ben: User) -> None:
    code = staff_actions.replace_code(submission.pk, by=ben)
    with time_machine.travel(timezone.now() + A_DAY):
        ask(submission, code)
        assert is_erased()


def test_code_from_sending_erases_at_once(receipt: Receipt) -> None:
    ask(receipt.submission, receipt.visitor_code)
    assert is_erased()
    assert count_asked() == 0


def test_another_code_takes_back_what_was_asked_with_the_one_before(submission: Submission, ben: User) -> None:
    """The patient called: somebody else had that code."""
    ask(submission, staff_actions.replace_code(submission.pk, by=ben))
    code = staff_actions.replace_code(submission.pk, by=ben)
    assert requests.find_request(submission) is None
    with time_machine.travel(timezone.now() + 3 * A_DAY):
        tasks.keep_audit()
        assert not is_erased()
        ask(submission, code)
        assert is_erased()


def test_hold_in_the_table_alone_keeps_no_patient_from_erasing(receipt: Receipt) -> None:
    hold_outside()
    page = ask(receipt.submission, receipt.visitor_code)
    assert "It will be deleted" in page
    assert not is_erased()
    tasks.keep_audit()
    assert is_erased()
    assert AuditEntry.objects.get(action=Action.ERASED).detail["cause"] == "patient"


def test_hold_that_staff_placed_keeps_it_until_it_ends(receipt: Receipt, dora: User) -> None:
    until = timezone.localdate() + timedelta(days=20)
    hold = holds.place_hold(receipt.submission, HoldReason.CLAIM, file_number="", until=until, by=dora)
    assert "The law obliges the clinic" in ask(receipt.submission, receipt.visitor_code)
    tasks.keep_audit()
    # Nor if it was taken out of its table.
    LegalHold.objects.all().delete()
    tasks.keep_audit()
    assert not is_erased()
    hold.save(force_insert=True)
    holds.end_hold(hold, by=dora)
    tasks.keep_audit()
    assert is_erased()


def test_asking_twice_is_one_request(receipt: Receipt) -> None:
    hold_outside()
    ask(receipt.submission, receipt.visitor_code)
    browser = open_own_page(receipt.submission.reference, receipt.visitor_code).follow("Delete what I sent")
    assert "It will be deleted" in read_page(browser)
    assert count_asked() == 1


def test_request_that_nobody_signed_erases_nothing(submission: Submission) -> None:
    forge(submission_id=submission.pk, action=Action.ERASURE_ASKED, actor_id="", actor_name="")
    tasks.keep_audit()
    assert not is_erased()


def test_process_without_the_staff_key_carries_out_nothing(receipt: Receipt, as_public: object) -> None:
    hold_outside()
    ask(receipt.submission, receipt.visitor_code)
    as_public(True)  # type: ignore[operator]
    tasks.keep_audit()
    assert not is_erased()


@pytest.fixture
def forget_staff_key(
    as_public: Callable[[bool], None], settings: Settings, tmp_path: Path
) -> Iterator[Callable[[], None]]:
    """Change the staff key, and forget the one of before: both in a folder of this test's own."""
    own = tmp_path / "staff-key.json"
    key_ring.write_key_file(own, key_ring.get_staff_key_file().read_text())
    settings.STAFF_KEY_FILE = own
    yield lambda: call_command("change_staff_key", forget=True)
    key_ring.clear_key_cache()


def ask_public_process(as_public: Callable[[bool], None], submission: Submission, code: str) -> None:
    """Ask on a site whose public process has a key of its own, which stays when the staff key is changed."""
    as_public(True)
    ask(submission, code)
    as_public(False)


def test_hold_outlives_the_key_that_proved_it(
    receipt: Receipt, dora: User, as_public: Callable[[bool], None], forget_staff_key: Callable[[], None]
) -> None:
    until = timezone.localdate() + timedelta(days=20)
    holds.place_hold(receipt.submission, HoldReason.CLAIM, file_number="", until=until, by=dora)
    ask_public_process(as_public, receipt.submission, receipt.visitor_code)
    forget_staff_key()
    # Before the proofs begin anew, and afterwards.
    assert requests.carry_out_requests() == 0
    for _ in range(2):
        tasks.keep_audit()
        assert not is_erased()
    with time_machine.travel(timezone.now() + timedelta(days=21)):
        tasks.keep_audit()
    assert is_erased()


def test_new_code_waits_its_day_whatever_becomes_of_the_key(
    submission: Submission, ben: User, as_public: Callable[[bool], None], forget_staff_key: Callable[[], None]
) -> None:
    ask_public_process(as_public, submission, staff_actions.replace_code(submission.pk, by=ben))
    forget_staff_key()
    tasks.keep_audit()
    assert not is_erased()
    with time_machine.travel(timezone.now() + A_DAY):
        tasks.keep_audit()
    assert is_erased()


def test_request_that_another_code_took_back_stays_so_without_the_key(
    submission: Submission, ben: User, as_public: Callable[[bool], None], forget_staff_key: Callable[[], None]
) -> None:
    ask_public_process(as_public, submission, staff_actions.replace_code(submission.pk, by=ben))
    staff_actions.replace_code(submission.pk, by=ben)
    forget_staff_key()
    with time_machine.travel(timezone.now() + 3 * A_DAY):
        tasks.keep_audit()
    assert not is_erased()


def test_request_that_the_staff_key_proved_is_carried_out_without_that_key(
    submission: Submission, ben: User, forget_staff_key: Callable[[], None]
) -> None:
    """One process for both sides signs with the staff key."""
    ask(submission, staff_actions.replace_code(submission.pk, by=ben))
    forget_staff_key()
    with time_machine.travel(timezone.now() + A_DAY):
        tasks.keep_audit()
    assert is_erased()


def test_request_that_nobody_signed_erases_nothing_after_a_key_was_forgotten(
    submission: Submission, forget_staff_key: Callable[[], None]
) -> None:
    forge(submission_id=submission.pk, action=Action.ERASURE_ASKED, actor_id="", actor_name="")
    forget_staff_key()
    tasks.keep_audit()
    assert not is_erased()


def test_requests_that_wait_for_years_keep_back_no_other(
    version: QuestionnaireVersion, dora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "MOST_AT_ONCE", 1)
    receipts = sorted((builders.make_receipt(version) for _ in range(3)), key=lambda made: made.submission.pk)
    until = timezone.localdate() + timedelta(days=3000)
    for held in receipts[:2]:
        holds.place_hold(held.submission, HoldReason.CLAIM, file_number="", until=until, by=dora)
        ask(held.submission, held.visitor_code)
    last = receipts[2]
    LegalHold.objects.create(submission=last.submission, reason=HoldReason.CLAIM, until=until, placed_by="dora")
    ask(last.submission, last.visitor_code)
    tasks.keep_audit()
    assert Submission.objects.exclude(erased_at=None).get() == last.submission


def test_request_that_fails_keeps_back_no_other(
    version: QuestionnaireVersion, dora: User, caplog: pytest.LogCaptureFixture
) -> None:
    receipts = sorted((builders.make_receipt(version) for _ in range(2)), key=lambda made: made.submission.pk)
    until = timezone.localdate() + timedelta(days=20)
    for made in receipts:
        LegalHold.objects.create(submission=made.submission, reason=HoldReason.CLAIM, until=until, placed_by="dora")
        ask(made.submission, made.visitor_code)
    # Proven, and not as the site writes it.
    chain.record_action(Action.HOLD_PLACED, receipts[0].submission, by=dora, reason="claim", until="never")
    tasks.keep_audit()
    assert Submission.objects.exclude(erased_at=None).get() == receipts[1].submission
    assert "is tried again" in caplog.text


def test_patient_is_warned_of_a_new_code_whatever_is_done_with_it(submission: Submission, ben: User) -> None:
    code = staff_actions.replace_code(submission.pk, by=ben)
    access = builders.open_access(submission, code)
    consents = patient_actions.list_given_consents(access)
    patient_actions.withdraw_consent(access, next(each.consent for each in consents if each.consent.required))
    assert Delivery.objects.filter(channel=Channel.VISITOR_CODE).count() == 1
    tasks.drain.apply(throw=True)
    assert [letter.to for letter in mail.outbox if "A new code" in letter.subject] == [[ANSWERS["email"]]]
