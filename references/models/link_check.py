from django.db import models
from django.utils.translation import gettext_lazy as _

from references.models.reference import Reference


class LinkCheck(models.Model):
    """The result of the last check of one link of a work."""

    class State(models.TextChoices):
        FOUND = "found", _("Found")
        MOVED = "moved", _("Moved")
        GONE = "gone", _("Gone")
        # No answer or an error: the page may be back tomorrow.
        UNREACHABLE = "unreachable", _("Not reachable")
        # Not requested: a URL in a private network, or no URL at all.
        REFUSED = "refused", _("Not a public address")

    class Part(models.TextChoices):
        DOI = "doi", "DOI"
        URL = "url", _("Web address")
        FULL_TEXT = "full-text", _("Full text")

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="link_checks")
    part = models.CharField(_("part of the record"), max_length=20, choices=Part)
    url = models.URLField(_("web address"), max_length=2000)
    state = models.CharField(_("state"), max_length=20, choices=State)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    # Consecutive ones. A single failure may be an accident.
    failures = models.PositiveIntegerField(_("failures"), default=0)
    checked_at = models.DateTimeField(_("checked at"))

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        constraints = [
            models.UniqueConstraint(fields=["reference", "part"], name="references_linkcheck_one_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.url}: {self.get_state_display()}"
