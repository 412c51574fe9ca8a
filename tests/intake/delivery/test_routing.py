"""A submission goes to whom the first matching rule says, and never nowhere."""

import uuid

import pytest
from django.contrib.auth.models import User
from django.core import mail
from pytest_django import DjangoAssertNumQueries, Settings

from intake.delivery import outbox, routing
from intake.delivery.channels import webhook
from intake.delivery.routing import DEFAULT_DESTINATIONS, Destination, RoutedFacts, Rule
from intake.enums import CHANGE_CHANNELS, Channel, DeliveryState, PatientChange, ReceiverKind
from intake.models import Delivery, QuestionnaireVersion, Receiver, RoutingRule
from intake.visitor import actions
from tests.intake import builders

pytestmark = pytest.mark.django_db

FACTS = RoutedFacts(questionnaire="small", outcome="needs-a-human", urgency="urgent", language="en")


def make_rule(name: str, *receivers: Receiver, **fields: object) -> RoutingRule:
    given = {"sort_order": RoutingRule.objects.count(), "tells_mailbox": False} | fields
    rule = RoutingRule(name=name, **given)
    rule.receivers.set(receivers)
    rule.save()
    return rule


@pytest.fixture
def nurse() -> Receiver:
    return Receiver.objects.create(name="Nurse", kind=ReceiverKind.STAFF_EMAIL, email_address="nurse@example.org")


@pytest.fixture
def records() -> Receiver:
    return Receiver.objects.create(name="Records", kind=ReceiverKind.WEBHOOK, url="https://records.example/")


def list_deliveries() -> set[tuple[str, str | None]]:
    return set(Delivery.objects.values_list("channel", "receiver__name"))


@pytest.mark.parametrize(
    ("conditions", "matches"),
    [
        ({}, True),
        ({"questionnaire": "small", "outcome": "needs-a-human", "urgency": "urgent", "language": "en"}, True),
        ({"questionnaire": "other"}, False),
        ({"outcome": "likely-suitable"}, False),
        ({"urgency": "routine"}, False),
        ({"language": "de"}, False),
    ],
)
def test_each_condition_must_hold(conditions: dict[str, str], matches: bool) -> None:
    rule = Rule("rule", RoutedFacts(**dict.fromkeys(routing.CONDITIONS, "") | conditions), ())
    assert rule.matches(FACTS) is matches


def test_first_matching_rule_decides(version: QuestionnaireVersion, nurse: Receiver, records: Receiver) -> None:
    make_rule("other language", language="de")
    make_rule("urgent", nurse, records, urgency="urgent", questionnaire="small")
    make_rule("all", tells_mailbox=True)
    builders.make_receipt(version)
    assert list_deliveries() == {(Channel.STAFF_EMAIL, "Nurse"), (Channel.WEBHOOK, "Records")}
    Delivery.objects.all().delete()
    builders.make_receipt(version, **{"pain.when": "day", "night.words": None})
    assert list_deliveries() == {(Channel.STAFF_EMAIL, None)}


def test_without_a_matching_rule_it_goes_to_the_mailbox(version: QuestionnaireVersion, nurse: Receiver) -> None:
    make_rule("other language", nurse, language="de")
    builders.make_receipt(version)
    assert list_deliveries() == {(Channel.STAFF_EMAIL, None)}


def test_rule_that_reaches_nobody_falls_back_to_the_mailbox(
    version: QuestionnaireVersion, nurse: Receiver, records: Receiver
) -> None:
    make_rule("nobody")
    builders.make_receipt(version)
    make_rule("switched off", nurse, sort_order=-1)
    Receiver.objects.update(is_active=False)
    builders.make_receipt(version)
    assert list(Delivery.objects.values_list("channel", "receiver")) == [(Channel.STAFF_EMAIL, None)] * 2


def test_email_to_a_deactivated_account_goes_to_the_mailbox(
    version: QuestionnaireVersion, ben: User, settings: Settings
) -> None:
    """A public process cannot read accounts, so this is found when it is sent."""
    make_rule("ben", Receiver.objects.create(name="Ben", kind=ReceiverKind.STAFF_EMAIL, account=ben))
    for is_active in (True, False):
        User.objects.update(is_active=is_active)
        builders.make_receipt(version)
        outbox.drain_deliveries()
    assert [letter.to for letter in mail.outbox] == [["ben@example.org"], [settings.STAFF_NOTICE_EMAIL]]
    assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()


def test_change_by_the_patient_is_told_to_the_same_people(version: QuestionnaireVersion, nurse: Receiver) -> None:
    make_rule("nurse", nurse, tells_mailbox=True)
    submission = builders.make_receipt(version).submission
    for _ in range(2):
        outbox.enqueue_change(submission, PatientChange.REPLIED)
    changes = Delivery.objects.filter(channel=Channel.STAFF_CHANGE)
    assert set(changes.values_list("receiver__name", flat=True)) == {None, "Nurse"}
    assert changes.count() == 2


def list_changes() -> set[tuple[str, str | None, str]]:
    changes = Delivery.objects.filter(channel__in=CHANGE_CHANNELS)
    return set(changes.values_list("channel", "receiver__name", "change"))


def test_programs_are_told_once_of_each_kind_of_change(
    version: QuestionnaireVersion, nurse: Receiver, records: Receiver
) -> None:
    make_rule("both", nurse, records)
    submission = builders.make_receipt(version).submission
    for change in (PatientChange.REPLIED, PatientChange.REPLIED, PatientChange.VISIT):
        outbox.enqueue_change(submission, change)
    assert list_changes() == {
        (Channel.STAFF_CHANGE, "Nurse", ""),
        (Channel.WEBHOOK_CHANGE, "Records", "replied"),
        (Channel.WEBHOOK_CHANGE, "Records", "visit"),
    }
    # One that is being sent may be older than the next reply.
    Delivery.objects.filter(change="replied").update(claim=uuid.uuid4())
    outbox.enqueue_change(submission, PatientChange.REPLIED)
    assert Delivery.objects.filter(change="replied").count() == 2


def test_receivers_can_be_told_of_new_submissions_alone(
    version: QuestionnaireVersion, nurse: Receiver, records: Receiver
) -> None:
    make_rule("both", nurse, records)
    submission = builders.make_receipt(version).submission
    Receiver.objects.update(is_told_of_changes=False)
    outbox.enqueue_change(submission, PatientChange.REPLIED)
    # Somebody is told all the same.
    assert list_changes() == {(Channel.STAFF_CHANGE, None, "")}


@pytest.mark.parametrize(
    ("change", "type_"),
    [
        (PatientChange.REPLIED, "submission.replied"),
        (PatientChange.VISIT, "submission.appointment_answered"),
        (PatientChange.CORRECTED, "submission.corrected"),
        (PatientChange.CONSENT_WITHDRAWN, "submission.consent_withdrawn"),
        (PatientChange.WITHDRAWN, "submission.withdrawn"),
        (PatientChange.ERASED, "submission.erased"),
    ],
)
def test_message_says_what_kind_of_change_it_was_and_nothing_else(
    version: QuestionnaireVersion, records: Receiver, change: PatientChange, type_: str
) -> None:
    submission = builders.make_receipt(version).submission
    Delivery.objects.create(submission=submission, channel=Channel.WEBHOOK, receiver=records)
    outbox.enqueue_change(submission, change)
    delivery = Delivery.objects.get(channel=Channel.WEBHOOK_CHANGE)
    event = webhook.build_submission_event(delivery, webhook.build_answers(delivery, records, "msg_1"))
    assert event["type"] == type_
    assert event["timestamp"] == delivery.pending_since.isoformat()
    assert set(event["data"]) == {
        *("reference", "state", "urgency", "outcome", "questionnaire", "language", "url"),
    }


def test_submitting_with_rules_takes_at_most_12_queries(
    version: QuestionnaireVersion,
    nurse: Receiver,
    records: Receiver,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(5):
        make_rule(f"rule {number}", nurse, records, questionnaire="small", language="de" if number < 4 else "")
    builders.make_receipt(version)
    draft, token = builders.make_draft(version)
    with django_assert_max_num_queries(12):
        actions.submit_draft(draft=draft, token=token)
    assert Delivery.objects.filter(channel=Channel.WEBHOOK).count() == 2


def test_saved_and_loaded_rules_decide_alike(version: QuestionnaireVersion, nurse: Receiver, records: Receiver) -> None:
    make_rule("one", nurse, records, tells_mailbox=True)
    submission = builders.make_receipt(version).submission
    chosen = routing.choose_destinations(submission)
    assert chosen[:1] == DEFAULT_DESTINATIONS
    assert {each.receiver_id for each in chosen} == {None, nurse.pk, records.pk}
    [rule] = routing.list_rules()
    assert set(rule.destinations) == {
        *DEFAULT_DESTINATIONS,
        Destination(Channel.STAFF_EMAIL, nurse.pk, "Nurse"),
        Destination(Channel.WEBHOOK, records.pk, "Records"),
    }
