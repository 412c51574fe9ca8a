"""What patient and clinic write to each other, as the own page shows it, and how a patient replies."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.audit import chain
from intake.audit.digests import hash_row
from intake.encryption import submission_keys
from intake.enums import Action, PatientChange, SubmissionState
from intake.models import Reply, ReplyFile, Submission
from intake.patient.actions import notify_staff
from intake.reply_files import FileDescription, describe_file
from intake.token_sessions.patient_sessions import OwnPageAccess

MAX_REPLY_LENGTH = 5000
# In all. Whoever has more to say is better served on the telephone, and nobody can fill the site's disk.
MAX_REPLIES = 50
REPLY_RATE = Rate(at_once=5, interval=timedelta(minutes=5))
FINISHED_STATES = {SubmissionState.CLOSED, SubmissionState.WITHDRAWN}


class ReplyRefused(Exception):
    """The case is closed, or there were too many replies, or too many in a short time."""


@dataclass(frozen=True)
class Letter:
    """A message from the clinic, or a reply of the patient's own. `file_name` is that of the file that came with it."""

    sent_at: datetime
    text: str = field(repr=False)
    is_own: bool = False
    file_name: str = field(default="", repr=False)


def get_messages_key(access: OwnPageAccess) -> bytes:
    return submission_keys.derive_messages_key(access.key) if access.opens_answers else access.key


def read_letters(access: OwnPageAccess) -> list[Letter]:
    """Return what both wrote, the latest first."""
    key = get_messages_key(access)
    letters = [
        Letter(message.created_at, submission_keys.read_message(message, key))
        for message in access.submission.messages.all()
    ]
    letters += [read_own_reply(reply, key) for reply in access.submission.replies.all()]
    return sorted(letters, key=lambda letter: letter.sent_at, reverse=True)


def read_own_reply(reply: Reply, key: bytes) -> Letter:
    content = submission_keys.read_reply(reply, key)
    file_name = content["file"]["name"] if content["file"] else ""
    return Letter(reply.created_at, content["text"], is_own=True, file_name=file_name)


def can_reply(submission: Submission) -> bool:
    """Return whether the patient may write now: once the clinic has written, and while the case is open."""
    is_open = submission.state not in FINISHED_STATES and not submission.erased_at
    return is_open and submission.messages.exists() and submission.replies.count() < MAX_REPLIES


def send_reply(access: OwnPageAccess, text: str, file: UploadedFile | None = None) -> None:
    """Seal what the patient writes, with the file that they attached, and tell staff that there is something.

    Raises ReplyRefused, and ValueError for a file that `validate_file` refuses.
    """
    content = file.read() if file else b""
    described = describe_file(file.name or "", content) if file else None
    if not rate_limit.allow_attempt("own-page/reply", str(access.submission.pk), REPLY_RATE):
        raise ReplyRefused
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=access.submission.pk)
        if not can_reply(submission):
            raise ReplyRefused
        save_reply(access, submission, text, described, content)


def save_reply(
    access: OwnPageAccess,
    submission: Submission,
    text: str,
    described: FileDescription | None = None,
    content: bytes = b"",
) -> None:
    """Add the reply and its file, and record it, in the caller's transaction."""
    key = get_messages_key(access)
    reply = Reply(submission=submission)
    file = described.to_json() if described else None
    submission_keys.seal_reply(reply, key, {"text": text, "file": file})
    reply.save(force_insert=True)
    if described:
        sealed = ReplyFile(reply=reply)
        submission_keys.seal_reply_file(sealed, key, content)
        sealed.save(force_insert=True)
    mark = notify_staff(submission, PatientChange.REPLIED)
    chain.record_action(Action.REPLIED, submission, by=None, reply=str(reply.pk), row=hash_row(reply), mark=mark)
