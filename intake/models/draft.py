"""A questionnaire that is being filled in. Only its visitor's token can open it."""

import uuid

from django.db import models

from intake.models.times import limit_times


class Draft(models.Model):
    """The visitor's answers so far, sealed under a key derived from a token that only their browser holds.

    The row holds a hash of the token. A submitted draft is consumed: its answers are gone. It stays until it expires,
    so that it makes one submission however often it is sent, and shows the receipt again to the browser that sent it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    version = models.ForeignKey("QuestionnaireVersion", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    sealed_answers = models.BinaryField()
    # By step, what was typed on pages that were left without "Continue": shown there again, but no answer yet.
    sealed_unfinished = models.BinaryField(default=b"")
    # For a draft that its visitor wants to return to: a hash to find the code by, and the token sealed under the code.
    code_hash = models.CharField(max_length=64, blank=True)
    sealed_token = models.BinaryField(default=b"")
    # Counts the saves, so that two tabs cannot overwrite each other unnoticed.
    revision = models.PositiveIntegerField(default=0)
    # 128 random bits: the same key makes the same submission, however often the draft is sent.
    idempotency_key = models.CharField(max_length=32, unique=True)
    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, null=True, related_name="+")
    # For an hour after sending: the visitor's own code, sealed under a secret of the browser that sent the draft.
    sealed_code = models.BinaryField(default=b"")
    receipt_until = models.DateTimeField(null=True, db_index=True)
    # That browser has returned with the secret that it was given at sending: the one it sent with opens nothing now.
    is_receipt_shown = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            limit_times("draft_times_can_be", "receipt_until", "created_at", "expires_at"),
            models.CheckConstraint(
                condition=models.Q(submission__isnull=True)
                | models.Q(sealed_answers=b"", sealed_unfinished=b"", code_hash="", sealed_token=b""),
                name="consumed_draft_is_empty",
            ),
            models.UniqueConstraint(fields=["code_hash"], condition=~models.Q(code_hash=""), name="one_draft_a_code"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_consumed(self) -> bool:
        return self.submission_id is not None
