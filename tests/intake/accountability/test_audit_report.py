"""Auditors read and filter the audit; staff tell a patient who saw the answers, and the patient's own page does too."""

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intake.accountability import audit_report
from intake.audit import chain, checks
from intake.audit.checks import AuditFault, CheckResult
from intake.enums import Action, ExportReason, Finding, SubmissionState
from intake.models import AuditEntry, Submission
from intake.staff import actions, opened_submission, roles
from intake.visitor.actions import Receipt
from tests.conftest import make_user, signed_in
from tests.intake.staff.pages import get_page_text

pytestmark = pytest.mark.django_db

REPORT = "/admin/intake/accountability/audit/"


@pytest.fixture
def auditor(db: None) -> User:
    """An account that may read the audit, and no submission."""
    user = make_user("edda")
    user.user_permissions.add(
        *map(roles.get_permission, ["wagtailadmin.access_admin", "intake.view_auditentry"]),
    )
    return user


@pytest.fixture
def seen(receipt: Receipt, ben: User) -> Submission:
    """A submission that Ben opened twice and exported once."""
    for _ in range(2):
        opened_submission.open_submission(receipt.submission.pk, by=ben)
    actions.export_response(receipt.submission.pk, reason=ExportReason.TREATMENT, by=ben)
    return receipt.submission


def list_numbers(client: Client, query: str = "") -> list[int]:
    return [entry.sequence for entry in client.get(f"{REPORT}?{query}").context["object_list"]]


def test_auditor_filters_the_audit(auditor: User, seen: Submission) -> None:
    client = signed_in(auditor)
    everything = list(AuditEntry.objects.order_by("-sequence").values_list("sequence", flat=True))
    assert list_numbers(client) == everything
    assert list_numbers(client, "action=opened") == [3, 2]
    assert list_numbers(client, "action=opened&action=exported&q=ben") == [4, 3, 2]
    assert list_numbers(client, f"q={seen.reference.lower()}")[-1] == 1
    assert list_numbers(client, "q=nobody") == []
    assert list_numbers(client, "until=2001-01-01") == []
    found = list_numbers(client, "since=2001-01-01&until=nonsense&after=²&q=%00")
    assert found[-len(everything) :] == everything
    words = get_page_text(client.get(REPORT))
    assert "The patient Submitted" in words
    assert "format: fhir" in words
    assert AuditEntry.objects.latest("sequence").hash not in words


def test_reading_the_audit_is_recorded(auditor: User, ben_client: Client) -> None:
    client = signed_in(auditor)
    client.get(f"{REPORT}?action=opened&until=&q=CRY7-K6G6")
    ben_client.get(REPORT)
    entry = AuditEntry.objects.get(action=Action.AUDIT_READ)
    assert (entry.actor_name, entry.detail) == ("edda", {"filters": "action q"})
    assert list_numbers(client, "action=audit-read") == [entry.sequence]


def test_details_are_told_in_words_and_without_ids(auditor: User, receipt: Receipt, ben: User) -> None:
    submission = receipt.submission
    note = actions.add_note(submission.pk, "A note", by=ben)
    actions.change_state(submission.pk, SubmissionState.CLOSED, by=ben, expected_revision=submission.revision)
    words = get_page_text(signed_in(auditor).get(REPORT))
    assert "New → Closed" in words
    assert str(note.pk) not in words


def test_first_page_tells_auditors_whether_to_rely_on_the_audit(
    auditor: User, ben_client: Client, seen: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(auditor)
    assert "All entries were last verified on" in get_page_text(client.get("/admin/"))
    assert "Read who did what" not in get_page_text(ben_client.get("/admin/"))
    fault = AuditFault(Finding.GONE, 3)
    monkeypatch.setattr(checks, "read_last_check", lambda: CheckResult(timezone.now(), fault))
    assert "The audit record is not reliable from entry 3 on" in get_page_text(client.get("/admin/"))


def test_each_page_begins_where_the_last_one_ended(
    auditor: User, seen: Submission, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_report, "PAGE_SIZE", 2)
    client = signed_in(auditor)
    first = client.get(f"{REPORT}?q={seen.reference}")
    with transaction.atomic():
        chain.record_action(Action.OPENED, seen, by=ben)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(first.context["next_url"])
    pages = [[entry.sequence for entry in page.context["object_list"]] for page in (first, second)]
    assert pages == [[4, 3], [2, 1]]
    assert second.context["next_url"] == ""
    assert not any("COUNT(" in query["sql"] or "OFFSET" in query["sql"] for query in queries if "audit" in query["sql"])


def test_accounts_are_named_by_their_names(auditor: User, ben: User, submission: Submission) -> None:
    gone = make_user("gone")
    with transaction.atomic():
        chain.record_action(Action.RIGHTS_CHANGED, by=ben, account=str(auditor.pk), what="is_staff=True")
        chain.record_action(Action.RIGHTS_CHANGED, by=ben, account=str(auditor.pk), what="made")
        chain.record_action(Action.ESCALATED, submission, by=ben, step="next", told=f"{ben.pk} {gone.pk}")
    pk = gone.pk
    gone.delete()
    words = get_page_text(signed_in(auditor).get(REPORT))
    assert "account: edda, what: is_staff=True" in words
    # Whoever is made is recorded by name, which may be a number.
    assert f"account: {auditor.pk}, what: made" in words
    assert f"step: next, told: ben {pk}" in words


def test_permissions_are_apart(auditor: User, ben_client: Client, cleo_client: Client, seen: Submission) -> None:
    sightings = reverse("intake_accountability:sightings", args=[seen.pk])
    assert signed_in(auditor).get(sightings).status_code == 302
    assert ben_client.get(REPORT).status_code == 302
    assert {cleo_client.get(page).status_code for page in (sightings, REPORT)} == {302}
    assert sightings not in signed_in(auditor).get(REPORT).content.decode()


def test_staff_tell_who_saw_the_answers(ben_client: Client, seen: Submission) -> None:
    before = AuditEntry.objects.count()
    response = ben_client.get(reverse("intake_accountability:sightings", args=[seen.pk]))
    assert response["Cache-Control"] == "no-store, private"
    words = get_page_text(response)
    assert words.count("ben Opened") == 2
    assert words.count("ben Exported") == 1
    assert "The patient" in words.split("What else happened")[1]
    assert AuditEntry.objects.count() == before
