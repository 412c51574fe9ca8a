"""Opens the answers of a submission for a program of the clinic's. Each delivery of answers is audited as an export."""

from django.db import transaction

from intake.answers import current_answers
from intake.audit import chain, outside_changes
from intake.audit.site_actor import SITE
from intake.delivery.errors import TransportError
from intake.encryption import key_ring, submission_keys
from intake.encryption.primitives import SealError
from intake.engine.json_object import DefinitionError, Json
from intake.enums import Action, SubmissionState
from intake.models import AuditEntry, Delivery, Submission, WrappedKey


def export_response(delivery: Delivery, *, key_id: str = "") -> Json:
    """Return the answers as a FHIR QuestionnaireResponse, and record once for each delivery that they went out.

    `key_id` names the public key that they are about to be sealed to, if any.

    The entry is written before anything is sent: whatever becomes of the attempt, somebody else may have read it.
    Raises TransportError: for good, if the patient withdrew or erased it, or it was changed outside the site.
    """
    with transaction.atomic():
        submission = Submission.objects.select_related("version__questionnaire").get(pk=delivery.submission_id)
        if submission.erased_at or submission.state == SubmissionState.WITHDRAWN:
            raise TransportError("withdrawn", permanent=True)
        try:
            data_key = submission_keys.unwrap_data_key(submission)
            current = current_answers.read_current_answers(submission, data_key)
            if outside_changes.has_changed_contents(submission):
                raise TransportError("changed outside", permanent=True)
        except key_ring.KeyUnavailable as error:
            raise TransportError("no key") from error
        except (SealError, WrappedKey.DoesNotExist, DefinitionError) as error:
            raise TransportError("does not open", permanent=True) from error
        resource = current_answers.build_fhir_response(submission, current)
        record_export(delivery, submission, key_id)
    return resource


def record_export(delivery: Delivery, submission: Submission, key_id: str) -> None:
    """Append the entry of this delivery, unless an earlier attempt has."""
    told = {"format": "fhir", "delivery": str(delivery.pk), "receiver": str(delivery.receiver_id)}
    # No member of staff has seen with it what the patient changed.
    told["seen"] = "no"
    if key_id:
        told["key"] = key_id
    entries = AuditEntry.objects.filter(submission_id=submission.pk, action=Action.EXPORTED)
    if not any(entry.detail == told for entry in entries):
        chain.record_action(Action.EXPORTED, submission, by=SITE, **told)
