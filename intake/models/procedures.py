"""How a clinic works with submissions, as its managers settle it: moves between states, due dates, templates."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import SubmissionState, SuggestedOutcome, Urgency

MAX_WORKING_DAYS = 250
MAX_TEMPLATE_LENGTH = 5000
MAX_LETTER_LENGTH = 10_000

# Nobody moves a submission back to "new", because somebody has seen it; and nobody but the patient withdraws it.
UNREACHABLE_STATES = (SubmissionState.NEW, SubmissionState.WITHDRAWN)
MOVABLE_STATES = tuple(state for state in SubmissionState if state != SubmissionState.WITHDRAWN)
REACHABLE_STATES = tuple(state for state in SubmissionState if state not in UNREACHABLE_STATES)


class StateMove(models.Model):
    """A change of state that staff may make. What has no row is not offered and is refused."""

    before = models.CharField(_("from"), max_length=20, choices=[(state, state.label) for state in MOVABLE_STATES])
    after = models.CharField(_("to"), max_length=20, choices=[(state, state.label) for state in REACHABLE_STATES])

    class Meta:
        verbose_name = _("allowed change of state")
        verbose_name_plural = _("allowed changes of state")
        ordering = ["before", "after"]
        constraints = [
            models.UniqueConstraint(
                fields=["before", "after"],
                name="one_row_a_move",
                violation_error_message=_("This change is allowed already."),
            ),
            models.CheckConstraint(
                condition=models.Q(before__in=MOVABLE_STATES, after__in=REACHABLE_STATES)
                & ~models.Q(before=models.F("after")),
                name="move_leads_somewhere",
                violation_error_message=_("Choose two different states."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"


class ServiceLevel(models.Model):
    """Within how many working days a kind of submission must be decided on. The most exact rule counts."""

    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency, blank=True, help_text=_("Leave empty for any.")
    )
    outcome = models.CharField(
        _("suggested outcome"), max_length=20, choices=SuggestedOutcome, blank=True, help_text=_("Leave empty for any.")
    )
    working_days = models.PositiveSmallIntegerField(
        _("working days"),
        validators=[MinValueValidator(1), MaxValueValidator(MAX_WORKING_DAYS)],
        help_text=_("The day of arrival does not count, nor do Saturdays, Sundays and holidays."),
    )

    class Meta:
        verbose_name = _("due date")
        verbose_name_plural = _("due dates")
        ordering = ["urgency", "outcome"]
        constraints = [
            models.UniqueConstraint(
                fields=["urgency", "outcome"],
                name="one_service_level_a_kind",
                violation_error_message=_("There is a due date for this urgency and outcome already."),
            ),
            models.CheckConstraint(
                condition=models.Q(working_days__gte=1, working_days__lte=MAX_WORKING_DAYS),
                name="service_level_has_days",
            ),
        ]

    def __str__(self) -> str:
        kinds = [self.get_urgency_display(), self.get_outcome_display()] if self.urgency or self.outcome else [_("All")]
        return ", ".join(str(kind) for kind in kinds if kind)


class Holiday(models.Model):
    """A day from Monday to Friday on which the clinic does not work."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["-day"]

    def __str__(self) -> str:
        return self.name


# What stands in a template of a letter for what is about a patient.
LETTER_PLACEHOLDERS = ("{date}", "{reference}", "{name}", "{received}", "{outcome}", "{scores}", "{author}")
PLACEHOLDER = re.compile(r"\{[^{}\n]*\}")


def check_placeholders(text: str) -> None:
    """Raise ValidationError if a text has a placeholder that nothing would take the place of."""
    unknown = [found for found in PLACEHOLDER.findall(text) if found not in LETTER_PLACEHOLDERS]
    if unknown:
        raise ValidationError(_("These placeholders do not exist: %(names)s"), params={"names": ", ".join(unknown)})


class LetterTemplate(models.Model):
    """A letter to a doctor, as staff start it. It is about no patient."""

    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(_("language"), max_length=10)
    text = models.CharField(
        _("text"),
        max_length=MAX_LETTER_LENGTH,
        validators=[check_placeholders],
        help_text=_(
            "Filled in when somebody starts a letter: {date}, {reference}, {name}, {received}, {outcome}, {scores} and "
            "{author}."
        ),
    )

    class Meta:
        verbose_name = _("template of a letter")
        verbose_name_plural = _("templates of letters")
        ordering = ["language", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "name"],
                name="one_letter_template_a_name",
                violation_error_message=_("There is a template with this name in this language already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class MessageTemplate(models.Model):
    """A text that staff start a message to a patient with. It is about no patient."""

    name = models.CharField(_("name"), max_length=100, help_text=_("Patients do not see it."))
    language = models.CharField(_("language"), max_length=10)
    text = models.CharField(_("text"), max_length=MAX_TEMPLATE_LENGTH)

    class Meta:
        verbose_name = _("template of a message")
        verbose_name_plural = _("templates of messages")
        ordering = ["language", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "name"],
                name="one_template_a_name",
                violation_error_message=_("There is a template with this name in this language already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
