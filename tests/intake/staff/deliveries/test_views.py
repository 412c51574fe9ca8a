"""Staff see what does not go out and why, send it again, put it aside, and pause a channel; all of it is on record."""

import html
import re
import uuid

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intake.enums import Action, Channel, ChannelGroup, DeliveryState
from intake.models import AuditEntry, ChannelPause, Delivery, QuestionnaireVersion, Submission
from intake.staff import roles
from intake.staff.access import VIEW_PERMISSION
from intake.staff.deliveries import listing
from intake.staff.deliveries.access import VIEW_DELIVERIES
from tests.conftest import make_user, signed_in
from tests.intake import builders
from tests.intake.staff.pages import get_page_text, submission_url

pytestmark = pytest.mark.django_db

LIST = "/admin/intake/deliveries/"
POSTS = ["resend/", "put-aside/", "staff-email/pause/", "staff-email/resume/"]


@pytest.fixture
def failed(version: QuestionnaireVersion) -> list[Delivery]:
    for _ in range(3):
        builders.make_receipt(version)
    Delivery.objects.update(state=DeliveryState.DEAD, attempts=4, last_error="smtp 550")
    return list(Delivery.objects.select_related("submission").order_by("pk"))


def list_actions() -> list[str]:
    return list(
        AuditEntry.objects.exclude(action=Action.SUBMITTED).order_by("sequence").values_list("action", flat=True)
    )


def test_list_shows_state_attempts_and_the_error_in_words(ben_client: Client, failed: list[Delivery]) -> None:
    response = ben_client.get(LIST, {"state": "dead", "group": "staff-email"})
    words = get_page_text(response)
    assert all(delivery.submission.reference in words for delivery in failed)
    assert words.count("There is no such mailbox, or it takes nothing from this site. (smtp 550)") == 3
    assert "no-store" in response["Cache-Control"]
    assert "unsafe" not in response["Content-Security-Policy"]
    other = get_page_text(ben_client.get(LIST, {"state": "dead", "group": "webhook"}))
    assert failed[0].submission.reference not in other
    assert ben_client.get(LIST, {"state": "none", "group": "none", "after": "x"}).status_code == 200


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.SENT])
def test_pages_follow_one_another_without_counting(
    ben_client: Client, failed: list[Delivery], monkeypatch: pytest.MonkeyPatch, state: DeliveryState
) -> None:
    monkeypatch.setattr(listing, "ROWS_PER_PAGE", 2)
    # All at the same moment, so that the id decides.
    Delivery.objects.update(state=state, sent_at=timezone.now() if state == DeliveryState.SENT else None)
    found, url = [], f"{LIST}?state={state}"
    while url:
        with CaptureQueriesContext(connection) as queries:
            page = ben_client.get(url).content.decode()
        counted = [
            query["sql"] for query in queries if "COUNT(*)" in query["sql"] and "intake_delivery" in query["sql"]
        ]
        assert counted == []
        found.append(re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}(?=</a>)", page))
        following = re.search(r'href="([^"]+)" rel="next"', page)
        url = f"{LIST}{html.unescape(following[1])}" if following else ""
    assert [len(page) for page in found] == [2, 1]
    assert {reference for page in found for reference in page} == {row.submission.reference for row in failed}


def test_page_after_one_that_is_gone_is_the_first(ben_client: Client, failed: list[Delivery]) -> None:
    page = get_page_text(ben_client.get(LIST, {"state": "dead", "after": str(uuid.uuid4())}))
    assert all(delivery.submission.reference in page for delivery in failed)


def test_queries_do_not_grow_with_deliveries(
    ben_client: Client, version: QuestionnaireVersion, django_assert_max_num_queries: object
) -> None:
    def count() -> int:
        with django_assert_max_num_queries(40) as captured:  # type: ignore[operator]
            ben_client.get(LIST)
        return len(captured)

    builders.make_receipt(version)
    ben_client.get(LIST)
    one = count()
    for _ in range(3):
        builders.make_receipt(version)
    assert count() == one


def test_chosen_ones_are_sent_again(ben_client: Client, failed: list[Delivery]) -> None:
    chosen = [str(delivery.pk) for delivery in failed[:2]]
    response = ben_client.post(f"{LIST}resend/", {"delivery": chosen, "query": "state=dead"}, follow=True)
    assert response.redirect_chain == [(f"{LIST}?state=dead", 302)]
    assert "2 will be sent again." in get_page_text(response)
    assert Delivery.objects.filter(state=DeliveryState.PENDING).count() == 2
    assert list_actions() == [Action.DELIVERY_RETRIED] * 2
    again = ben_client.post(f"{LIST}resend/", {"delivery": chosen}, follow=True)
    assert "Nothing was changed" in get_page_text(again)
    assert list_actions() == [Action.DELIVERY_RETRIED] * 2


def test_what_is_put_aside_raises_no_alarm_and_can_come_back(ben_client: Client, failed: list[Delivery]) -> None:
    chosen = [str(delivery.pk) for delivery in failed]
    assert "Email to staff: 3 could not be sent." in get_page_text(ben_client.get("/admin/"))
    ben_client.post(f"{LIST}put-aside/", {"delivery": chosen})
    assert "could not be sent" not in get_page_text(ben_client.get("/admin/"))
    assert list_actions() == [Action.DELIVERY_DROPPED] * 3
    ben_client.post(f"{LIST}resend/", {"delivery": chosen[:1]})
    assert Delivery.objects.get(pk=chosen[0]).state == DeliveryState.PENDING


def test_pause_is_said_on_every_page_and_recorded(ben_client: Client, ben: User, submission: Submission) -> None:
    ben_client.post(f"{LIST}staff-email/pause/")
    ben_client.post(f"{LIST}staff-email/pause/")
    pause = ChannelPause.objects.get()
    assert (pause.group, pause.paused_by) == (ChannelGroup.STAFF_EMAIL, ben)
    for page in ("/admin/", reverse("intake_staff:inbox")):
        assert "Email to staff: paused. 1 waits." in get_page_text(ben_client.get(page))
    ben_client.post(f"{LIST}staff-email/resume/")
    assert not ChannelPause.objects.exists()
    assert list_actions() == [Action.CHANNEL_PAUSED, Action.CHANNEL_RESUMED]
    assert ben_client.post(f"{LIST}pigeon/pause/").status_code == 404
    assert ben_client.post(f"{LIST}resend/", {"delivery": "1"}).status_code == 404


def test_pause_of_what_nothing_waits_for_says_so(ben_client: Client, submission: Submission) -> None:
    ben_client.post(f"{LIST}webhook/pause/")
    assert "Messages to other programs: paused. Nothing waits." in get_page_text(ben_client.get("/admin/"))


def test_refused_address_stands_on_the_submission(ben_client: Client, submission: Submission) -> None:
    words = "Ring instead."
    news = Delivery.objects.create(
        submission=submission, channel=Channel.VISITOR_EMAIL, state=DeliveryState.DEAD, last_error="smtp 550"
    )
    assert words in get_page_text(ben_client.get(submission_url(submission)))
    assert "could not be sent" not in get_page_text(ben_client.get("/admin/"))
    Delivery.objects.filter(pk=news.pk).update(state=DeliveryState.SENT, sent_at=submission.received_at)
    assert words not in get_page_text(ben_client.get(submission_url(submission)))


def test_pages_need_their_permissions(cleo_client: Client, failed: list[Delivery]) -> None:
    reader = make_user("reader")
    reader.user_permissions.add(
        *map(roles.get_permission, ("wagtailadmin.access_admin", VIEW_PERMISSION, VIEW_DELIVERIES))
    )
    reading = signed_in(reader)
    assert "Put the chosen ones aside" not in reading.get(LIST, {"state": "dead"}).content.decode()
    chosen = {"delivery": [str(delivery.pk) for delivery in failed]}
    for client in (reading, cleo_client, Client()):
        for url in POSTS:
            assert client.post(LIST + url, chosen).status_code == 302
    assert cleo_client.get(LIST).status_code == Client().get(LIST).status_code == 302
    assert set(list_actions()) <= {Action.VISIT_REFUSED}
    assert not ChannelPause.objects.exists()
    assert Delivery.objects.filter(state=DeliveryState.DEAD).count() == 3
    for url in POSTS:
        assert reading.get(LIST + url).status_code in {302, 405}
