"""Puts the questions that are written once into the body that shows them.

From here on they are ordinary blocks of questions: citations are numbered over them, reports and sign-offs read them,
and a changed answer changes every page. One query, however many blocks and questions there are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from wagtail import blocks
from wagtail.rich_text import RichText

from articles.blocks.questions import QuestionsBlock, SharedQuestionsBlock
from articles.records.faq import FaqEntry


@dataclass(frozen=True)
class Choice:
    """What a block of shared questions is to show, by ids as they are stored: a record may be gone."""

    heading: str
    topic: int | None
    # None where a question was deleted.
    entries: tuple[int | None, ...]

    def select(self, published: Mapping[int, FaqEntry]) -> list[FaqEntry]:
        """Return the entries to show, in order. Those that are gone or not published are left out."""
        if self.entries:
            return [published[pk] for pk in dict.fromkeys(self.entries) if pk is not None and pk in published]
        return [entry for entry in published.values() if entry.topic_id == self.topic]


def place_shared_questions(body: blocks.StreamValue) -> blocks.StreamValue:
    """Return the body with an ordinary block of questions in the place of each shared one. The body is not changed."""
    choices = read_choices(body)
    return replace_blocks(body, build_question_blocks(body, choices, fetch_published_entries(choices.values())))


def build_question_blocks(
    body: blocks.StreamValue, choices: Mapping[int, Choice], published: Mapping[int, FaqEntry]
) -> dict[int, blocks.StreamValue.StreamChild]:
    """Return the ordinary blocks of questions that take the places of shared ones, by their positions in the body.

    A question stands on a page once: its anchor must lead to one place. A block may be left without a question.
    """
    shown: set[int] = set()
    built = {}
    for position, choice in choices.items():
        entries = [entry for entry in choice.select(published) if entry.pk not in shown]
        shown.update(entry.pk for entry in entries)
        built[position] = build_questions(body, choice, entries, position)
    return built


def replace_blocks(
    body: blocks.StreamValue, replaced: Mapping[int, blocks.StreamValue.StreamChild]
) -> blocks.StreamValue:
    """Return a copy of the body with these blocks at their positions. What they replace is not looked up."""
    if not replaced:
        return body
    children = [replaced.get(position) or body[position] for position in range(len(body))]
    return blocks.StreamValue(body.stream_block, children)


def read_choices(body: blocks.StreamValue) -> dict[int, Choice]:
    """Return what each block of shared questions chooses, by its position in the body."""
    return {position: choice for position, choice in enumerate(map(read_choice, body.raw_data)) if choice}


def read_choice(child: Mapping[str, Any]) -> Choice | None:
    """Return what a stored block chooses, or None if it is of another kind.

    It is read from the raw data, because Wagtail would make two queries to look up what was chosen.
    """
    if child["type"] != SharedQuestionsBlock.BLOCK_NAME:
        return None
    value = child["value"]
    entries = [item.get("value") if isinstance(item, dict) else item for item in value.get("entries") or []]
    return Choice(value.get("heading") or "", value.get("topic"), tuple(entries))


def fetch_published_entries(choices: Collection[Choice]) -> dict[int, FaqEntry]:
    """Return the published entries that the choices may show, in the order of their topics."""
    if not choices:
        return {}
    entries = query_published_entries(choices).select_related("topic").order_by("sort_order", "pk")
    return {entry.pk: entry for entry in entries}


def query_published_entries(choices: Collection[Choice]) -> QuerySet[FaqEntry]:
    """Return the same, in no order."""
    chosen = {pk for choice in choices for pk in choice.entries if pk}
    topics = {choice.topic for choice in choices if choice.topic and not choice.entries}
    return FaqEntry.objects.filter(Q(pk__in=chosen) | Q(topic__in=topics), live=True).order_by()


def build_heading(choice: Choice, entries: Sequence[FaqEntry]) -> str:
    """Return the heading of a block, or else the name of its topic; nothing without a question below it."""
    topic = next((entry.topic.name for entry in entries if entry.topic_id == choice.topic), "")
    return choice.heading or topic if entries else ""


def build_questions(
    body: blocks.StreamValue, choice: Choice, entries: Sequence[FaqEntry], position: int
) -> blocks.StreamValue.StreamChild:
    """Return an ordinary block of questions with these entries, and with the id of the block in its place."""
    questions: QuestionsBlock = body.stream_block.child_blocks[QuestionsBlock.BLOCK_NAME]
    items = questions.child_blocks["questions"]
    question = items.child_block
    values = [
        question.meta.value_class(
            question,
            {
                "question": entry.question,
                "answer": RichText(entry.answer),
                "is_clinic_view": entry.is_clinic_view,
                "anchor": entry.anchor,
            },
        )
        for entry in entries
    ]
    value = questions.meta.value_class(
        questions,
        {"heading": build_heading(choice, entries), "questions": blocks.list_block.ListValue(items, values=values)},
    )
    return blocks.StreamValue.StreamChild(questions, value, id=body.raw_data[position].get("id"))


def find_missing_entries(body: blocks.StreamValue) -> bool:
    """Return whether a block names a question that was deleted or is not published."""
    chosen = {pk for choice in read_choices(body).values() for pk in choice.entries}
    return bool(chosen) and FaqEntry.objects.filter(pk__in=chosen, live=True).count() < len(chosen)
