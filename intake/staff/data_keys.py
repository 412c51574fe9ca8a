"""The data key of a submission, for staff: given out only while the submission may be read or used."""

from intake.audit import outside_changes
from intake.encryption import submission_keys
from intake.encryption.key_ring import KeyUnavailable
from intake.encryption.primitives import SealError
from intake.engine.json_object import DefinitionError
from intake.enums import SubmissionState
from intake.models import Submission, WrappedKey

# Why a submission cannot be unsealed: no key in this process, a changed byte or another row's seal, a destroyed key, or
# questions that are no longer those that were published.
UNSEALING_ERRORS = (KeyUnavailable, SealError, WrappedKey.DoesNotExist, DefinitionError)


class SubmissionWithdrawn(Exception):
    """The patient withdrew the consent that the clinic cannot do without: it may not be read or used any more."""


class OutsideChangeFound(Exception):
    """Part of it was changed outside the site: until somebody has looked into it, nothing is added or given out."""


def get_usable_data_key(submission: Submission) -> bytes:
    """Return the data key of a submission that may be read and used.

    Raises SubmissionWithdrawn, and one of UNSEALING_ERRORS.
    """
    if submission.state == SubmissionState.WITHDRAWN and not submission.erased_at:
        raise SubmissionWithdrawn
    return submission_keys.unwrap_data_key(submission)


def get_trusted_data_key(submission: Submission) -> bytes:
    """Return the data key of a submission that is as it was sent: to seal something beside it, or to give it out.

    Whoever can write to the database can put another key in its place, wrapped to the clinic's public one, and would
    then read what is sealed under it. And a new code would make whatever stands there look genuine.

    Raises OutsideChangeFound, and what `get_usable_data_key` raises.
    """
    data_key = get_usable_data_key(submission)
    # The audit holds no hash of the clinic's wrapped key; it does of what that key opens.
    submission_keys.read_answers(submission, data_key)
    if outside_changes.has_changed_contents(submission):
        raise OutsideChangeFound
    return data_key
