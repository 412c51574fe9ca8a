"""What a visitor can do with a draft: submit it, and show its receipt."""

from dataclasses import dataclass, field

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
from intake.engine.conditions import Answers
from intake.enums import Action
from intake.models import Draft, Submission, WrappedKey
from intake.questionnaires import publishing
from intake.token_sessions import drafts, receipts, tokens
from intake.token_sessions.receipts import ReceiptColumns

SUBMIT_ATTEMPTS = 5


class IncompleteDraft(Exception):
    """A step still lacks a valid answer. The first such is `step_link_id`."""

    def __init__(self, step_link_id: str) -> None:
        super().__init__(step_link_id)
        self.step_link_id = step_link_id


class NotSubmitted(Exception):
    """The draft was not submitted, so there is no receipt yet."""


class _DraftChanged(Exception):
    """The draft changed since it was read. Rolls the transaction back."""


@dataclass(frozen=True)
class Receipt:
    """What the visitor keeps: the reference of the submission, and their own code."""

    submission: Submission
    # It cannot be derived from the draft's token or return code (intake/token_sessions/receipts.py).
    visitor_code: str = field(repr=False)
    # Opens the receipt again, in the browser that sent the answers.
    secret: str = field(repr=False)


@dataclass(frozen=True)
class NextSteps:
    """What the answers tell about what the visitor should do, and how the clinic can reply."""

    # What to do before anybody replies.
    advice: tuple[Advice, ...] = ()
    # Whether the clinic can write or call. If not, its reply stands on the visitor's own page only.
    is_reachable: bool = True


def submit_draft(*, draft: Draft, token: str, secret: str = "", signals: str = "") -> Receipt:
    """Make the draft a submission, whole or not at all, and return the receipt.

    A second call, also at the same moment, returns the same receipt to whoever has the same secret. Afterwards the
    draft is consumed and a notification to staff is due. `secret` is the browser's; without one the receipt is
    returned this once only. `signals` (intake/antispam/signals.py) are stored for staff to see and change nothing
    else.

    Raise IncompleteDraft; receipts.ReceiptUnavailable if the draft was sent with another secret; drafts.DraftNotFound
    if it was deleted meanwhile; drafts.DraftBusy if other tabs kept changing it.
    """
    secret = secret if tokens.is_token(secret) else tokens.generate_token()
    cause: Exception | None = None
    for _ in range(SUBMIT_ATTEMPTS):
        if draft.is_consumed:
            return get_receipt(draft, secret)
        try:
            return create_submission(draft, token, secret, signals)
        except (IntegrityError, _DraftChanged) as error:
            # The same draft in another request, a change in another tab, or a reference drawn twice: try again.
            cause = error
            drafts.refresh_draft(draft)
    raise drafts.DraftBusy from cause


def get_receipt(draft: Draft, secret: str) -> Receipt:
    """Return the receipt of a submitted draft, for the browser that sent it.

    Raise NotSubmitted, or receipts.ReceiptUnavailable for any other browser.
    """
    if draft.submission is None:
        raise NotSubmitted
    opened = receipts.open_receipt(draft, secret)
    return Receipt(submission=draft.submission, visitor_code=opened.code, secret=opened.secret)


def read_next_steps(receipt: Receipt) -> NextSteps:
    """Return what comes next for the visitor; the usual, if their code opens the answers no more."""
    submission = receipt.submission
    try:
        data_key = submission_keys.unwrap_data_key_by_code(submission, receipt.visitor_code)
        return NextSteps(
            submission_keys.read_advice(submission, data_key),
            current_answers.read_current_answers(submission, data_key).is_reachable,
        )
    except (SealError, WrappedKey.DoesNotExist):
        return NextSteps()


def create_submission(draft: Draft, token: str, secret: str, signals: str) -> Receipt:
    """Seal the answers, wrap the key for the clinic and for the visitor's new code, and store it all."""
    answers, assessment = assess_draft(draft, token)
    submission = Submission(
        reference=codes.generate_reference(),
        idempotency_key=draft.idempotency_key,
        version=draft.version,
        language=draft.language,
        outcome=assessment.outcome,
        urgency=assessment.urgency,
        doubts=signals,
    )
    definition = publishing.get_definition(draft.version)
    has_email = bool(routes.find_email_address(definition, answers))
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
    store_submission(submission, wrapped_keys, draft, receipt, has_email=has_email)
    draft.submission, draft.sealed_answers = submission, b""
    draft.sealed_code, draft.receipt_until = receipt["sealed_code"], receipt["receipt_until"]
    return Receipt(submission=submission, visitor_code=code, secret=receipts.derive_next_secret(secret))


def assess_draft(draft: Draft, token: str) -> tuple[Answers, Assessment]:
    """Return the answers that count, and what the rules make of them. Raise IncompleteDraft."""
    definition = publishing.get_definition(draft.version)
    route = routes.resolve_route(definition, drafts.read_draft_answers(draft, token))
    if route.first_unfinished is not None:
        raise IncompleteDraft(route.first_unfinished)
    return route.answers, assess_answers(definition, route.answers)


def store_submission(
    submission: Submission,
    wrapped_keys: list[WrappedKey],
    draft: Draft,
    receipt: ReceiptColumns,
    *,
    has_email: bool,
) -> None:
    """Store the submission, its keys, deliveries and audit entry, and consume the draft, in one transaction."""
    with transaction.atomic():
        submission.save(force_insert=True)
        WrappedKey.objects.bulk_create(wrapped_keys)
        outbox.enqueue_deliveries(submission, has_address=has_email)
        if not drafts.consume_draft(draft, submission.pk, receipt):
            raise _DraftChanged
        columns, contents = hash_columns(submission), hash_contents(submission, wrapped_keys)
        chain.record_action(Action.SUBMITTED, submission, by=None, columns=columns, contents=contents)
        tasks.drain_on_commit()
