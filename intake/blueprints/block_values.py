"""What the fields of the builder's blocks hold, as a StreamField writes them to JSON.

A block in a stream is `{"type", "value", "id"}`; an entry of a list is such a block of the type `item`. The fields have
the names that they have in `intake.blueprints.blocks`.
"""

from typing import Generic, TypedDict, TypeVar

V = TypeVar("V")


class Block(TypedDict, Generic[V]):
    type: str
    value: V
    id: str


class ComparisonValues(TypedDict):
    question: str
    operator: str
    answer: str | None


class ConditionValues(TypedDict):
    match: str
    comparisons: list[Block[ComparisonValues]]


class CodeValues(TypedDict):
    code: str
    system: str
    text: str


class OptionValues(TypedDict, total=False):
    """An option of a choice. `exclusive` exists only where several can be chosen."""

    text: str
    hint: str
    key: str
    value: float | None
    system: str
    exclusive: bool


class RowValues(TypedDict):
    text: str
    short_text: str
    key: str
    feeds: list[Block[str]]
    codes: list[Block[CodeValues]]


class AreaValues(TypedDict):
    area: str
    text: str
    hint: str


class RegionValues(TypedDict):
    region: str
    text: str


class QuestionValues(TypedDict, total=False):
    """Everything that one of the kinds of question, an information text, a consent or a block of rows has."""

    text: str
    hint: str
    key: str
    short_text: str
    required: bool
    is_scope_fact: bool
    codes: list[Block[CodeValues]]
    feeds: list[Block[str]]
    condition: ConditionValues
    # Choices.
    options: list[Block[OptionValues]]
    unknown: str
    rows: list[Block[RowValues]]
    # The body map.
    areas: list[Block[AreaValues]]
    regions: list[Block[RegionValues]]
    none: str
    # Numbers, ratings and dates. The bounds of a date are dates in ISO 8601.
    unit: str
    lowest: float | str | None
    highest: float | str | None
    decimals: int | None
    lowest_label: str
    highest_label: str
    takes_part: bool
    is_past: bool
    # Text.
    max_length: int | None
    # Consents.
    controller: str
    data: str
    use: str
    purpose: str


class StepValues(TypedDict):
    text: str
    questions: list[Block[QuestionValues]]
    key: str
    condition: ConditionValues


class PartValues(TypedDict, total=False):
    """A part of a rule's condition: an answer (`question`), a score (`value`), or a group of such parts."""

    question: str
    value: str
    operator: str
    answer: str | None
    match: str
    conditions: "list[Block[PartValues]]"


class RuleValues(TypedDict):
    match: str
    conditions: list[Block[PartValues]]
    outcome: str
    urgent: bool
    reason: str
    source: str
    notice_title: str
    notice_text: str
    key: str


class CaseAnswerValues(TypedDict):
    question: str
    answer: str


class CaseValues(TypedDict):
    name: str
    answers: list[Block[CaseAnswerValues]]
    outcome: str
    urgent: bool
