"""Sentences that look like claims and need no citation, with the reason that somebody gave."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class ClaimDismissal(models.Model):
    """Why a sentence of a page needs no citation. It holds while the sentence keeps its words.

    It belongs to the page and to none of its versions, so it is not copied to a translation or with a copied page.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="claim_dismissals", verbose_name=_("page"))
    sentence_hash = models.CharField(_("hash of the sentence"), max_length=64)
    sentence = models.TextField(_("sentence"))
    reason = models.TextField(_("reason"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("user")
    )
    created_at = models.DateTimeField(_("given at"), default=timezone.now)

    class Meta:
        verbose_name = _("reason for no citation")
        verbose_name_plural = _("reasons for no citation")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "sentence_hash"], name="articles_claimdismissal_one_a_sentence")
        ]

    def __str__(self) -> str:
        return self.sentence


def list_dismissed_hashes(page: Page) -> set[str]:
    """Return the hashes of the sentences of a page that need no citation. A page that is not saved yet has none."""
    return set(page.claim_dismissals.values_list("sentence_hash", flat=True)) if page.pk else set()


def list_dismissals(page: Page, hashes: Iterable[str]) -> list[ClaimDismissal]:
    """Return the reasons given for these sentences of a page, the oldest first, each with its user. One query."""
    return list(page.claim_dismissals.filter(sentence_hash__in=set(hashes)).select_related("user")) if page.pk else []
