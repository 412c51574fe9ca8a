"""Rules are tried before they are saved, and one that reaches nobody is refused in a sentence."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from intake.accountability import procedure_audit
from intake.delivery import receivers
from intake.enums import Action, ReceiverKind
from intake.models import AuditEntry, Receiver, RoutingRule
from intake.staff import roles
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


def test_fhir_server_is_entered_only_if_the_settings_let_it_get_answers(
    dora_client: Client, settings: Settings
) -> None:
    form = {"name": "Records", "kind": "fhir-server", "url": "https://elsewhere.example/fhir", "is_active": "on"}
    assert "Answers may not be sent to this address." in post(dora_client, RECEIVERS, form)
    settings.ANSWERS_ALLOWED_HOSTS = ["elsewhere.example"]
    post(dora_client, RECEIVERS, form)
    assert Receiver.objects.get().name == "Records"


WEBHOOK = {"name": "Records", "is_active": "on", "kind": "webhook", "url": "https://records.example/", "secret": SECRET}
X25519 = X25519PrivateKey.generate()
MLKEM = MLKEM768PrivateKey.generate().public_key().public_bytes_raw()
RAW = X25519.public_key().public_bytes_raw()
PEM = X25519.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def to_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (to_base64(RAW), to_base64(RAW)),
        (f" {to_base64(MLKEM + RAW)[:40]}\r\n{to_base64(MLKEM + RAW)[40:]}", to_base64(MLKEM + RAW)),
        (PEM, to_base64(RAW)),
    ],
    ids=["x25519", "hybrid-in-two-lines", "pem"],
)
def test_public_key_is_stored_in_one_form_and_its_change_is_in_the_audit(
    dora_client: Client, settings: Settings, text: str, stored: str
) -> None:
    settings.ANSWERS_ALLOWED_HOSTS = ["records.example"]
    post(dora_client, RECEIVERS, WEBHOOK | {"public_key": text})
    receiver = Receiver.objects.get()
    assert (receiver.public_key, receiver.gets_answers) == (stored, True)
    edit = reverse(f"{RECEIVERS}:edit", args=[receiver.pk])
    assert stored in dora_client.get(edit).content.decode().replace("&#x2B;", "+")
    dora_client.post(edit, WEBHOOK | {"public_key": ""})
    receiver.refresh_from_db()
    assert (receiver.public_key, receiver.gets_answers) == ("", False)
    assert list_procedure_changes() == [(what, "receiver", str(receiver.pk)) for what in ("create", "edit")]


@pytest.mark.parametrize(
    "text",
    [
        "not base64",
        to_base64(RAW[:16]),
        to_base64(RAW + b"\0"),
        to_base64(MLKEM),
        to_base64(MLKEM + RAW[:31]),
        to_base64(RAW + MLKEM),
        PEM[:60],
        to_base64(bytes(32)),
        to_base64(b"\x01" + bytes(31)),
        "4Ot6fDtBuK4WVuP68Z/EatoJjeucMrH9hmIFFl9JuAA=",
        "7f///////////////////////////////////////38=",
        to_base64(bytes(1184) + RAW),
        to_base64(b"\xff" * 1184 + RAW),
        to_base64(MLKEM + bytes(32)),
    ],
    ids=[
        *("words", "half", "too-long", "no-x25519", "cut", "wrong-order", "half-pem"),
        *("zero", "one", "order-8", "order-1-again", "mlkem-zero", "mlkem-too-large", "x25519-zero"),
    ],
)
def test_key_that_nothing_can_be_sealed_to_is_refused(dora_client: Client, settings: Settings, text: str) -> None:
    settings.ANSWERS_ALLOWED_HOSTS = ["records.example"]
    said = post(dora_client, RECEIVERS, WEBHOOK | {"public_key": text})
    assert "Nothing can be sealed to this key. Paste all of it" in said
    assert not Receiver.objects.exists()


def test_private_key_is_refused_and_not_shown_again(dora_client: Client) -> None:
    pem = X25519.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert "This is a private key" in post(dora_client, RECEIVERS, WEBHOOK | {"public_key": pem})
    assert not Receiver.objects.exists()


def test_public_key_is_for_a_signed_message_to_an_allowed_host_alone(dora_client: Client, settings: Settings) -> None:
    form = WEBHOOK | {"public_key": to_base64(RAW)}
    assert "Answers may not be sent to this address." in post(dora_client, RECEIVERS, form)
    settings.ANSWERS_ALLOWED_HOSTS = ["records.example"]
    refused = form | {"kind": "fhir-server", "secret": ""}
    assert "Only a signed message" in post(dora_client, RECEIVERS, refused)
    assert not Receiver.objects.exists()


def test_change_of_a_rule_is_in_the_audit(dora_client: Client, dora: User) -> None:
    post(dora_client, RULES, {"name": "All", "tells_mailbox": "on"})
    rule = RoutingRule.objects.get()
    dora_client.post(reverse(f"{RULES}:edit", args=[rule.pk]), {"name": "Everything", "tells_mailbox": "on"})
    dora_client.post(reverse(f"{RULES}:delete", args=[rule.pk]))
    entries = AuditEntry.objects.filter(action=Action.PROCEDURE_CHANGED).order_by("sequence")
    assert [(entry.actor_name, entry.detail) for entry in entries] == [
        ("dora", {"what": what, "model": "routingrule", "id": str(rule.pk)}) for what in ("create", "edit", "delete")
    ]


def list_procedure_changes() -> list[tuple[str, str, str]]:
    entries = AuditEntry.objects.filter(action=Action.PROCEDURE_CHANGED).order_by("sequence")
    return [(entry.detail["what"], entry.detail["model"], entry.detail["id"]) for entry in entries]


def test_rule_that_is_moved_is_in_the_audit(dora_client: Client) -> None:
    """The first rule that matches decides, and Wagtail keeps no history of a move."""
    rules = [RoutingRule.objects.create(name=name, sort_order=place) for place, name in enumerate(["A", "B"])]
    url = reverse(f"{RULES}:reorder", args=[rules[1].pk])
    assert dora_client.post(f"{url}?position=0").status_code == 200
    assert [rule.name for rule in RoutingRule.objects.order_by("sort_order")] == ["B", "A"]
    assert list_procedure_changes() == [("reorder", "routingrule", str(rules[1].pk))]


def test_what_is_deleted_with_others_is_in_the_audit(dora_client: Client) -> None:
    rules = [RoutingRule.objects.create(name=name) for name in ("A", "B")]
    ids = "&".join(f"id={rule.pk}" for rule in rules)
    dora_client.post(f"/admin/bulk/intake/routingrule/delete/?{ids}", {"next": "/admin/"})
    assert not RoutingRule.objects.exists()
    assert set(list_procedure_changes()) == {("delete", "routingrule", str(rule.pk)) for rule in rules}


def test_every_rule_of_the_clinics_work_is_audited() -> None:
    assert {model._meta.model_name for model in procedure_audit.PROCEDURES} == {*roles.RULED_MODELS}
