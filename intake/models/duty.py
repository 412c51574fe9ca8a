"""Who is on duty for what is urgent, and how far an urgent submission has come."""

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from intake.enums import UrgentStep


class Weekday(models.IntegerChoices):
    """As `date.weekday` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


END_HELP = _("In the clinic’s time zone. An end that is not after the start is on the next day.")


class DutyShift(models.Model):
    """When an account is on duty, every week."""

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"), help_text=END_HELP)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )

    class Meta:
        ordering = ["weekday", "starts_at", "pk"]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


class DutyException(models.Model):
    """Who is on duty on one date, in place of the weekly rota. Without an account, nobody is."""

    date = models.DateField(_("date"))
    starts_at = models.TimeField(_("from"), default="00:00")
    ends_at = models.TimeField(_("to"), default="00:00", help_text=END_HELP)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # As for a colleague who leaves: whoever the weekly rota names for that day may be away.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
        help_text=_(
            "Empty: nobody is on duty, for example on a holiday. Whoever is on duty next is told at once then, and "
            "later everybody."
        ),
    )

    class Meta:
        ordering = ["-date", "starts_at", "pk"]
        verbose_name = _("exception of the duty rota")
        verbose_name_plural = _("exceptions of the duty rota")

    def __str__(self) -> str:
        return date_format(self.date, "DATE_FORMAT")


class UrgentCase(models.Model):
    """An urgent submission, from when somebody is told of it until somebody has written what was done."""

    submission = models.OneToOneField(
        "Submission", on_delete=models.CASCADE, primary_key=True, related_name="urgent_case"
    )
    step = models.CharField(max_length=20, choices=UrgentStep)
    # When the next step follows, if nobody has opened it by then.
    next_at = models.DateTimeField(null=True)
    # Whoever opened it first, or took it over since.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["done_at"], condition=models.Q(done_at=None), name="urgent_and_not_done"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.step}"
