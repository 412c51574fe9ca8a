"""How often pages are reviewed, and who is reminded."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Page

DEFAULT_REVIEW_MONTHS = 12
# The NHS standard for creating health content reviews every page at least every three years.
MAX_REVIEW_MONTHS = 36


@register_setting(icon="calendar-check")
class ReviewSettings(BaseGenericSetting):
    months = models.PositiveSmallIntegerField(
        _("months until the next review"),
        default=DEFAULT_REVIEW_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_REVIEW_MONTHS)],
        help_text=_("What is proposed to a reviewer who signs a page."),
    )
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_active": True},
        related_name="+",
        verbose_name=_("also reminded"),
        help_text=_("Is reminded of reviews that are due, beside the owner of the page. If empty: the last reviewer."),
    )

    class Meta:
        verbose_name = _("medical reviews")


class ReviewReminder(models.Model):
    """When the people behind a page were last told that its review is due."""

    page = models.OneToOneField(Page, models.CASCADE, related_name="review_reminder")
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.sent_at}"
