"""The audit entries of a submission."""

from intake.models import Submission
from intake.staff import history


def list_actions(submission: Submission) -> list[str]:
    """Return the recorded actions, the latest first."""
    return [entry.action for entry in history.list_audit_entries(submission)]
