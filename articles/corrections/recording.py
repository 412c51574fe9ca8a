"""Records that one published text has replaced another, by whichever door it was published."""

from collections.abc import Collection

from django.db.models import Max
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from articles.models import ArticlePage
from articles.models.corrections import Correction, list_shown_corrections
from articles.review.content_hash import describe_text
from articles.review.correction_kinds import CorrectionKind

# As Wagtail stores them in a revision.
COMMENTS = "wagtail_admin_comments"
SUPERSEDED_ATTRIBUTE = "_superseded_revision"


@receiver(pre_save, sender=ArticlePage)
def remember_published_revision(
    *, instance: ArticlePage, raw: bool, update_fields: Collection[str] | None, **kwargs: object
) -> None:
    """Note what readers see so far: when the page is published, its row says so no more."""
    may_publish = update_fields is None or "live_revision" in update_fields
    if instance.pk and instance.live and may_publish and not raw:
        live = ArticlePage.objects.filter(pk=instance.pk, live=True).exclude(live_revision=instance.live_revision_id)
        setattr(instance, SUPERSEDED_ATTRIBUTE, live.values_list("live_revision", flat=True).first())


@receiver(page_published, sender=ArticlePage)
def record_correction(*, instance: ArticlePage, revision: Revision, **kwargs: object) -> None:
    """Add the replaced text to the page's corrections, if readers can tell it from the new one."""
    superseded = Revision.objects.filter(pk=instance.__dict__.pop(SUPERSEDED_ATTRIBUTE, None)).first()
    if superseded is None or not instance.live:
        return
    before, now = superseded.as_object().describe_for_sign_off(), instance.describe_for_sign_off()
    if describe_text(before) == describe_text(now):
        return
    is_described = instance.changed_since == superseded.pk and instance.change_kind
    kind = instance.change_kind if is_described else CorrectionKind.UNDESCRIBED
    Correction.objects.create(
        page=instance,
        number=(instance.corrections.aggregate(last=Max("number"))["last"] or 0) + 1,
        kind=kind,
        words=instance.change_note if kind == CorrectionKind.FOR_READERS else "",
        corrected_at=instance.last_published_at,
        content=keep_readable(superseded.content),
        superseded=superseded,
        published=revision,
        user=revision.user,
    )


def keep_readable(content: dict[str, object]) -> dict[str, object]:
    """Return a revision without what editors wrote to each other beside it: public processes read corrections."""
    return {name: value for name, value in content.items() if name != COMMENTS}


@receiver(post_save, sender=Correction)
def update_correction_log(*, instance: Correction, **kwargs: object) -> None:
    """Store with the page what its foot shows."""
    instance.page.correction_log = list_shown_corrections(instance.page_id)
    ArticlePage.objects.filter(pk=instance.page_id).update(correction_log=instance.page.correction_log)
