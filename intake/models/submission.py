"""A submission: the columns in clear that it is sorted by, and what is sealed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import Holder, PatientChange, SubmissionState, SuggestedOutcome, Urgency
from intake.models.times import limit_times


class Submission(models.Model):
    """A questionnaire that a visitor sent, with what the rules made of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The name that patient and clinic use on the telephone: without look-alike letters, and no secret.
    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    idempotency_key = models.CharField(max_length=32, unique=True, editable=False)
    version = models.ForeignKey("QuestionnaireVersion", on_delete=models.PROTECT, related_name="+", editable=False)
    language = models.CharField(_("language"), max_length=10, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=SubmissionState, default=SubmissionState.NEW)
    outcome = models.CharField(_("suggested outcome"), max_length=20, choices=SuggestedOutcome, editable=False)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, editable=False)
    # Why it may not have been sent by a person: codes of intake/antispam/signals.py. Mostly empty.
    doubts = models.CharField(_("spam signals"), max_length=60, blank=True, editable=False)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    state_changed_at = models.DateTimeField(_("state changed"), auto_now_add=True)
    # Whose case it is. A colleague who is gone, or may no longer see submissions, counts as nobody.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Counts the changes, so that two members of staff cannot overwrite each other unnoticed.
    revision = models.PositiveIntegerField(default=0, editable=False)
    sealed_answers = models.BinaryField()
    sealed_assessment = models.BinaryField()
    # What was answered to each consent: to which wording, when, in which language. Empty in a submission that is older
    # than these records.
    sealed_consents = models.BinaryField(default=b"")
    patient_change = models.CharField(
        _("changed by the patient"), max_length=10, choices=PatientChange, blank=True, editable=False
    )
    # Whether the digests of its contact details are still to be computed (intake/contact_index/), by a staff process.
    needs_contact_index = models.BooleanField(default=True, editable=False)
    # When the patient erased it. All that stays is the reference, the times, and this.
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            limit_times("submission_times_can_be", "received_at", "state_changed_at", "erased_at"),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(sealed_answers=b"", sealed_assessment=b"", sealed_consents=b""),
                name="erased_submission_is_empty",
            ),
            # The inbox has a section for each of these values. With any other, a submission would be listed nowhere.
            models.CheckConstraint(
                condition=models.Q(state__in=SubmissionState.values), name="submission_state_is_known"
            ),
            models.CheckConstraint(condition=models.Q(urgency__in=Urgency.values), name="submission_urgency_is_known"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", *SuggestedOutcome.values]), name="submission_outcome_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"]),
            models.Index(fields=["state", "-received_at", "-id"]),
            # Few at any time, and queried by every page of the inbox.
            models.Index(
                fields=["received_at", "id"], condition=~models.Q(patient_change=""), name="changed_by_the_patient"
            ),
            models.Index(
                fields=["-received_at"], condition=models.Q(needs_contact_index=True), name="contact_index_is_due"
            ),
            # For the filters of the inbox. The last columns are there to pass over a row without reading it.
            models.Index(fields=["state", "urgency", "received_at", "id", "outcome"], name="inbox_urgency"),
            models.Index(fields=["state", "outcome", "received_at", "id", "urgency"], name="inbox_outcome"),
            models.Index(
                fields=["state", "received_at", "id", "urgency", "outcome"],
                condition=~models.Q(doubts=""),
                name="inbox_spam_signals",
            ),
        ]
        default_permissions = ("view", "change")
        permissions = [
            ("export_submission", "Can export submissions"),
            ("manage_submission", "Can manage how submissions are handled"),
        ]

    def __str__(self) -> str:
        return self.reference


class WrappedKey(models.Model):
    """A submission's data key, wrapped for one holder. For a code that staff gave, only the messages' key.

    Deleting these rows makes the answers unreadable, wherever copies of them are.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="wrapped_keys")
    holder = models.CharField(max_length=10, choices=Holder)
    # For the clinic, the id of the key pair; for the visitor, the salt of the stretched code, in hex.
    key_id = models.CharField(max_length=64, db_index=True)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "holder"], name="one_key_a_holder")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.submission_id} {self.holder}"


class Note(models.Model):
    """A text of a member of staff about a submission, sealed under the submission's own data key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class Mention(models.Model):
    """A member of staff whom a note about a submission names, and whether they have opened it since."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mentioned_at = models.DateTimeField()
    is_seen = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "user"], name="one_mention_a_colleague")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.submission_id} {self.user_id}"


class Presence(models.Model):
    """Who has the page of a submission open, and when their browser last said so. It locks nothing."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "user"], name="one_presence_a_colleague")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.submission_id} {self.user_id}"
