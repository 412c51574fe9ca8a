"""Actions inside the site under test, in its own process and with its own settings.

python -m tests.intake.inside drafts NUMBER MARKER    makes finished drafts, each fourth in German; prints their tokens
python -m tests.intake.inside chain                   prints the first entry that is wrong in the audit chain
python -m tests.intake.inside receivers URL SECRET FHIR_URL    has German submissions told to two programs
python -m tests.intake.inside unsent                  counts what was not sent, by what holds it up
"""

import json
import os
import sys

import django


def main(verb: str, *arguments: str) -> object:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")
    django.setup()
    from django.db import transaction

    from intake.audit import checks
    from tests.intake import builders

    if verb == "chain":
        fault = checks.verify_chain()
        return fault.sequence if fault else None
    if verb == "receivers":
        return make_receivers(*arguments)
    if verb == "unsent":
        return describe_unsent()
    number, marker = arguments
    version = builders.make_version()
    answers = {"night.words": f"It wakes me. {marker}", "contact.name": f"{marker} (made up)"}
    with transaction.atomic():
        made = [builders.make_draft(version, **answers) for _ in range(int(number))]
        for draft, _token in made[::4]:
            draft.language = "de"
            draft.save(update_fields=["language"])
        return [token for _draft, token in made]


def make_receivers(webhook_url: str, secret: str, fhir_url: str) -> list[str]:
    from intake.delivery import receivers, webhook_signature
    from intake.enums import ReceiverKind
    from intake.models import Receiver, RoutingRule

    webhook = Receiver(name="Program", kind=ReceiverKind.WEBHOOK, url=webhook_url)
    receivers.seal_secret(webhook, webhook_signature.parse_secret(secret))
    records = Receiver(name="Records", kind=ReceiverKind.FHIR_SERVER, url=fhir_url)
    rule = RoutingRule(name="German", language="de", tells_mailbox=True)
    rule.save()
    for receiver in (webhook, records):
        receiver.save(force_insert=True)
    rule.receivers.set([webhook, records])
    rule.save()
    return [receiver.name for receiver in (webhook, records)]


def describe_unsent() -> list[str]:
    from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Max, Min, Value, When
    from django.db.models.functions import Now

    from intake.delivery import outbox, pauses
    from intake.enums import DeliveryState
    from intake.models import Delivery

    due_in = ExpressionWrapper(F("due_at") - Now(), output_field=DurationField())
    holder = Case(When(claim=None, then=Value("nobody")), default=Value("a worker"))
    rows = (
        Delivery.objects.exclude(state=DeliveryState.SENT)
        .values("channel", "state", "last_error", holder=holder)
        .annotate(
            number=Count("pk"), least=Min("attempts"), most=Max("attempts"), first_due=Min(due_in), last_due=Max(due_in)
        )
        .order_by("channel", "-number")
    )
    found = [
        f"{row['number']} {row['channel']} {row['state']}, claimed by {row['holder']}, {row['least']} to {row['most']} "
        f"attempts, last error {row['last_error'] or 'none'}, "
        f"due in {row['first_due'].total_seconds():.1f} to {row['last_due'].total_seconds():.1f} s"
        for row in rows
    ]
    return [
        *found,
        f"paused: {', '.join(pauses.list_paused_groups()) or 'nothing'}",
        f"seconds since the last drain began: {outbox.get_seconds_since_drain()}",
    ]


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
