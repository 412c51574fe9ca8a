"""Purges the pages that name somebody from the cache in front of the site, and the pages that list articles and topics.

Wagtail purges the page that was changed itself.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.signals import page_published, page_unpublished, post_page_move

from articles.models import ArticleIndexPage, ArticlePage, FaqEntry, PersonPage, SignOff, Topic
from articles.models.related import find_pages_leading_to
from articles.records.receivers import is_draft_save


@receiver([page_published, page_unpublished, post_page_move])
def purge_pages_that_name(*, instance: Page, **kwargs: object) -> None:
    if settings.WAGTAILFRONTENDCACHE:
        batch = PurgeBatch()
        batch.add_pages(find_pages_that_show(instance))
        batch.purge()


@receiver(post_save, sender=Topic)
@receiver(post_save, sender=FaqEntry)
@receiver(pre_delete, sender=Topic)
@receiver(pre_delete, sender=FaqEntry)
def purge_topic_pages(
    *, instance: Topic | FaqEntry, update_fields: frozenset[str] | None = None, **kwargs: object
) -> None:
    """Purge the lists of articles in this language, and in them the pages of topics, once it is committed."""
    if settings.WAGTAILFRONTENDCACHE and not is_draft_save(update_fields):
        batch = PurgeBatch()
        batch.add_pages(ArticleIndexPage.objects.live().filter(locale=instance.locale_id))
        transaction.on_commit(batch.purge, robust=True)


def find_pages_that_show(page: Page) -> PageQuerySet:
    """Return the published pages, in any language, that show something of this page of a person or article.

    An article is listed by its authors. Whoever was one of them until now can no longer be told, so it is all people.
    Other articles lead to it.
    """
    if isinstance(page, ArticlePage):
        people = Q(personpage__isnull=False, locale=page.locale_id)
        return Page.objects.live().filter(people | Q(pk__in=find_pages_leading_to(page).values("pk")))
    if not isinstance(page, PersonPage):
        return Page.objects.none()
    people = PersonPage.objects.filter(translation_key=page.translation_key)
    signed = SignOff.objects.filter(reviewer__in=people).values("page")
    written = ArticlePage.objects.filter(authorships__person__in=people).values("pk")
    return Page.objects.live().filter(Q(pk__in=written) | Q(pk__in=signed))
