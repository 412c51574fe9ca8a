"""Publishes the questions of the starter pages as records that other pages can show too."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.text import slugify
from wagtail.models import Locale

from articles.models import FaqEntry, Topic
from articles.starter.block_builders import BlockData, build_shared_questions
from articles.starter.content import TopicContent


def publish_questions(blocks: list[BlockData], locale: Locale, *, topic: str = "") -> list[BlockData]:
    """Return the blocks with shared questions in the place of a page's own, and with topics by their ids.

    The questions are published on the way. A topic is made where it is first named. Questions that name none are of
    `topic`, or else of one that is named by their heading.
    """
    return [publish_block(block["type"], block["value"], locale, topic) or block for block in blocks]


def publish_block(kind: object, value: Any, locale: Locale, of_page: str) -> BlockData | None:
    """Return the block to store, or None if it is of another kind than questions."""
    if kind == "faq":
        return build_stored_block(find_topic(value["topic"], locale), heading=value["heading"])
    if kind != "questions":
        return None
    topic = find_topic(value["topic"] or of_page or value["heading"], locale)
    publish_entries(topic, value["questions"])
    return build_stored_block(topic, heading="" if topic.name == value["heading"] else value["heading"])


def build_stored_block(topic: Topic, *, heading: str) -> BlockData:
    block = build_shared_questions(topic.name, heading=heading)
    return {**block, "value": {"heading": heading, "topic": topic.pk, "entries": []}}


def publish_topics(topics: Sequence[TopicContent], locale: Locale, translation_keys: dict[str, UUID]) -> None:
    """Make the topics of a language, in their order. Those with the same key translate each other."""
    for place, words in enumerate(topics, 1):
        topic = Topic(name=words.name, introduction=words.introduction, locale=locale, sort_order=place)
        topic.slug = slugify(words.name, allow_unicode=True)
        topic.translation_key = translation_keys.setdefault(f"topic {words.key}", topic.translation_key)
        topic.save()


def find_topic(name: str, locale: Locale) -> Topic:
    """Return the topic of this name, which is made as the last one if there is none."""
    place = Topic.objects.filter(locale=locale).count() + 1
    topic, _is_new = Topic.objects.get_or_create(
        name=name, locale=locale, defaults={"slug": slugify(name, allow_unicode=True), "sort_order": place}
    )
    return topic


def publish_entries(topic: Topic, questions: list[dict[str, Any]]) -> None:
    for place, words in enumerate(questions, topic.faq_entries.count() + 1):
        entry = FaqEntry.objects.create(**words, topic=topic, locale=topic.locale, sort_order=place, live=False)
        entry.save_revision().publish()
