"""What to read after an article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, IntegerField, Q, Value, When
from wagtail.models import Page, PageQuerySet

from articles.blocks.related_articles import RelatedArticlesBlock
from articles.models.listings import keep_public
from articles.records.usage import find_pages

MAX_RELATED = 3


@dataclass(frozen=True)
class RelatedArticles:
    """The articles that lead on from one: those chosen by its editor, or else the newest of its topic.

    They are found by the query that also finds the menus, so these are its parts.
    """

    # Their ids, with some of the topic behind those that were chosen.
    ids: PageQuerySet
    place: Case
    chosen_count: int

    def select(self, found: Iterable[Page]) -> list[Page]:
        """Return those of the pages found, each with its `place`, that are to be shown, in order."""
        ordered = sorted(found, key=lambda page: page.first_published_at.timestamp(), reverse=True)
        ordered.sort(key=lambda page: page.place)
        return [page for page in ordered if page.place < self.chosen_count] or ordered


def find_related_articles(article: Page, chosen: Sequence[int]) -> RelatedArticles | None:
    """Return what leads on from this article: public, in its language, and not the article itself.

    It makes no query. None without a choice and a topic.
    """
    if not (chosen or article.topic_id):
        return None
    wanted = Q(translation_key__in=query_translation_keys(chosen))
    if article.topic_id:
        wanted |= Q(articlepage__topic=article.topic_id)
    articles = Page.objects.filter(wanted, articlepage__isnull=False, locale=article.locale_id)
    others = keep_public(articles.exclude(translation_key=article.translation_key))
    order = [build_place(chosen)] if chosen else []
    ids = others.exclude(first_published_at=None).order_by(*order, "-first_published_at", "-pk").values("pk")
    return RelatedArticles(ids[:MAX_RELATED], build_place(chosen), len(chosen))


def build_place(chosen: Sequence[int]) -> Case:
    """Return where an article stands among those that were chosen, in whichever language; after them if it was not."""
    cases = (
        When(translation_key__in=query_translation_keys([pk]), then=Value(place)) for place, pk in enumerate(chosen)
    )
    return Case(*cases, default=Value(len(chosen)), output_field=IntegerField())


def query_translation_keys(pks: Sequence[int]) -> PageQuerySet:
    return Page.objects.filter(pk__in=pks).values("translation_key")


def find_pages_leading_to(article: Page) -> PageQuerySet:
    """Return the articles, published or not, at whose foot this one may stand."""
    versions = Page.objects.filter(translation_key=article.translation_key).values_list("pk", flat=True)
    choosing = find_pages(
        Q(
            to_content_type=ContentType.objects.get_for_model(Page),
            to_object_id__in=[str(pk) for pk in versions],
            model_path__startswith=f"body.{RelatedArticlesBlock.BLOCK_NAME}.",
        )
    )
    of_topic = Q(articlepage__topic=article.topic_id) if article.topic_id else Q(pk__in=[])
    return Page.objects.filter(of_topic | Q(pk__in=choosing.values("pk")))
