"""Purges the glossary of a language from the cache in front of the site when one of its terms changes."""

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.contrib.frontend_cache.utils import PurgeBatch

from articles.models import GlossaryPage, GlossaryTerm


@receiver(post_save, sender=GlossaryTerm)
@receiver(post_delete, sender=GlossaryTerm)
def purge_glossaries(instance: GlossaryTerm, *, update_fields: frozenset[str] | None = None, **kwargs: object) -> None:
    """A saved draft changes nothing that readers see: it saves only the columns that name its revision."""
    if settings.WAGTAILFRONTENDCACHE and (update_fields is None or "live" in update_fields):
        batch = PurgeBatch()
        batch.add_pages(GlossaryPage.objects.live().filter(locale=instance.locale_id))
        transaction.on_commit(batch.purge, robust=True)
