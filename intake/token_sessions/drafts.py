"""Drafts: what a visitor has answered so far, sealed so that only the visitor's own token opens it."""

import secrets
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from intake.encryption import primitives
from intake.engine.conditions import Answers
from intake.engine.json_object import Json
from intake.models import Draft, QuestionnaireVersion
from intake.token_sessions import tokens
from intake.token_sessions.receipts import ReceiptColumns

PURGE_BATCH = 500
# A visitor who has answered nothing for so long has left.
ABANDONED_AFTER = timedelta(hours=1)
# What another tab may have changed.
REFRESHED_FIELDS = (
    *("sealed_answers", "sealed_unfinished", "revision", "submission"),
    *("sealed_code", "receipt_until", "is_receipt_shown"),
)


class DraftNotFound(Exception):
    """No draft has this token: it is malformed or forged, or the draft has expired or was deleted."""


class DraftConsumed(Exception):
    """This draft was submitted and takes no more answers."""


class DraftTooLarge(Exception):
    """The change makes the draft larger than is allowed. Nothing of the change was stored."""


class DraftBusy(Exception):
    """Other tabs kept changing the draft while it was being sent."""


class DraftsFull(Exception):
    """As many drafts are stored as are allowed, and each holds somebody's answers."""


def create_draft(*, version: QuestionnaireVersion, language: str) -> tuple[Draft, str]:
    """Create an empty draft; return it with the token that opens it, which only the visitor keeps.

    Raise DraftsFull if no more drafts are allowed.
    """
    delete_abandoned_drafts()
    token = tokens.generate_token()
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
    """Delete drafts that were begun and left without an answer, where no more drafts are allowed.

    Keep those that hold an answer or that were saved under a return code. Raise DraftsFull if none can be deleted.
    """
    if not is_full():
        return
    abandoned = Draft.objects.filter(
        submission=None,
        revision=0,
        sealed_unfinished=b"",
        code_hash="",
        created_at__lte=timezone.now() - ABANDONED_AFTER,
    )
    batch = list(abandoned.order_by("created_at").values_list("pk", flat=True)[:PURGE_BATCH])
    if not batch:
        raise DraftsFull
    Draft.objects.filter(pk__in=batch, revision=0, sealed_unfinished=b"", code_hash="", submission=None).delete()


def is_full() -> bool:
    """Return whether as many drafts are stored as are allowed, so that nobody can begin just now."""
    return Draft.objects.filter(submission=None).count() >= settings.DRAFTS_AT_MOST


def find_draft(token: str) -> Draft:
    """Return the draft of a token, also one that was submitted (`is_consumed`). Raise DraftNotFound."""
    if not tokens.is_token(token):
        raise DraftNotFound
    try:
        # Without the definition: it is long, and each process has read it already.
        return (
            Draft.objects.select_related("version", "submission")
            .defer("version__definition")
            .get(token_hash=hash_draft_token(token), expires_at__gt=timezone.now())
        )
    except Draft.DoesNotExist as error:
        raise DraftNotFound from error


def read_draft_answers(draft: Draft, token: str) -> Answers:
    """Return the answers so far; of a submitted draft none."""
    if draft.is_consumed:
        return {}
    answers: Answers = primitives.unseal_json(
        derive_answers_key(token), draft.sealed_answers, context=build_answers_context(draft)
    )
    return answers


def read_unfinished_pages(draft: Draft, token: str) -> dict[str, Json]:
    """Return what stands on pages that were left without "Continue", by the linkId of the step."""
    if not draft.sealed_unfinished:
        return {}
    unfinished: dict[str, Json] = primitives.unseal_json(
        derive_answers_key(token), draft.sealed_unfinished, context=build_unfinished_context(draft)
    )
    return unfinished


def save_answers(draft: Draft, token: str, change: Callable[[Answers], Answers], *, step: str = "") -> Answers:
    """Store what `change` makes of the answers, and return it. The unfinished page of `step` is deleted with it.

    `change` is called again on newer answers if another tab saved in between, so it must change only what it means to.
    Raise DraftConsumed, DraftTooLarge, and DraftNotFound if the draft was deleted meanwhile.
    """
    answers: Answers = {}

    def attempt() -> bool:
        nonlocal answers
        answers = change(read_draft_answers(draft, token))
        unfinished = {
            link_id: typed for link_id, typed in read_unfinished_pages(draft, token).items() if link_id != step
        }
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
    """Change the draft as it was read; if another tab changed it first, change the newer one under a row lock.

    `attempt` returns False if the row changed since `draft` was read. Raise DraftConsumed, and DraftNotFound if the
    draft was deleted meanwhile.
    """
    if not draft.is_consumed and attempt():
        return
    with transaction.atomic():
        refresh_draft(draft, is_locked=True)
        if draft.is_consumed:
            raise DraftConsumed
        attempt()  # Under the lock it cannot fail again.


def autosave_page(draft: Draft, token: str, step: str, typed: Json) -> bool:
    """Store what stands on the page of a step, to be shown there again. It counts as no answer.

    Return False, and store nothing, if the answers changed since the draft was read: this page may be older than they
    are. Raise what `save_unfinished_page` raises.
    """
    revision = draft.revision

    def attempt() -> bool:
        return draft.revision != revision or update_unfinished_pages(draft, token, step, typed)

    change_with_retry(draft, attempt)
    return draft.revision == revision


def save_unfinished_page(draft: Draft, token: str, step: str, typed: Json) -> None:
    """Store a page that the visitor sent with a button, whatever changed meanwhile in another tab.

    Raise DraftConsumed, DraftTooLarge, and DraftNotFound if the draft was deleted meanwhile.
    """
    change_with_retry(draft, partial(update_unfinished_pages, draft, token, step, typed))


def update_unfinished_pages(draft: Draft, token: str, step: str, typed: Json) -> bool:
    """Store one page beside the unfinished others; return False if the row changed since the draft was read."""
    unfinished = read_unfinished_pages(draft, token) | {step: typed}
    sealed_unfinished = seal_unfinished_pages(draft, token, unfinished)
    check_draft_size(draft.sealed_answers, sealed_unfinished)
    return bool(filter_unchanged(draft).update(sealed_unfinished=sealed_unfinished))


def check_draft_size(*sealed: primitives.StoredBytes) -> None:
    """Raise DraftTooLarge if the sealed columns are together longer than allowed."""
    if sum(map(len, sealed)) > settings.DRAFT_KILOBYTES * 1024:
        raise DraftTooLarge


def delete_draft(draft: Draft) -> None:
    """Delete the draft. What was submitted from it stays."""
    Draft.objects.filter(pk=draft.pk).delete()


def delete_expired_drafts() -> int:
    """Delete the expired drafts, in small transactions, and return their number."""
    deleted = 0
    while expired := list(
        Draft.objects.filter(expires_at__lte=timezone.now()).values_list("pk", flat=True)[:PURGE_BATCH]
    ):
        deleted += Draft.objects.filter(pk__in=expired).delete()[0]
    return deleted


def consume_draft(draft: Draft, submission_id: uuid.UUID, receipt: ReceiptColumns) -> bool:
    """Mark the draft as submitted and clear it but for the columns of its receipt, in the caller's transaction.

    Return False if it changed since it was read.
    """
    cleared = {"sealed_answers": b"", "sealed_unfinished": b"", "code_hash": "", "sealed_token": b""}
    return bool(filter_unchanged(draft).update(submission_id=submission_id, **cleared, **receipt))


def refresh_draft(draft: Draft, *, is_locked: bool = False) -> None:
    """Read again what another tab may have changed. Raise DraftNotFound if the draft was deleted.

    With `is_locked`, no other tab can change it before the transaction ends.
    """
    drafts = Draft.objects.select_for_update() if is_locked else Draft.objects.all()
    try:
        draft.refresh_from_db(fields=[*REFRESHED_FIELDS], from_queryset=drafts)
    except Draft.DoesNotExist as error:
        raise DraftNotFound from error


def filter_unchanged(draft: Draft) -> QuerySet[Draft]:
    """Return the draft's row if it is as it was read. An autosaved page does not raise the revision."""
    return Draft.objects.filter(
        pk=draft.pk, revision=draft.revision, sealed_unfinished=draft.sealed_unfinished, submission=None
    )


def seal_answers(draft: Draft, token: str, answers: Answers) -> bytes:
    return primitives.seal_json(derive_answers_key(token), answers, context=build_answers_context(draft))


def seal_unfinished_pages(draft: Draft, token: str, unfinished: Mapping[str, Json]) -> bytes:
    if not unfinished:
        return b""
    return primitives.seal_json(derive_answers_key(token), unfinished, context=build_unfinished_context(draft))


def hash_draft_token(token: str) -> str:
    return tokens.hash_token(token, purpose="intake.draft/token")


def derive_answers_key(token: str) -> bytes:
    return primitives.derive_key(token.encode(), "intake.draft/answers")


def build_answers_context(draft: Draft) -> str:
    return primitives.build_seal_context("draft", draft.pk, "answers")


def build_unfinished_context(draft: Draft) -> str:
    return primitives.build_seal_context("draft", draft.pk, "unfinished")
