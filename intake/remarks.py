"""Keeps what readers say of pages, and opens their words for editors (docs/adr/0040-feedback.md)."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from intake.encryption import current_key, key_ring, primitives
from intake.enums import RemarkKind
from intake.models import PageRemark, PageVotes

KEPT_FOR = timedelta(days=365)


def count_vote(page_id: int, *, is_useful: bool) -> None:
    PageVotes.objects.bulk_create([PageVotes(page_id=page_id)], ignore_conflicts=True)
    column = "useful" if is_useful else "not_useful"
    PageVotes.objects.filter(pk=page_id).update(**{column: F(column) + 1})


def keep_remark(page_id: int, kind: RemarkKind, words: str, *, language: str) -> None:
    """Store a remark, its words sealed. Raises KeyUnavailable if they cannot be sealed to the clinic's current key."""
    remark = PageRemark(page_id=page_id, kind=kind, language=language)
    if words:
        data_key, public_key = primitives.generate_data_key(), current_key.get_current_public_key()
        remark.sealed_words = primitives.seal_json(data_key, words, context=build_context(remark, "words"))
        remark.wrapped_key = public_key.wrap(data_key, context=build_context(remark, "key"))
        remark.key_id = public_key.id
    remark.save(force_insert=True)


def read_words(remark: PageRemark) -> str | None:
    """Return what a reader wrote, empty if nothing; None if it does not open, as without the clinic's private key."""
    if not remark.sealed_words:
        return ""
    context = build_context(remark, "key")
    try:
        data_key = key_ring.load_private_key(remark.key_id).unwrap(remark.wrapped_key, context=context)
        words = primitives.unseal_json(data_key, remark.sealed_words, context=build_context(remark, "words"))
    except (key_ring.KeyUnavailable, primitives.SealError):
        return None
    return str(words)


def delete_old_remarks() -> None:
    PageRemark.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()


def build_context(remark: PageRemark, field: str) -> str:
    return primitives.build_seal_context("pageremark", remark.pk, field)
