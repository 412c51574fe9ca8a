"""Opens the files that patients send with their replies, and records it when a member of staff downloads one."""

import hashlib
import uuid

from django.contrib.auth.models import User
from django.db import transaction

from intake.audit import chain
from intake.encryption import submission_keys
from intake.encryption.primitives import SealError
from intake.enums import Action
from intake.models import ReplyFile, Submission
from intake.reply_files import FileDescription
from intake.staff.data_keys import get_trusted_data_key


def open_reply_file(pk: uuid.UUID, reply_pk: uuid.UUID, *, by: User) -> tuple[FileDescription, bytes]:
    """Return the description and the content of a file.

    Raises Reply.DoesNotExist or ReplyFile.DoesNotExist if there is none, SealError if it is not the file that came with
    the reply, and what `get_trusted_data_key` raises.
    """
    with transaction.atomic():
        submission = Submission.objects.get(pk=pk)
        key = submission_keys.derive_messages_key(get_trusted_data_key(submission))
        reply = submission.replies.get(pk=reply_pk)
        stored = submission_keys.read_reply(reply, key)["file"]
        if not stored:
            raise ReplyFile.DoesNotExist
        description = FileDescription.from_json(stored)
        content = read_file_content(reply.pk, description, key)
        chain.record_action(Action.FILE_DOWNLOADED, submission, by=by, reply=str(reply.pk))
    return description, content


def read_file_content(reply_pk: uuid.UUID, description: FileDescription, key: bytes) -> bytes:
    """Return the content of the file that a reply describes. The caller records that somebody gets it.

    Raises ReplyFile.DoesNotExist if it is gone, and SealError if it is not the file that came with the reply.
    """
    content = submission_keys.read_reply_file(ReplyFile.objects.get(reply=reply_pk), key)
    if hashlib.sha256(content).hexdigest() != description.digest:
        raise SealError("the file is not the one that came with the reply")
    return content
