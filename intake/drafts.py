"""Drafts: what a visitor has answered so far, readable with the visitor's own token and with nothing else."""

import hashlib
import re
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from intake import sealing
from intake.models import Draft, QuestionnaireVersion

Answers = dict[str, Any]

TOKEN_BYTES = 32
TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
SAVE_ATTEMPTS = 10
PURGE_BATCH = 500


class DraftNotFound(Exception):
    """No draft has this token: forged, malformed, expired or forgotten."""


class DraftConsumed(Exception):
    """This draft was submitted and takes no more answers."""


class DraftBusy(Exception):
    """Other tabs kept changing the draft, so that this change was never the next one."""


def start(*, version: QuestionnaireVersion, language: str) -> tuple[Draft, str]:
    """A new, empty draft, and the token that opens it, which is kept nowhere but with the visitor."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    draft = Draft(
        token_hash=hash_of(token),
        version=version,
        language=language,
        idempotency_key=secrets.token_hex(16),
        expires_at=timezone.now() + settings.DRAFT_LIFETIME,
    )
    draft.sealed_answers = seal(draft, token, {})
    draft.save(force_insert=True)
    return draft, token


def find(token: str) -> Draft:
    """The draft of a token, also one that was submitted (`is_consumed`).

    Raises DraftNotFound.
    """
    if not TOKEN_SHAPE.fullmatch(token):
        raise DraftNotFound
    try:
        return Draft.objects.select_related("version", "submission").get(
            token_hash=hash_of(token), expires_at__gt=timezone.now()
        )
    except Draft.DoesNotExist as error:
        raise DraftNotFound from error


def read(draft: Draft, token: str) -> Answers:
    """What was answered so far; of a submitted draft nothing."""
    if draft.is_consumed:
        return {}
    answers: Answers = sealing.unseal_json(answers_key(token), draft.sealed_answers, context=answers_context(draft))
    return answers


def save(draft: Draft, token: str, change: Callable[[Answers], Answers]) -> Answers:
    """Keep what `change` makes of the answers, and return it.

    `change` is called again on newer answers when another tab saved in between, so it must change only what it means
    to. Raises DraftConsumed, DraftNotFound if the draft was forgotten meanwhile, and DraftBusy.
    """
    for _ in range(SAVE_ATTEMPTS):
        if draft.is_consumed:
            raise DraftConsumed
        answers = change(read(draft, token))
        sealed = seal(draft, token, answers)
        is_saved = unchanged(draft).update(sealed_answers=sealed, revision=F("revision") + 1)
        if is_saved:
            draft.sealed_answers, draft.revision = sealed, draft.revision + 1
            return answers
        refresh(draft)
    raise DraftBusy


def forget(draft: Draft) -> None:
    """Delete the draft. What was submitted from it stays."""
    Draft.objects.filter(pk=draft.pk).delete()


def purge() -> int:
    """Delete the expired drafts, in small transactions; gives their number."""
    deleted = 0
    while expired := list(
        Draft.objects.filter(expires_at__lte=timezone.now()).values_list("pk", flat=True)[:PURGE_BATCH]
    ):
        deleted += Draft.objects.filter(pk__in=expired).delete()[0]
    return deleted


def consume(draft: Draft, submission_id: uuid.UUID) -> bool:
    """Mark the draft as submitted and empty it, in the caller's transaction; False if it changed since it was read."""
    return bool(unchanged(draft).update(submission_id=submission_id, sealed_answers=b""))


def refresh(draft: Draft) -> None:
    """See what another tab made of it; DraftNotFound if that was to forget it."""
    try:
        draft.refresh_from_db(fields=["sealed_answers", "revision", "submission"])
    except Draft.DoesNotExist as error:
        raise DraftNotFound from error


def unchanged(draft: Draft) -> QuerySet[Draft]:
    return Draft.objects.filter(pk=draft.pk, revision=draft.revision, submission=None)


def seal(draft: Draft, token: str, answers: Answers) -> bytes:
    return sealing.seal_json(answers_key(token), answers, context=answers_context(draft))


def hash_of(token: str) -> str:
    """What the row knows a token by. A plain hash will do: nobody can guess 256 random bits."""
    return hashlib.sha256(b"intake.draft/token:" + token.encode()).hexdigest()


def answers_key(token: str) -> bytes:
    return sealing.derive(token.encode(), "intake.draft/answers")


def answers_context(draft: Draft) -> str:
    return sealing.context("draft", draft.pk, "answers")
