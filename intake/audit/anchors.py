"""Anchors: each day the end of the audit is written to a file and mailed to an auditor, outside the clinic's reach.

A checkpoint (intake/audit/checkpoints.py) reveals a cut-off end as long as the staff's machine can be trusted. An
anchor in the auditor's mailbox needs no such trust: `manage.py audit verify --anchor FILE` tells whether the audit
still has the entry that it names. It carries a MAC under the staff key, so that nobody can accuse the clinic with a
false one.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from intake.audit import signatures
from intake.models import AuditEntry

ANCHOR_PURPOSE = "audit/anchor"
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

    @property
    def text(self) -> str:
        return f"{self.sequence}/{self.hash}/{self.at}"


def make_anchor() -> Anchor | None:
    """Return an anchor of the latest entry; None while there is none. The proof is empty without the staff key."""
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    if last is None:
        return None
    anchor = Anchor(*last, at=datetime.now(UTC).isoformat())
    return Anchor(*last, at=anchor.at, proof=signatures.create_proof(ANCHOR_PURPOSE, anchor.text))


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


def verify_anchor(text: str) -> Anchor:
    """Return the anchor that a text holds, if the audit still has its entry. Raises BrokenAnchor and KeyUnavailable."""
    try:
        anchor = Anchor(**json.loads(text))
        is_genuine = signatures.is_proven_by_staff(ANCHOR_PURPOSE, anchor.text, anchor.proof)
    except (ValueError, TypeError, AttributeError) as error:
        raise BrokenAnchor("This is no anchor.") from error
    if not is_genuine:
        raise BrokenAnchor("This anchor was not made with the staff key of this site.")
    if not AuditEntry.objects.filter(sequence=anchor.sequence, hash=anchor.hash).exists():
        raise BrokenAnchor(f"The audit no longer has entry {anchor.sequence} as it was on {anchor.at}.")
    return anchor
