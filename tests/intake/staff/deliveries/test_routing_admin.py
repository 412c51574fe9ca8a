"""Rules are tried before they are saved, and one that reaches nobody is refused in a sentence."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from intake.delivery import receivers
from intake.enums import ReceiverKind
from intake.models import Receiver, RoutingRule
from intake.staff.deliveries.routing_table import build_routing_table
from tests.intake.delivery.test_routing import make_rule
from tests.intake.delivery.test_webhook import SECRET
from tests.intake.staff.pages import get_page_text

pytestmark = pytest.mark.django_db

RULES, RECEIVERS = "wagtailsnippets_intake_routingrule", "wagtailsnippets_intake_receiver"
RULE = {"name": "Urgent", "urgency": "urgent"}


@pytest.fixture
def nurse() -> Receiver:
    return Receiver.objects.create(name="Nurse", kind=ReceiverKind.STAFF_EMAIL, email_address="nurse@example.org")


def post(client: Client, place: str, form: dict[str, object]) -> str:
    return get_page_text(client.post(reverse(f"{place}:add"), form, follow=True))


def test_rule_is_saved_and_listed_in_order(dora_client: Client, nurse: Receiver) -> None:
    post(dora_client, RULES, RULE | {"receivers": [str(nurse.pk)]})
    post(dora_client, RULES, {"name": "All", "tells_mailbox": "on"})
    assert [rule.name for rule in RoutingRule.objects.order_by("sort_order")] == ["Urgent", "All"]
    assert "Urgent" in get_page_text(dora_client.get(reverse(f"{RULES}:list")))


def test_rule_that_reaches_nobody_is_refused(dora_client: Client, nurse: Receiver, ben: User) -> None:
    assert "This rule tells nobody." in post(dora_client, RULES, RULE)
    account = Receiver.objects.create(name="Ben", kind=ReceiverKind.STAFF_EMAIL, account=ben)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    chosen = {"receivers": [str(account.pk)], "tells_mailbox": "on"}
    assert "“Ben” reaches nobody: the account is deactivated." in post(dora_client, RULES, RULE | chosen)
    Receiver.objects.update(is_active=False)
    assert "“Nurse” is not in use." in post(dora_client, RULES, RULE | {"receivers": [str(nurse.pk)]})
    assert not RoutingRule.objects.exists()


def test_table_has_a_row_for_each_combination(nurse: Receiver) -> None:
    make_rule("urgent", nurse, urgency="urgent")
    make_rule("again", nurse, urgency="urgent", language="de")
    make_rule("off", Receiver.objects.create(name="Off", kind=ReceiverKind.STAFF_EMAIL), questionnaire="small")
    table = build_routing_table()
    assert table.headings == ("Questionnaire", "Urgency", "Language")
    assert len(table.rows) == 2 * 2 * 2
    assert table.silent == ("again",)
    found = {row.facts: (row.decision.rule_name, row.destinations, row.decision.is_fallback) for row in table.rows}
    assert found["small", "Urgent", "German"] == ("urgent", ("Nurse (Email to staff)",), False)
    assert found["small", "Routine", "English"] == ("off", ("the clinic’s mailbox",), True)
    assert found["any other", "Routine", "English"] == ("", ("the clinic’s mailbox",), False)


def test_unsaved_rule_is_tried_in_the_preview(dora_client: Client, nurse: Receiver) -> None:
    make_rule("all", tells_mailbox=True)
    url = reverse(f"{RULES}:preview_on_add")
    assert dora_client.post(url, RULE | {"receivers": [str(nurse.pk)]}).json()["is_valid"]
    words = get_page_text(dora_client.get(url))
    assert "These rules decide nothing, because others come first: Urgent" in words
    assert RoutingRule.objects.count() == 1


def test_overview_shows_the_saved_rules(ben_client: Client, nurse: Receiver) -> None:
    make_rule("urgent", nurse, urgency="urgent")
    words = get_page_text(ben_client.get("/admin/intake/deliveries/routing/"))
    assert "Nurse (Email to staff)" in words
    assert ben_client.get(reverse(f"{RULES}:add")).status_code == 302


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"kind": "staff-email"}, "Choose an account, or enter an email address"),
        ({"kind": "webhook", "url": "http://records.example/", "secret": SECRET}, "Enter an https address."),
        ({"kind": "webhook", "secret": SECRET}, "Enter an https address."),
        ({"kind": "webhook", "url": "https://records.example/"}, "Enter the secret"),
        ({"kind": "webhook", "url": "https://records.example/", "secret": "whsec_x"}, "This is no secret of a webhook"),
    ],
)
def test_receiver_that_nothing_can_reach_is_refused(dora_client: Client, form: dict[str, object], error: str) -> None:
    assert error in post(dora_client, RECEIVERS, {"name": "Records", "is_active": "on"} | form)
    assert not Receiver.objects.exists()


def test_secret_is_sealed_and_stays_when_the_field_is_empty(dora_client: Client) -> None:
    form = {"name": "Records", "is_active": "on", "kind": "webhook", "url": "https://records.example/"}
    post(dora_client, RECEIVERS, form | {"secret": SECRET})
    receiver = Receiver.objects.get()
    url = reverse(f"{RECEIVERS}:edit", args=[receiver.pk])
    assert SECRET not in dora_client.get(url).content.decode()
    dora_client.post(url, form | {"name": "Renamed"})
    receiver.refresh_from_db()
    assert (receiver.name, receivers.read_secret(receiver)) == ("Renamed", b"sixteen and eight more bytes")
