"""Sign-offs of medical reviewers, each bound to what readers get."""

import json
import re
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

from articles.review.content_hash import CITATION_END, CITATION_START, PageContent

HASH_LENGTH = 64
WRITTEN_CITATION = re.compile(f"{CITATION_START}.*?{CITATION_END}")


class SignOffState(models.TextChoices):
    """How a page stands with its medical reviewers, computed whenever it is asked."""

    CURRENT = "current", _("Signed off")
    TEXT_CHANGED = "text", _("Lapsed: the text has changed")
    WORK_CHANGED = "work", _("Lapsed: a cited work has changed")
    EXPIRED = "expired", _("Lapsed: the review is overdue")
    NEVER = "never", _("Never signed off")

    @property
    def tone(self) -> str:
        """Return the tone of its tag in the admin."""
        tones = {SignOffState.CURRENT: "positive", SignOffState.WORK_CHANGED: "critical"}
        return tones.get(self, "warning")


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def covering(self, page: int, content_hash: str) -> Self:
        """Return the sign-offs of exactly this content, newest first: as it was signed, or with minor changes since."""
        changes = MinorChange.objects.filter(sign_off=OuterRef("pk"), content_hash=content_hash)
        return self.filter(Q(content_hash=content_hash) | Exists(changes), page=page)

    def valid_on(self, day: date) -> Self:
        return self.filter(valid_until__gte=day)


class SignOff(models.Model):
    """A medical reviewer's signature under what the readers of a page get, for a period.

    It is true of that content alone: nothing has to happen for it to fall when the page, or a work that it cites, has
    changed. It is no part of the page, so neither a copy nor a translation has it.
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="sign_offs", verbose_name=_("page"))
    content_hash = models.CharField(max_length=HASH_LENGTH, editable=False)
    # What was signed: see articles.review.content_hash. The next reviewer is shown what has changed since.
    content = models.JSONField(editable=False)
    # In the language of the page, if the reviewer has a page in it.
    reviewer = models.ForeignKey(
        "articles.PersonPage", models.PROTECT, related_name="reviews", verbose_name=_("reviewer")
    )
    # The name is kept when the account is deleted.
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    signed_by_name = models.CharField(_("signed by"), max_length=200)
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)
    valid_until = models.DateField(_("next review by"))

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at", "-pk"]
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        indexes = [models.Index(fields=["page", "-signed_at"], name="articles_sign_off_newest")]

    def __str__(self) -> str:
        return f"{self.signed_by_name}, {timezone.localdate(self.signed_at)}"

    @property
    def signed_on(self) -> date:
        return timezone.localdate(self.signed_at)


class MinorChange(models.Model):
    """A change of the text that a reviewer declared minor: the sign-off is true of the changed text too."""

    sign_off = models.ForeignKey(SignOff, models.CASCADE, related_name="minor_changes")
    content_hash = models.CharField(max_length=HASH_LENGTH)
    content = models.JSONField()
    reason = models.TextField(_("why the change is minor"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    declared_by_name = models.CharField(_("declared by"), max_length=200)
    declared_at = models.DateTimeField(_("declared at"), default=timezone.now)

    class Meta:
        ordering = ["declared_at", "pk"]
        verbose_name = _("minor change")
        verbose_name_plural = _("minor changes")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="articles_minor_change_with_reason"),
            models.UniqueConstraint(fields=["sign_off", "content_hash"], name="articles_minor_change_once"),
        ]

    def __str__(self) -> str:
        return self.reason


class PublicationReason(models.Model):
    """Why a publisher let this content go to readers without a sign-off. It holds for exactly this content."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="publication_reasons")
    content_hash = models.CharField(max_length=HASH_LENGTH)
    reason = models.TextField(_("reason"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_by_name = models.CharField(_("given by"), max_length=200)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("reason for publishing without a sign-off")
        verbose_name_plural = _("reasons for publishing without a sign-off")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="articles_publication_with_reason"),
        ]

    def __str__(self) -> str:
        return self.reason


def find_valid_sign_off(page: int, content_hash: str, day: date) -> SignOff | None:
    """Return the sign-off that is true of this content on this day, without what was signed. One query.

    `is_public` of its reviewer says whether everybody may read that person's page.
    """
    above = PageViewRestriction.objects.filter(page__path=Substr(OuterRef("reviewer__path"), 1, Length("page__path")))
    signed = SignOff.objects.covering(page, content_hash).valid_on(day)
    signed = signed.annotate(is_reviewer_public=Q(reviewer__live=True) & ~Exists(above))
    sign_off = signed.defer("content").select_related("reviewer").first()
    if sign_off:
        sign_off.reviewer.is_public = sign_off.is_reviewer_public
    return sign_off


def is_cleared(page: int, content_hash: str) -> bool:
    """Return whether this content may be published: it is signed off, or a publisher gave a reason."""
    today = timezone.localdate()
    return (
        SignOff.objects.covering(page, content_hash).valid_on(today).exists()
        or PublicationReason.objects.filter(page=page, content_hash=content_hash).exists()
    )


def judge_sign_off(page: int, content_hash: str, content: PageContent) -> tuple[SignOffState, SignOff | None]:
    """Return how this content of a page stands, with the sign-off that counts: the newest one if none covers it."""
    if covering := SignOff.objects.covering(page, content_hash).order_by("-valid_until", "-pk").first():
        is_valid = covering.valid_until >= timezone.localdate()
        return (SignOffState.CURRENT if is_valid else SignOffState.EXPIRED), covering
    newest = SignOff.objects.filter(page=page).first()
    if newest is None:
        return SignOffState.NEVER, None
    return (SignOffState.TEXT_CHANGED if has_new_text(newest, content) else SignOffState.WORK_CHANGED), newest


def has_new_text(sign_off: SignOff, content: PageContent) -> bool:
    """Return whether the words changed since, and not only the works: a work that is gone takes its numbers along."""
    signed = [sign_off.content, *(change.content for change in sign_off.minor_changes.all())]
    return strip_works(content) not in map(strip_works, signed)


def strip_works(content: PageContent) -> str:
    return WRITTEN_CITATION.sub("", json.dumps({**content, "works": None}, sort_keys=True))
