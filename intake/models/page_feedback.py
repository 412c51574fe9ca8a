"""What readers say of a page: whether it was useful, and what is wrong with it. Nothing tells who they were."""

import uuid

from django.conf import settings
from django.db import models
from wagtail.models import Page

from intake.enums import RemarkKind
from intake.models.times import limit_times


class PageVotes(models.Model):
    """How many found a page useful. A number, and no row for each reader."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    useful = models.PositiveIntegerField(default=0)
    not_useful = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.useful} : {self.not_useful}"


class PageRemark(models.Model):
    """What one reader said of a page. Their own words may tell of an illness, so they are sealed as answers are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=RemarkKind)
    language = models.CharField(max_length=10)
    # The reader's words, the key that opens them, wrapped for the clinic, and which of its key pairs opens that. All
    # three are empty if nothing was written.
    sealed_words = models.BinaryField(default=b"")
    wrapped_key = models.BinaryField(default=b"")
    key_id = models.CharField(max_length=16, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [limit_times("remark_times_can_be", "sent_at", "handled_at")]
        default_permissions = ()
        indexes = [models.Index(fields=["-sent_at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.page_id})"
