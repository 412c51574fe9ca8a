"""What the patient and the clinic exchange after sending, on the patient's own page."""

import uuid

from django.conf import settings
from django.db import models

from intake.enums import AppointmentStanding, Holder
from intake.models.times import limit_times


class PatientSession(models.Model):
    """An own page that was opened with a code. It lasts half an hour.

    The browser holds a token; the row holds a hash of it, and the key that the code unwrapped, sealed under a key
    derived from the token. So the row alone opens nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="patient_sessions")
    holder = models.CharField(max_length=10, choices=Holder)
    sealed_key = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [limit_times("own_page_time_can_be", "expires_at")]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class Message(models.Model):
    """A text from the clinic to the patient, sealed under the messages' key of the submission."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class Reply(models.Model):
    """A text from the patient to the clinic, sealed under the messages' key of the submission.

    What is sealed also says which file came with it: its name, type, size and hash.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="replies")
    sealed_content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [limit_times("reply_time_can_be", "created_at")]
        verbose_name_plural = "replies"
        ordering = ["created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class ReplyFile(models.Model):
    """The content of the file that came with a reply. Apart from it, so that nothing reads it but a download."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="file")
    sealed_content = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class Appointment(models.Model):
    """A time that the clinic proposes to the patient, sealed like a message. The latest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="appointments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # When it begins, how long it lasts and where it is.
    sealed_details = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class AppointmentAnswer(models.Model):
    """What became of a proposed time. Rows are only added, and the latest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="answers")
    standing = models.CharField(max_length=10, choices=AppointmentStanding)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            limit_times("answer_time_can_be", "created_at"),
            # With any other, neither staff nor the patient could open their page.
            models.CheckConstraint(
                condition=models.Q(standing__in=AppointmentStanding.values), name="answer_standing_is_known"
            ),
        ]
        ordering = ["created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.standing}"


class Correction(models.Model):
    """Contact details as the patient corrected them, stored beside the answers, which stay as they were sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="corrections")
    # Every contact question with its answer, or null if the patient removed it. The latest correction counts.
    sealed_answers = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [limit_times("correction_time_can_be", "created_at")]
        ordering = ["created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class Withdrawal(models.Model):
    """A consent that the patient withdrew."""

    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="withdrawals")
    # The question that asked for the consent.
    link_id = models.CharField(max_length=64)
    # Whether the clinic may not go on without this consent.
    closes_case = models.BooleanField()
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "link_id"], name="one_withdrawal_a_consent"),
            limit_times("withdrawal_time_can_be", "withdrawn_at"),
        ]
        ordering = ["withdrawn_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.submission_id} {self.link_id}"
