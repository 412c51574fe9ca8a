"""What was published of an article before, and what readers are told of each change."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision
from wagtail_localize.fields import BaseTranslatableField

from articles.models.medical_page import MedicalPage
from articles.review.correction_form import CorrectedPageForm
from articles.review.correction_kinds import ASKED_KINDS, CorrectionKind

ANSWERS = ("change_kind", "change_note", "changed_since")


class CorrectedPage(MedicalPage):
    """A page whose editor is asked what a change means for readers who know its published text.

    The answers are fields of the page, so a draft keeps them through autosave, workflow and schedule, until it is
    published. They are about the change of one published text, whose revision is `changed_since`: whoever publishes
    later, by whatever door, does not give the old answer again.
    """

    base_form_class = CorrectedPageForm

    change_kind = models.CharField(_("what kind of change is this?"), max_length=12, choices=ASKED_KINDS, blank=True)
    change_note = models.TextField(
        _("what changed for the reader"),
        blank=True,
        help_text=_("One or two sentences. They stand at the foot of the article, with the date."),
    )
    changed_since = models.PositiveIntegerField(null=True, editable=False)
    # What the foot of the page shows of its corrections, so that it takes no query of its own. See `Correction`.
    correction_log = models.JSONField(default=list, editable=False)

    exclude_fields_in_copy = [*MedicalPage.exclude_fields_in_copy, *ANSWERS, "correction_log"]
    # Neither translated nor copied to a translation: it has changes of its own.
    override_translatable_fields = [BaseTranslatableField(name) for name in ("change_kind", "change_note")]

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, object]) -> Self:
        """Return a revision of the page. What was corrected is a fact of the page, and part of no revision."""
        page: Self = super().with_content_json(content)
        page.correction_log = self.correction_log
        return page


class Correction(models.Model):
    """A published text that another one has replaced."""

    page = models.ForeignKey("articles.ArticlePage", models.CASCADE, related_name="corrections", editable=False)
    # Which of the published texts was replaced: 1 is the first. It is part of that text's URL.
    number = models.PositiveIntegerField(_("version"), editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=CorrectionKind.choices)
    words = models.TextField(_("what changed for the reader"), blank=True)
    corrected_at = models.DateTimeField(_("published at"), editable=False)
    # The replaced text, as a revision stores it. Public processes may not read revisions, and those may be deleted.
    content = models.JSONField(editable=False)
    superseded = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+", editable=False)
    published = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+", editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)

    class Meta:
        ordering = ["-corrected_at", "-number"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="articles_correction_number")]

    def __str__(self) -> str:
        return f"{self.page.title} ({self.number})"


def list_shown_corrections(page: int) -> list[dict[str, object]]:
    """Return what the foot of a page shows: every change but the minor ones, newest first."""
    shown = Correction.objects.filter(page=page).exclude(kind=CorrectionKind.MINOR)
    return [
        {"number": one.number, "at": one.corrected_at.isoformat(), "words": one.words}
        for one in shown.only("number", "corrected_at", "words")
    ]
