"""Which state may follow which, as the clinic's managers allow it."""

from intake.enums import SubmissionState
from intake.models import StateMove, Submission


def list_next_states(submission: Submission) -> tuple[SubmissionState, ...]:
    """Return the states that a submission may be changed to: none if the patient ended the case."""
    if submission.erased_at or any(withdrawal.closes_case for withdrawal in submission.withdrawals.all()):
        return ()
    allowed = set(StateMove.objects.filter(before=submission.state).values_list("after", flat=True))
    return tuple(state for state in SubmissionState if state in allowed)
