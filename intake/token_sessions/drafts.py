"""Drafts: what a visitor has answered so far, readable with the visitor's own token and with nothing else.

Whoever wants to come back from anywhere gets a code, which follows from the token. The row then keeps the token sealed
under what is stretched from the code, and a hash to find it by, so that the database alone opens nothing.
"""

import hashlib
import re
import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from intake.encryption import codes, primitives
from intake.models import Draft, QuestionnaireVersion

Answers = dict[str, Any]

TOKEN_BYTES = 32
TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
PURGE_BATCH = 500
# Who has answered nothing for so long has left.
ABANDONED_AFTER = timedelta(hours=1)
# What another tab may have changed.
REFRESHED_FIELDS = (
    *("sealed_answers", "sealed_unfinished", "revision", "submission"),
    *("sealed_code", "receipt_until", "is_receipt_shown"),
)
# Codes are found by what is stretched from them, so they share one salt. With 86 random bits nobody tries them out.
CODE_SALT = b"intake.draft/code"


class DraftNotFound(Exception):
    """No draft has this token: forged, malformed, expired or forgotten."""


class DraftConsumed(Exception):
    """This draft was submitted and takes no more answers."""


class DraftTooLarge(Exception):
    """More than is kept of one draft. Nothing of this change was kept."""


class DraftBusy(Exception):
    """Other tabs kept changing the draft while it was being sent."""


class DraftsFull(Exception):
    """There are as many drafts as there is room for, and each holds somebody's answers."""


def create_draft(*, version: QuestionnaireVersion, language: str) -> tuple[Draft, str]:
    """A new, empty draft, and the token that opens it, which is kept nowhere but with the visitor.

    Raises DraftsFull.
    """
    delete_abandoned_drafts()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    draft = Draft(
        token_hash=hash_draft_token(token),
        version=version,
        language=language,
        idempotency_key=secrets.token_hex(16),
        expires_at=timezone.now() + settings.DRAFT_LIFETIME,
    )
    draft.sealed_answers = seal_answers(draft, token, {})
    draft.save(force_insert=True)
    return draft, token


def delete_abandoned_drafts() -> None:
    """Let go of drafts that were begun and left without an answer, where there is room for no more.

    Never of one with an answer in it, or that somebody means to come back to. Raises DraftsFull if none can go.
    """
    unsent = Draft.objects.filter(submission=None)
    if unsent.count() < settings.DRAFTS_AT_MOST:
        return
    abandoned = unsent.filter(
        revision=0, sealed_unfinished=b"", code_hash="", created_at__lte=timezone.now() - ABANDONED_AFTER
    )
    batch = list(abandoned.order_by("created_at").values_list("pk", flat=True)[:PURGE_BATCH])
    if not batch:
        raise DraftsFull
    Draft.objects.filter(pk__in=batch, revision=0, sealed_unfinished=b"", code_hash="", submission=None).delete()


def has_no_room() -> bool:
    """Whether nobody can begin just now."""
    return Draft.objects.filter(submission=None).count() >= settings.DRAFTS_AT_MOST


def find_draft(token: str) -> Draft:
    """The draft of a token, also one that was submitted (`is_consumed`).

    Raises DraftNotFound.
    """
    if not TOKEN_SHAPE.fullmatch(token):
        raise DraftNotFound
    try:
        # Without the definition: each process has read it already, and it is long.
        return (
            Draft.objects.select_related("version", "submission")
            .defer("version__definition")
            .get(token_hash=hash_draft_token(token), expires_at__gt=timezone.now())
        )
    except Draft.DoesNotExist as error:
        raise DraftNotFound from error


def read_draft_answers(draft: Draft, token: str) -> Answers:
    """What was answered so far; of a submitted draft nothing."""
    if draft.is_consumed:
        return {}
    answers: Answers = primitives.unseal_json(
        derive_answers_key(token), draft.sealed_answers, context=build_answers_context(draft)
    )
    return answers


def read_unfinished_pages(draft: Draft, token: str) -> dict[str, Answers]:
    """What stands on pages that were left without "Continue", by step."""
    if not draft.sealed_unfinished:
        return {}
    context = primitives.build_seal_context("draft", draft.pk, "unfinished")
    unfinished: dict[str, Answers] = primitives.unseal_json(
        derive_answers_key(token), draft.sealed_unfinished, context=context
    )
    return unfinished


def save_answers(draft: Draft, token: str, change: Callable[[Answers], Answers], *, step: str = "") -> Answers:
    """Keep what `change` makes of the answers, and return it; what stood unfinished on `step` is finished by it.

    `change` is called again on newer answers when another tab saved in between, so it must change only what it means
    to. Raises DraftConsumed, DraftTooLarge, and DraftNotFound if the draft was forgotten meanwhile.
    """
    answers: Answers = {}

    def attempt() -> bool:
        nonlocal answers
        answers = change(read_draft_answers(draft, token))
        unfinished = {key: typed for key, typed in read_unfinished_pages(draft, token).items() if key != step}
        sealed, sealed_unfinished = seal_answers(draft, token, answers), seal_unfinished_pages(draft, token, unfinished)
        check_draft_size(sealed, sealed_unfinished)
        is_saved = filter_unchanged(draft).update(
            sealed_answers=sealed, sealed_unfinished=sealed_unfinished, revision=F("revision") + 1
        )
        if is_saved:
            draft.sealed_answers, draft.sealed_unfinished = sealed, sealed_unfinished
            draft.revision += 1
        return bool(is_saved)

    change_with_retry(draft, attempt)
    return answers


def change_with_retry(draft: Draft, attempt: Callable[[], bool]) -> None:
    """Change the draft as it was read; where another tab was faster, as that left it, while no other may change it.

    Raises DraftConsumed, and DraftNotFound if the draft was forgotten meanwhile.
    """
    if not draft.is_consumed and attempt():
        return
    with transaction.atomic():
        refresh_draft(draft, is_locked=True)
        if draft.is_consumed:
            raise DraftConsumed
        attempt()  # Nobody is faster now.


def autosave_page(draft: Draft, token: str, step: str, typed: Answers) -> bool:
    """Keep what stands on the page of a step, to be shown there again; it counts as no answer.

    False, and nothing is kept, if the answers changed since the draft was read: this may be older than they are. Raises
    what `keep_page` raises.
    """
    revision = draft.revision

    def attempt() -> bool:
        return draft.revision != revision or update_unfinished_pages(draft, token, step, typed)

    change_with_retry(draft, attempt)
    return draft.revision == revision


def update_unfinished_pages(draft: Draft, token: str, step: str, typed: Answers) -> bool:
    """Keep one page beside what stands unfinished on others; False if any of it changed since the draft was read."""
    unfinished = read_unfinished_pages(draft, token) | {step: typed}
    sealed_unfinished = seal_unfinished_pages(draft, token, unfinished)
    check_draft_size(draft.sealed_answers, sealed_unfinished)
    return bool(filter_unchanged(draft).update(sealed_unfinished=sealed_unfinished))


def check_draft_size(*sealed: primitives.StoredBytes) -> None:
    if sum(map(len, sealed)) > settings.DRAFT_KILOBYTES * 1024:
        raise DraftTooLarge


def save_unfinished_page(draft: Draft, token: str, step: str, typed: Answers) -> None:
    """The same for words that somebody sent with a button, whatever changed meanwhile in another tab.

    Raises DraftConsumed, DraftTooLarge, and DraftNotFound if the draft was forgotten meanwhile.
    """
    change_with_retry(draft, partial(update_unfinished_pages, draft, token, step, typed))


def save_for_return(draft: Draft, token: str) -> str:
    """Keep the draft as long as a new one would be from now on, and give the code that finds and opens it.

    Asked again it gives the same code; only the first time takes about 25 ms, so that whoever serves a visitor asks a
    limit before. Raises DraftConsumed, and DraftNotFound if the draft was forgotten meanwhile.
    """
    code = derive_return_code(token)
    code_hash, sealed_token = draft.code_hash, draft.sealed_token
    if not code_hash:
        code_hash, key = stretch_return_code(code)
        sealed_token = primitives.seal_bytes(
            key, token.encode(), context=primitives.build_seal_context("draft", draft.pk, "token")
        )
    expires_at = timezone.now() + settings.DRAFT_LIFETIME
    changes = {"code_hash": code_hash, "sealed_token": sealed_token, "expires_at": expires_at}
    if not Draft.objects.filter(pk=draft.pk, submission=None).update(**changes):
        refresh_draft(draft)
        raise DraftConsumed
    draft.code_hash, draft.sealed_token, draft.expires_at = code_hash, sealed_token, expires_at
    return code


def derive_return_code(token: str) -> str:
    """The code that opens a draft which was kept for later."""
    return codes.derive_secret_code(primitives.derive_key(token.encode(), "intake.draft/code"))


def find_token_by_code(code: str) -> str:
    """The token of the draft that was kept under this code. Takes about 25 ms.

    Raises DraftNotFound.
    """
    code_hash, key = stretch_return_code(code)
    try:
        draft = Draft.objects.get(code_hash=code_hash, expires_at__gt=timezone.now())
    except Draft.DoesNotExist as error:
        raise DraftNotFound from error
    return primitives.unseal_bytes(
        key, draft.sealed_token, context=primitives.build_seal_context("draft", draft.pk, "token")
    ).decode()


def stretch_return_code(code: str) -> tuple[str, bytes]:
    """What a code stretches to: a hash that finds the draft, and the key that opens its token."""
    stretched = primitives.stretch_code(code, salt=CODE_SALT)
    return primitives.derive_key(stretched, "intake.draft/code-hash").hex(), primitives.derive_key(
        stretched, "intake.draft/token"
    )


def delete_draft(draft: Draft) -> None:
    """Delete the draft. What was submitted from it stays."""
    Draft.objects.filter(pk=draft.pk).delete()


def delete_expired_drafts() -> int:
    """Delete the expired drafts, in small transactions; gives their number."""
    deleted = 0
    while expired := list(
        Draft.objects.filter(expires_at__lte=timezone.now()).values_list("pk", flat=True)[:PURGE_BATCH]
    ):
        deleted += Draft.objects.filter(pk__in=expired).delete()[0]
    return deleted


def consume_draft(draft: Draft, submission_id: uuid.UUID, receipt: dict[str, Any]) -> bool:
    """Mark the draft as submitted and empty it but for the columns of its receipt, in the caller's transaction.

    False if it changed since it was read.
    """
    emptied = {"sealed_answers": b"", "sealed_unfinished": b"", "code_hash": "", "sealed_token": b""}
    return bool(filter_unchanged(draft).update(submission_id=submission_id, **emptied, **receipt))


def refresh_draft(draft: Draft, *, is_locked: bool = False) -> None:
    """See what another tab made of it; DraftNotFound if that was to forget it.

    Locked, no other tab changes it before the transaction ends.
    """
    drafts = Draft.objects.select_for_update() if is_locked else Draft.objects.all()
    try:
        draft.refresh_from_db(fields=[*REFRESHED_FIELDS], from_queryset=drafts)
    except Draft.DoesNotExist as error:
        raise DraftNotFound from error


def filter_unchanged(draft: Draft) -> QuerySet[Draft]:
    """The draft's row, if it is as it was read. What is kept unfinished counts as no revision."""
    return Draft.objects.filter(
        pk=draft.pk, revision=draft.revision, sealed_unfinished=draft.sealed_unfinished, submission=None
    )


def seal_answers(draft: Draft, token: str, answers: Answers) -> bytes:
    return primitives.seal_json(derive_answers_key(token), answers, context=build_answers_context(draft))


def seal_unfinished_pages(draft: Draft, token: str, unfinished: dict[str, Answers]) -> bytes:
    if not unfinished:
        return b""
    return primitives.seal_json(
        derive_answers_key(token), unfinished, context=primitives.build_seal_context("draft", draft.pk, "unfinished")
    )


def hash_draft_token(token: str) -> str:
    """What the row knows a token by. A plain hash will do: nobody can guess 256 random bits."""
    return hashlib.sha256(b"intake.draft/token:" + token.encode()).hexdigest()


def derive_answers_key(token: str) -> bytes:
    return primitives.derive_key(token.encode(), "intake.draft/answers")


def build_answers_context(draft: Draft) -> str:
    return primitives.build_seal_context("draft", draft.pk, "answers")
