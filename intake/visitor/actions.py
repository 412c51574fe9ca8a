"""The visitor's verbs: submit a draft, and show its receipt."""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from intake import tasks
from intake.answers import current_answers
from intake.audit import chain
from intake.audit.digests import hash_columns, hash_contents
from intake.delivery import outbox
from intake.encryption import codes, primitives, submission_keys
from intake.encryption.primitives import SealError
from intake.engine import consents, routes
from intake.engine.advice import Advice
from intake.engine.assessment import Assessment, assess_answers
from intake.enums import Action
from intake.models import Draft, Submission, WrappedKey
from intake.questionnaires import publishing
from intake.token_sessions import drafts, receipts

SUBMIT_ATTEMPTS = 5


class IncompleteDraft(Exception):
    """A step still lacks a valid answer: the first such is `step_link_id`."""

    def __init__(self, step_link_id: str) -> None:
        super().__init__(step_link_id)
        self.step_link_id = step_link_id


class NotSubmitted(Exception):
    """There is no receipt yet: the draft was not submitted."""


class _DraftChanged(Exception):
    """The draft changed since it was read; rolls the transaction back."""


@dataclass(frozen=True)
class Receipt:
    """What the visitor takes away."""

    submission: Submission
    # Nothing that a draft's token or code gives leads to it (intake/token_sessions/receipts.py).
    visitor_code: str = field(repr=False)
    # What opens the receipt again, in the browser that sent the answers.
    secret: str = field(repr=False)


@dataclass(frozen=True)
class NextSteps:
    """What follows from the answers for whoever sent them."""

    # What they should do before anybody answers.
    advice: tuple[Advice, ...] = ()
    # Whether the clinic can write to them or call them. If not, its answer stands on their own page alone.
    is_reachable: bool = True


def submit_draft(*, draft: Draft, token: str, secret: str = "", doubts: str = "") -> Receipt:
    """Make the draft a submission, whole or not at all; a second call, also at the same moment, gives the same receipt
    to whoever has the same secret.

    Afterwards the draft is consumed and a notice to staff is due. `secret` is the browser's (receipts.new_secret);
    without one the receipt is given this once. `doubts` (intake/antispam/signals.py) are kept for staff to see and
    change nothing else. Raises Incomplete; receipts.ReceiptShut if the draft was sent with another secret;
    drafts.DraftNotFound if it was forgotten meanwhile; drafts.DraftBusy if other tabs kept changing it.
    """
    secret = secret if receipts.SECRET_SHAPE.fullmatch(secret) else receipts.generate_receipt_secret()
    cause: Exception | None = None
    for _ in range(SUBMIT_ATTEMPTS):
        if draft.is_consumed:
            return get_receipt(draft, secret)
        try:
            return create_submission(draft, token, secret, doubts)
        except (IntegrityError, _DraftChanged) as error:
            # The same draft in another request, a change in another tab, or a reference drawn twice: look again.
            cause = error
            drafts.refresh_draft(draft)
    raise drafts.DraftBusy from cause


def get_receipt(draft: Draft, secret: str) -> Receipt:
    """The receipt of a submitted draft, for the browser that sent it.

    Raises NotSubmitted, receipts.ReceiptShut.
    """
    if draft.submission is None:
        raise NotSubmitted
    opened = receipts.open_receipt(draft, secret)
    return Receipt(submission=draft.submission, visitor_code=opened.code, secret=opened.secret)


def read_next_steps(receipt: Receipt) -> NextSteps:
    """What comes next for the visitor, by their own code; what holds for most where it opens no answers any more."""
    submission = receipt.submission
    try:
        data_key = submission_keys.unwrap_data_key_by_code(submission, receipt.visitor_code)
        return NextSteps(
            submission_keys.read_advice(submission, data_key),
            current_answers.read_current_answers(submission, data_key).is_reachable,
        )
    except (SealError, WrappedKey.DoesNotExist):
        return NextSteps()


def create_submission(draft: Draft, token: str, secret: str, doubts: str) -> Receipt:
    answers, assessment = assess_draft(draft, token)
    submission = Submission(
        reference=codes.generate_reference(),
        idempotency_key=draft.idempotency_key,
        version=draft.version,
        language=draft.language,
        outcome=assessment.outcome,
        urgency=assessment.urgency,
        doubts=doubts,
    )
    definition = publishing.get_definition(draft.version)
    has_address = bool(routes.find_email_address(definition, answers))
    code, data_key = codes.derive_secret_code(primitives.generate_data_key()), primitives.generate_data_key()
    submission_keys.seal_contents(
        submission,
        data_key,
        answers=answers,
        assessment=assessment.to_json(),
        consents=consents.build_consent_records(definition, answers, at=timezone.now()),
    )
    # Outside the transaction: stretching the code takes longer than all the rest.
    wrapped_keys = [
        submission_keys.wrap_for_clinic(submission, data_key),
        submission_keys.wrap_for_visitor(submission, data_key, code=code),
    ]
    receipt = receipts.seal_receipt(draft, code, secret=secret)
    store_submission(submission, wrapped_keys, draft, receipt, has_address=has_address)
    draft.submission, draft.sealed_answers = submission, b""
    draft.sealed_code, draft.receipt_until = receipt["sealed_code"], receipt["receipt_until"]
    return Receipt(submission=submission, visitor_code=code, secret=receipts.derive_next_secret(secret))


def assess_draft(draft: Draft, token: str) -> tuple[dict[str, Any], Assessment]:
    """The answers that count, and what the rules make of them.

    Raises Incomplete.
    """
    definition = publishing.get_definition(draft.version)
    route = routes.resolve_route(definition, drafts.read_draft_answers(draft, token))
    if route.first_unfinished is not None:
        raise IncompleteDraft(route.first_unfinished)
    return route.answers, assess_answers(definition, route.answers)


def store_submission(
    submission: Submission,
    wrapped_keys: list[WrappedKey],
    draft: Draft,
    receipt: dict[str, Any],
    *,
    has_address: bool,
) -> None:
    with transaction.atomic():
        submission.save(force_insert=True)
        WrappedKey.objects.bulk_create(wrapped_keys)
        outbox.enqueue_deliveries(submission, has_address=has_address)
        if not drafts.consume_draft(draft, submission.pk, receipt):
            raise _DraftChanged
        columns, contents = hash_columns(submission), hash_contents(submission, wrapped_keys)
        chain.record_action(Action.SUBMITTED, submission, by=None, columns=columns, contents=contents)
        tasks.drain_on_commit()
