"""Reads what mail servers return after they had accepted an email to a patient (RFC 3464), and marks the delivery.

Anybody can send such a message, and write anything into it. So it counts only if it names a delivery in a way that
nobody can guess: by the signed address that it was returned to or, on a site without such addresses, by the Message-ID
of the returned email, which is random. Of its words nothing is read but the action and the status code, and nothing is
stored but the code. Nothing is asked of the network.
"""

import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from enum import Enum

from django.conf import settings
from django.db import transaction

from intake.audit import chain
from intake.audit.site_actor import SITE
from intake.delivery import return_addresses
from intake.enums import PATIENT_CHANNELS, Action, DeliveryState
from intake.models import Delivery

# A report repeats at most the email, which is short, and has parts in two or three levels. For other messages a parser
# may take a time that grows with the square of their length, and with their depth.
MOST_BYTES = 1 << 18
MOST_BOUNDARIES = 20
BOUNCED = "bounced"
# Where mail servers say which address a message was delivered to.
RECIPIENT_HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
# Python's parser takes a parameter of this header off its front, and copies the rest: with megabytes it takes minutes.
CONTENT_TYPE = re.compile(rb"(?i)(?:^|[\r\n])content-type:[^\r\n]*(?:(?:\r\n|[\r\n])[ \t][^\r\n]*)*")
MOST_TYPE_BYTES = 2000
STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}", re.ASCII)
MESSAGE_ID = re.compile(r"<delivery-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.ASCII)


class Outcome(Enum):
    MARKED = "marked"
    # Too long, no report, or not one of a failure.
    NO_REPORT = "no report"
    # Of no email to a patient that was sent, or marked before.
    UNKNOWN = "unknown"


def read_bounce(raw: bytes, *, recipient: str = "") -> Outcome:
    """Mark the delivery that a message reports as failed for good. `recipient` is what it was returned to, if known.

    Raises KeyUnavailable without the staff key.
    """
    if len(raw) > MOST_BYTES or raw.lower().count(b"boundary") > MOST_BOUNDARIES:
        return Outcome.NO_REPORT
    try:
        message = parse_message(raw)
        parts = list_parts(message)
        status = find_failure(parts)
        named = " ".join([recipient, *read_headers(message, RECIPIENT_HEADERS)])
        message_ids = " ".join(text for part in parts for text in read_returned_ids(part))
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        # Strangers write it: whatever a parser does not take is no report.
        return Outcome.NO_REPORT
    if status is None:
        return Outcome.NO_REPORT
    delivery_id = return_addresses.find_delivery_id(named)
    found = None if settings.BOUNCE_EMAIL else MESSAGE_ID.search(message_ids)
    return mark_bounced(str(delivery_id or (found[1] if found else "")), status)


def parse_message(raw: bytes) -> Message:
    """Raises ValueError for a message that would take long."""
    if any(len(found[0]) > MOST_TYPE_BYTES for found in CONTENT_TYPE.finditer(raw)):
        raise ValueError("a Content-Type that no mail server writes")
    return BytesParser(policy=policy.compat32).parsebytes(raw)


def list_parts(message: Message) -> list[Message]:
    """Return the parts of a delivery report; none of any other message."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return []
    kind = str(message.get_param("report-type", "")).lower()
    return [part for part in message.get_payload() if isinstance(part, Message)] if kind == "delivery-status" else []


def find_failure(parts: list[Message]) -> str | None:
    """Return the status code of the first recipient whom the email did not reach; None if it is only late, or did."""
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                status = STATUS.match(str(block.get("Status", "")).strip())
                return status[0] if status else ""
    return None


def read_returned_ids(part: Message) -> Iterator[str]:
    """Yield the Message-ID of the returned email, of which a report repeats all or its headers."""
    kind = part.get_content_type()
    if kind == "message/rfc822" and part.is_multipart():
        yield from read_headers(part.get_payload(0), ("Message-ID",))
    elif kind == "text/rfc822-headers":
        headers = part.get_payload(decode=True)
        if isinstance(headers, bytes):
            yield from read_headers(parse_message(headers), ("Message-ID",))


def read_headers(message: object, names: tuple[str, ...]) -> Iterator[str]:
    if isinstance(message, Message):
        for name in names:
            yield from map(str, message.get_all(name, []))


def mark_bounced(delivery_id: str, status: str) -> Outcome:
    """Note that an email to a patient came back: staff are told to ring. A second report changes nothing."""
    if not delivery_id:
        return Outcome.UNKNOWN
    code = f"{BOUNCED} {status}".strip()
    with transaction.atomic():
        sent = Delivery.objects.select_for_update(of=("self",)).select_related("submission")
        delivery = sent.filter(pk=delivery_id, channel__in=PATIENT_CHANNELS, state=DeliveryState.SENT).first()
        if delivery is None:
            return Outcome.UNKNOWN
        Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DEAD, sent_at=None, last_error=code)
        detail = {"delivery": str(delivery.pk), "status": status, "seen": "no"}
        chain.record_action(Action.BOUNCED, delivery.submission, by=SITE, **detail)
    return Outcome.MARKED
