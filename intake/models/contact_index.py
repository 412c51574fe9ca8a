"""By which name, email address or telephone number a submission is found: keyed digests, and nothing in clear."""

from django.db import models

from intake.enums import ContactKind


class ContactDigest(models.Model):
    """A digest of one contact detail of a submission, or of one word of a name (intake/contact_index/).

    The key is not in the database. Equal details have equal digests.
    """

    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="contact_digests")
    kind = models.CharField(max_length=10, choices=ContactKind)
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "digest", "submission"], name="one_digest_a_detail"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.submission_id} {self.kind}"
