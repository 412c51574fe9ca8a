"""Opens the submissions of an export, batch by batch: each is unsealed by itself, and no more than a batch is held.

A row costs little more than unwrapping its key. So rows are read as tuples: an object of a model takes four times as
long to make. What is asked of the database, it is asked once a batch. And keys are unwrapped one right after another,
which is quicker; but answers are opened one by one, when they are written.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from django.db.models import QuerySet

from intake.audit import outside_changes
from intake.encryption import key_ring
from intake.encryption.primitives import Opener, PrivateKey, SealError, build_seal_context
from intake.engine.corrections import apply_correction
from intake.enums import Holder, SubmissionState
from intake.models import (
    Correction,
    Export,
    ExportedSubmission,
    QuestionnaireVersion,
    Submission,
    Withdrawal,
    WrappedKey,
)

logger = logging.getLogger(__name__)
T = TypeVar("T")

# A batch ends at so many submissions, or after so many bytes of sealed answers: what is held does not grow with what
# patients write.
BATCH_SIZE, BATCH_BYTES = 1000, 4_000_000
# How many rows the database hands over at once.
CHUNK_SIZE = 100
UNOPENED_ERRORS = (SealError, key_ring.KeyUnavailable)
# What code raises that is given something else than the answers to a questionnaire.
NO_ANSWERS_ERRORS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class StoredSubmission(NamedTuple):
    """The columns of a submission that are exported, or that say whether it may be, under their own names."""

    row_id: int
    pk: UUID
    reference: str
    version_id: int
    language: str
    state: str
    outcome: str
    urgency: str
    doubts: str
    received_at: datetime
    erased_at: datetime | None
    sealed_answers: bytes
    sealed_assessment: bytes
    sealed_consents: bytes
    # The key once more, as text: it is part of each context and each digest.
    id: str
    version: QuestionnaireVersion


COLUMNS = ("id", "submission_id", *(f"submission__{name}" for name in StoredSubmission._fields[2:-2]))
ANSWERS = StoredSubmission._fields.index("sealed_answers")


class StoredKey(NamedTuple):
    """The columns of a wrapped key, under their own names."""

    submission_id: str
    holder: str
    key_id: str
    wrapped: bytes


class OpenRow(NamedTuple):
    """A submission as it is given out."""

    submission: StoredSubmission
    answers: Mapping[str, Any]
    assessment: Mapping[str, Any]
    # The consents that were withdrawn: they hold no longer, whatever was answered.
    withdrawn: frozenset[str]
    is_corrected: bool


@dataclass
class SideRows:
    """What is stored beside the submissions of a batch, by their ids."""

    wrapped_keys: Mapping[str, list[StoredKey]]
    corrections: Mapping[UUID, list[Correction]]
    withdrawals: Mapping[UUID, list[Withdrawal]]

    @classmethod
    def read(cls, submissions: Iterable[StoredSubmission], members: QuerySet[ExportedSubmission]) -> "SideRows":
        # A query in place of the ids: to check and send hundreds of them takes longer than what is asked for.
        ids = members.order_by().values("submission_id")
        return cls(
            read_keys(submissions, members),
            group_rows(Correction.objects.filter(submission__in=ids)),
            group_rows(Withdrawal.objects.filter(submission__in=ids)),
        )

    def list_given(self, submission: StoredSubmission) -> list[Correction | Withdrawal]:
        """Return the rows that change what is given out."""
        return [*self.corrections.get(submission.pk, ()), *self.withdrawals.get(submission.pk, ())]


def read_keys(
    submissions: Iterable[StoredSubmission], members: QuerySet[ExportedSubmission]
) -> dict[str, list[StoredKey]]:
    texts = {submission.row_id: submission.id for submission in submissions}
    grouped: dict[str, list[StoredKey]] = {text: [] for text in texts.values()}
    columns = (f"submission__wrapped_keys__{name}" for name in StoredKey._fields[1:])
    found = members.filter(submission__wrapped_keys__isnull=False).order_by()
    for row_id, *values in found.values_list("id", *columns).iterator():
        if row_id in texts:
            text = texts[row_id]
            grouped[text].append(StoredKey(text, *values))
    return grouped


def group_rows(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.submission_id].append(row)
    return grouped


@dataclass
class Batch:
    """Some submissions of an export. Which were given out, and which were not, is known once all were opened."""

    submissions: list[StoredSubmission]
    beside: SideRows
    data_keys: Mapping[str, bytes]
    given: list[UUID] = field(default_factory=list)
    left_out: list[UUID] = field(default_factory=list)

    def open_rows(self, build: Callable[[OpenRow], T]) -> Iterator[T]:
        """Yield what `build` makes of those that may be given out, each unsealed when it is asked for.

        One from which nothing can be made is left out too: a stolen public machine can seal anything in place of
        answers, and must not keep all others from being exported.
        """
        for submission in self.submissions:
            built = self.open_and_build(submission, build) if submission.id in self.data_keys else None
            if built is None:
                self.left_out.append(submission.pk)
                continue
            self.given.append(submission.pk)
            yield built

    def open_and_build(self, submission: StoredSubmission, build: Callable[[OpenRow], T]) -> T | None:
        try:
            return build(open_row(submission, Opener(self.data_keys[submission.id]), self.beside))
        except SealError:
            return None
        except NO_ANSWERS_ERRORS as error:
            # Without the text of the error and its traceback: they may hold an answer.
            logger.error(  # noqa: TRY400
                "Submission %s holds no answers that can be exported: %s", submission.pk, type(error).__name__
            )
            return None


def iterate_batches(export: Export, versions: Mapping[int, QuestionnaireVersion]) -> Iterator[Batch]:
    """Yield all of an export, in order. What cannot be opened is left out, or whose questions are not in `versions`.

    Raises KeyUnavailable in a process without the clinic's private key.
    """
    key_ring.load_clinic_private_key()
    after, members = 0, ExportedSubmission.objects.filter(export=export).order_by("id")
    while found := read_submissions(members.filter(id__gt=after)):
        last = found[-1][0]
        yield open_batch(found, members.filter(id__gt=after, id__lte=last), versions)
        after = last


def read_submissions(waiting: QuerySet[ExportedSubmission]) -> list[tuple[Any, ...]]:
    """Return the columns of the submissions that the next batch has room for."""
    found: list[tuple[Any, ...]] = []
    size = 0
    for row in waiting.values_list(*COLUMNS)[:BATCH_SIZE].iterator(chunk_size=CHUNK_SIZE):
        size += len(row[ANSWERS])
        if found and size > BATCH_BYTES:
            break
        found.append(row)
    return found


def open_batch(
    found: list[tuple[Any, ...]], members: QuerySet[ExportedSubmission], versions: Mapping[int, QuestionnaireVersion]
) -> Batch:
    submissions = [StoredSubmission._make((*row, str(row[1]), versions[row[3]])) for row in found if row[3] in versions]
    beside = SideRows.read(submissions, members)
    usable = list_usable(submissions, beside, members)
    return Batch(
        submissions, beside, unwrap_keys(usable, beside), left_out=[row[1] for row in found if row[3] not in versions]
    )


def list_usable(
    submissions: list[StoredSubmission], beside: SideRows, members: QuerySet[ExportedSubmission]
) -> list[StoredSubmission]:
    """Return those that may be given out: as they were sent, and neither erased nor withdrawn."""
    changed = outside_changes.find_changed_answers(
        (
            (
                cast("Submission", submission),
                cast("list[WrappedKey]", beside.wrapped_keys[submission.id]),
                beside.list_given(submission),
            )
            for submission in submissions
        ),
        ids=members.order_by().values("submission_id"),
    )
    return [
        submission
        for submission in submissions
        if not (submission.erased_at or submission.state == SubmissionState.WITHDRAWN or submission.pk in changed)
    ]


def unwrap_keys(submissions: Iterable[StoredSubmission], beside: SideRows) -> dict[str, bytes]:
    """Return the data keys by the ids of the submissions. One that does not open has none."""
    private_keys: dict[str, PrivateKey] = {}
    data_keys = {}
    for submission_id in (submission.id for submission in submissions):
        for stored in beside.wrapped_keys[submission_id]:
            if stored.holder != Holder.CLINIC:
                continue
            try:
                if stored.key_id not in private_keys:
                    private_keys[stored.key_id] = key_ring.load_private_key(stored.key_id)
                context = build_seal_context("wrappedkey", submission_id, stored.holder)
                data_keys[submission_id] = private_keys[stored.key_id].unwrap(stored.wrapped, context=context)
            except UNOPENED_ERRORS:
                continue
    return data_keys


def open_row(submission: StoredSubmission, opener: Opener, beside: SideRows) -> OpenRow:
    """Unseal the answers, as they were last corrected, and the assessment. Raises SealError."""
    context = build_seal_context("submission", submission.id, "answers")
    answers = opener.unseal_json(submission.sealed_answers, context=context)
    corrections = beside.corrections.get(submission.pk)
    if corrections:
        context = build_seal_context("correction", corrections[-1].pk, "answers")
        answers = apply_correction(answers, opener.unseal_json(corrections[-1].sealed_answers, context=context))
    context = build_seal_context("submission", submission.id, "assessment")
    return OpenRow(
        submission,
        answers,
        opener.unseal_json(submission.sealed_assessment, context=context),
        frozenset(withdrawal.link_id for withdrawal in beside.withdrawals.get(submission.pk, ())),
        is_corrected=bool(corrections),
    )
