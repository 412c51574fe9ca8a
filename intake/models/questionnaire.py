"""Questionnaires and their published versions, which never change."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Questionnaire(models.Model):
    """An address at which questions are asked. What is asked there is its live version, if it has one."""

    slug = models.SlugField(_("address"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    is_default = models.BooleanField(_("answers at /eligibility/"), default=False)
    live_version = models.ForeignKey(
        "QuestionnaireVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_questionnaire"
            )
        ]

    def __str__(self) -> str:
        return self.title


class QuestionnaireVersion(models.Model):
    """What was asked, to the letter: the questions, the consent wording, the rules and the names of the scores.

    A draft and a submission point at the version they were made with, for ever.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the canonical JSON of the definition"))
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A published version never changes; publish another.")
        super().save(*args, **kwargs)
