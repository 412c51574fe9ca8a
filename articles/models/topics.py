"""The pages of topics: where they are, and what stands on them.

A topic is a record, and its page is a part of the list of articles. The filters of that list are links to these pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, DateTimeField, Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from articles.models.listings import keep_public
from articles.models.pages import FaqPage
from articles.records.faq import FaqEntry
from articles.records.topic import Topic

# The part of the URL before the topic's own, by language. Links depend on it: it is not translated with other words.
SEGMENTS = {"en": "topic", "de": "thema"}


@dataclass(frozen=True)
class QuestionLink:
    question: str
    url: str


def get_segment(language: str) -> str:
    return SEGMENTS.get(language.partition("-")[0], SEGMENTS["en"])


def build_topic_path(slug: str, language: str) -> str:
    """Return the path of a topic's page below that of the list of articles."""
    return f"{get_segment(language)}/{slug}/"


def build_topic_crumbs(topic: Topic | None, article_url: str | None, language: str) -> list[dict[str, str]]:
    """Return the step between the list of articles and an article of this topic. None if it has no topic, or no URL."""
    if topic is None or not article_url:
        return []
    list_url = article_url.rstrip("/").rpartition("/")[0]
    return [{"url": f"{list_url}/{build_topic_path(topic.slug, language)}", "title": topic.name}]


def find_topic_in_language(topic: Topic | None, locale_id: int) -> Topic | None:
    """Return a topic as it is called in a language, or None if it has no translation into it."""
    if topic is None or topic.locale_id == locale_id:
        return topic
    return Topic.objects.filter(translation_key=topic.translation_key, locale=locale_id).first()


def keep_topics_in_use(topics: QuerySet[Topic], articles: QuerySet[Page]) -> QuerySet[Topic]:
    """Return those of these topics that one of these articles is about."""
    return topics.filter(Exists(articles.filter(topic=OuterRef("pk")).order_by()))


def date_topics(topics: QuerySet[Topic], articles: QuerySet[Page]) -> QuerySet[Topic]:
    """Return these topics with `changed_at`: when the newest of these articles about it was published."""
    newest = articles.filter(topic=OuterRef("pk")).order_by().values("topic").annotate(at=Max("last_published_at"))
    return topics.annotate(changed_at=Subquery(newest.values("at"), output_field=DateTimeField()))


def find_translated_paths(topic: Topic, articles: QuerySet[Page]) -> dict[str, str]:
    """Return the path of the topic's page in each other language in which one of these articles is about it."""
    others = Topic.objects.filter(translation_key=topic.translation_key).exclude(pk=topic.pk).select_related("locale")
    codes = ((other.slug, other.locale.language_code) for other in keep_topics_in_use(others, articles))
    return {code: build_topic_path(slug, code) for slug, code in codes}


def list_questions(topic: Topic) -> Sequence[QuestionLink]:
    """Return links to the questions of a topic on the page of questions in its language. Two queries."""
    page = keep_public(FaqPage.objects.filter(locale=topic.locale_id)).defer_streamfields().first()
    url = page and page.get_url()
    if not url:
        return []
    shown = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        to_content_type=ContentType.objects.get_for_model(FaqEntry),
        to_object_id=Cast(OuterRef("pk"), CharField()),
    )
    entries = FaqEntry.objects.filter(Exists(shown), topic=topic, live=True)
    return [QuestionLink(entry.question, f"{url}#{entry.anchor}") for entry in entries]
