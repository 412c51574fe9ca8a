"""Managers see what is wrong with the rota where they look; nobody else is told to mend it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from intake.delivery import escalation
from intake.enums import SubmissionState
from intake.models import DutyException, DutyShift, QuestionnaireVersion, Submission
from intake.staff import roles
from tests.conftest import make_user
from tests.intake import builders
from tests.intake.staff.pages import get_page_text

pytestmark = pytest.mark.django_db

LISTS = ("wagtailsnippets_intake_dutyshift:list", "wagtailsnippets_intake_dutyexception:list")


@pytest.fixture
def rota(ben: User) -> None:
    """Ben, on each day but Sunday, round the clock."""
    for weekday in range(6):
        DutyShift.objects.create(account=ben, weekday=weekday, starts_at="00:00", ends_at="00:00")


@pytest.mark.usefixtures("rota")
@pytest.mark.parametrize("name", LISTS)
def test_lists_of_the_rota_say_what_is_missing_and_what_happens_then(dora_client: Client, name: str) -> None:
    words = get_page_text(dora_client.get(reverse(name)))
    assert words.count("Nobody is on duty: Sun ") == 2
    assert "whoever is on duty next is told of an urgent submission at once, and later everybody" in words


def test_exceptions_are_listed_in_words(dora_client: Client, ben: User) -> None:
    DutyException.objects.create(date=date(2026, 12, 25))
    DutyException.objects.create(date=date(2026, 12, 31), starts_at="08:00", ends_at="12:30", account=ben)
    words = get_page_text(dora_client.get(reverse(LISTS[1])))
    # What Wagtail offers to do stands between.
    assert "25 December 2026 Edit Copy Delete All day Nobody" in words
    assert "31 December 2026 Edit Copy Delete 08:00–12:30 ben" in words


def test_whole_rota_is_said_to_be_whole(dora_client: Client, rota: None, ben: User) -> None:
    DutyShift.objects.create(account=ben, weekday=6, starts_at="00:00", ends_at="00:00")
    words = get_page_text(dora_client.get(reverse(LISTS[0])))
    assert "One person who can be told is on duty at every time of the next 14 days." in words
    assert "7 duties" in words
    assert "on duty" not in get_page_text(dora_client.get("/admin/"))


@pytest.mark.usefixtures("rota")
def test_first_page_counts_it_for_those_who_may_mend_it(dora_client: Client, ben_client: Client) -> None:
    sentence = "Nobody is on duty 2 times in the next 14 days"
    assert sentence in get_page_text(dora_client.get("/admin/"))
    assert sentence not in get_page_text(ben_client.get("/admin/"))


def test_first_page_says_that_there_is_no_rota(dora_client: Client, ben_client: Client) -> None:
    sentence = "No duty rota: nobody is told of urgent submissions in turn"
    assert sentence in get_page_text(dora_client.get("/admin/"))
    assert sentence not in get_page_text(ben_client.get("/admin/"))


@pytest.mark.parametrize("name", ["dutyshift", "dutyexception"])
def test_rota_offers_whom_it_can_reach(dora_client: Client, ben: User, name: str) -> None:
    make_user("elsewhere", roles.AUDITOR)
    User.objects.filter(pk=make_user("mailless", roles.NURSE).pk).update(email="")
    page = dora_client.get(reverse(f"wagtailsnippets_intake_{name}:add"))
    offered = {account.username for account in page.context["form"].fields["account"].queryset}
    assert offered == {"ben", "dora"}
    assert "Offered are the accounts that may open submissions" in get_page_text(page)


def test_who_is_on_the_rota_and_cannot_be_told_is_named_there(dora_client: Client, ben: User) -> None:
    shift = DutyShift.objects.create(account=ben, weekday=0, starts_at="00:00", ends_at="12:00")
    User.objects.filter(pk=ben.pk).update(email="")
    url = reverse("wagtailsnippets_intake_dutyshift:edit", args=[shift.pk])
    form = {"weekday": "0", "starts_at": "00:00", "ends_at": "12:00", "account": str(ben.pk)}
    assert "This account has no email address" in get_page_text(dora_client.post(url, form))


def test_page_of_urgent_submissions_says_who_is_told_now(
    rota: None, ben: User, clock: time_machine.Traveller, client: Client
) -> None:
    def read() -> str:
        client.force_login(ben)
        return get_page_text(client.get("/admin/intake/urgent/"))

    clock.move_to(datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert "On duty now: ben." in read()
    clock.move_to(datetime(2026, 12, 6, 12, tzinfo=UTC))
    assert "Nobody is on duty now. ben, who is on duty next, is told" in read()
    User.objects.filter(pk=ben.pk).update(email="")
    assert "Nobody is on duty now or in the days to come. Everybody is told" in read()


def test_page_of_urgent_submissions_lists_those_of_which_nobody_is_told_in_turn(
    version: QuestionnaireVersion, ben_client: Client
) -> None:
    """On a new site there is no rota: the page must not say that whatever was urgent is done."""
    nothing_left = "Whatever was urgent is done."
    assert nothing_left in get_page_text(ben_client.get("/admin/intake/urgent/"))
    submission = builders.make_receipt(version).submission
    builders.make_receipt(version, **{"pain.when": "day", "night.words": None})
    for state in (SubmissionState.NEW, SubmissionState.IN_REVIEW):
        Submission.objects.filter(pk=submission.pk).update(state=state)
        words = get_page_text(ben_client.get("/admin/intake/urgent/"))
        assert nothing_left not in words
        assert words.count("assigned to nobody") == 1
        assert submission.reference in words
        assert "Until one is opened, more and more people are told" not in words
    Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.CLOSED)
    assert nothing_left in get_page_text(ben_client.get("/admin/intake/urgent/"))


def test_urgent_submission_stands_once_on_its_page(
    rota: None, version: QuestionnaireVersion, ben_client: Client
) -> None:
    submission = builders.make_receipt(version).submission
    escalation.escalate_urgent()
    words = get_page_text(ben_client.get("/admin/intake/urgent/"))
    assert "Write what was done" in words
    assert "nobody is told in turn" not in words
    ben_client.post(f"/admin/intake/urgent/{submission.pk}/done/", {"text": "Rang her."})
    assert "Whatever was urgent is done." in get_page_text(ben_client.get("/admin/intake/urgent/"))


def test_due_dates_are_called_so(dora_client: Client) -> None:
    words = get_page_text(dora_client.get(reverse("wagtailsnippets_intake_servicelevel:list")))
    assert "Due dates" in words
    assert "ervice level" not in words
