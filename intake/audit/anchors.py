"""Anchors: each day the end of the audit is written to a file and mailed to an auditor, outside the clinic's reach.

A checkpoint (intake/audit/checkpoints.py) reveals a cut-off end as long as the staff's machine can be trusted. An
anchor in the auditor's mailbox needs no such trust: `manage.py audit verify --anchor FILE` tells whether the audit
still has the entry that it names. It is signed with a key pair that is derived from the staff key, so that nobody can
accuse the clinic with a false one, and so that the auditor can check it with the public half alone. Anchors from before
that carry a MAC under the staff key, and the new ones too.
"""

import base64
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from intake.audit import signatures
from intake.encryption import key_ring, primitives
from intake.models import AuditEntry

ANCHOR_PURPOSE = "audit/anchor"
SIGNING_PURPOSE = "audit/anchor-signing"
ANCHORS_FOLDER = "anchors"


class BrokenAnchor(Exception):
    """An anchor was not made by this site, or the audit does not have the entry that it names. The text says which."""


@dataclass(frozen=True)
class Anchor:
    """That the audit had an entry with this number and this hash at that time (ISO 8601, UTC)."""

    sequence: int
    hash: str
    at: str
    proof: str = ""
    signature: str = ""

    @property
    def text(self) -> str:
        return f"{self.sequence}/{self.hash}/{self.at}"


def load_signing_key() -> primitives.SigningKey:
    """Raises KeyUnavailable in a process of the public role."""
    return primitives.SigningKey(key_ring.load_staff_key().key_for(SIGNING_PURPOSE))


def show_public_half() -> str:
    """Return what auditors verify anchors with, as base64."""
    return base64.b64encode(load_signing_key().verifying_key.public).decode()


def make_anchor() -> Anchor | None:
    """Return an anchor of the latest entry; None while there is none. Without the staff key nothing vouches for it."""
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    if last is None:
        return None
    anchor = Anchor(*last, at=datetime.now(UTC).isoformat())
    try:
        signature = load_signing_key().sign(signatures.build_proof_message(ANCHOR_PURPOSE, anchor.text))
    except key_ring.KeyUnavailable:
        signature = b""
    proof = signatures.create_proof(ANCHOR_PURPOSE, anchor.text)
    return replace(anchor, proof=proof, signature=base64.b64encode(signature).decode())


def save_and_send_anchor() -> None:
    """Write the day's anchor into a file, and mail it to the auditor if one is set."""
    anchor = make_anchor()
    if anchor is None:
        return
    folder: Path = settings.AUDIT_FOLDER / ANCHORS_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = json.dumps(asdict(anchor))
    (folder / f"{anchor.at[:10]}.json").write_text(line, encoding="ascii")
    if settings.AUDITOR_EMAIL:
        build_anchor_email(anchor, line).send()


def build_anchor_email(anchor: Anchor, line: str) -> EmailMessage:
    subject = _("The end of the audit on %(day)s: entry %(number)s") % {
        "day": anchor.at[:10],
        "number": anchor.sequence,
    }
    explanation = _(
        "Keep this email: whoever later shortens or rewrites the audit cannot change it. To compare, save the line"
        " below in a file and have the clinic run: manage.py audit verify --anchor FILE"
    )
    return EmailMessage(subject, f"{explanation}\n\n{line}\n", settings.DEFAULT_FROM_EMAIL, [settings.AUDITOR_EMAIL])


def verify_anchor(text: str, public_half: str = "") -> Anchor:
    """Return the anchor that a text holds, if it is genuine and the audit still has its entry. Raises BrokenAnchor.

    With the public half of the anchors' key, in base64, no other key is needed; without it, raises KeyUnavailable
    where the staff key is not.
    """
    try:
        anchor = Anchor(**json.loads(text))
        is_genuine = is_signed(anchor, public_half) if public_half else is_from_this_site(anchor)
    except (ValueError, TypeError, AttributeError) as error:
        raise BrokenAnchor("This is no anchor, or no public key of one.") from error
    if not is_genuine:
        raise BrokenAnchor("This anchor was not made with the staff key of this site.")
    if not AuditEntry.objects.filter(sequence=anchor.sequence, hash=anchor.hash).exists():
        raise BrokenAnchor(f"The audit no longer has entry {anchor.sequence} as it was on {anchor.at}.")
    return anchor


def is_signed(anchor: Anchor, public_half: str) -> bool:
    verifying_key = primitives.VerifyingKey(base64.b64decode(public_half, validate=True))
    message = signatures.build_proof_message(ANCHOR_PURPOSE, anchor.text)
    return verifying_key.verifies(message, base64.b64decode(anchor.signature, validate=True))


def is_from_this_site(anchor: Anchor) -> bool:
    """Return whether the MAC is right, which older anchors have, too. Raises KeyUnavailable without the staff key."""
    return signatures.is_proven_by_staff(ANCHOR_PURPOSE, anchor.text, anchor.proof)
