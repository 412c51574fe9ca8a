"""The members of the FHIR R4 items that a conversion makes."""

from typing import Required, TypedDict

from intake.engine.json_object import Json


class Coding(TypedDict, total=False):
    system: str
    code: Required[str]
    display: str
    extension: list[Json]


class Option(TypedDict, total=False):
    valueCoding: Required[Coding]
    extension: list[Json]


class ConditionAnswer(TypedDict, total=False):
    """What a condition compares with: one of these members."""

    answerBoolean: bool
    answerInteger: int
    answerDecimal: float
    answerString: str
    answerCoding: Coding


class Comparison(ConditionAnswer, total=False):
    question: Required[str]
    operator: Required[str]


class ConditionMembers(TypedDict, total=False):
    enableWhen: list[Comparison]
    enableBehavior: str


class QuestionMembers(TypedDict, total=False):
    extension: list[Json]
    code: list[Coding]
    repeats: bool
    maxLength: int
    answerOption: list[Option]
    answerValueSet: str


class Item(QuestionMembers, ConditionMembers, total=False):
    linkId: Required[str]
    text: Required[str]
    type: Required[str]
    required: bool
    item: list["Item"]
