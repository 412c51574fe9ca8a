"""The parts of a questionnaire: steps, their questions, and what may be answered."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from intake.engine.conditions import Condition
from intake.engine.json_object import digest_json


class Kind(StrEnum):
    YES_NO = "yes-no"
    ONE_OF = "one-of"
    MANY_OF = "many-of"
    SHORT_TEXT = "short-text"
    LONG_TEXT = "long-text"
    WHOLE_NUMBER = "whole-number"
    NUMBER = "number"
    RATING = "rating"
    DATE = "date"
    COUNTRY = "country"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    CONSENT = "consent"
    INFORMATION = "information"


TEXT_KINDS = {Kind.SHORT_TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.EMAIL, Kind.PHONE}
# Where the clinic can write to or call, and with it the name to write to.
REACHABLE_KINDS = {Kind.EMAIL, Kind.PHONE}
CONTACT_KINDS = {Kind.NAME, *REACHABLE_KINDS}
CHOICE_KINDS = {Kind.ONE_OF, Kind.MANY_OF}
COUNTRY_CODE = re.compile(r"[A-Z]{2}")  # ISO 3166-1
NUMBER_KINDS = {Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.RATING}


@dataclass(frozen=True)
class Region:
    """A named group of choices, such as a part of the body."""

    code: str
    text: str


@dataclass(frozen=True)
class Choice:
    code: str
    text: str
    hint: str = ""
    ordinal: int | float | None = None
    region: Region | None = None
    exclusive: bool = False  # "none of these": chosen alone or not at all


@dataclass(frozen=True)
class Code:
    """What a question is called in a code system such as LOINC."""

    system: str
    code: str
    text: str = ""


@dataclass(frozen=True)
class Bounds:
    """The lowest and the highest answer, both included: numbers, or dates in ISO 8601."""

    lowest: Any = None
    highest: Any = None


@dataclass(frozen=True)
class Consent:
    """One purpose that a visitor may agree to, and what they are told before they do."""

    purpose: str
    link_id: str
    required: bool
    wording: str
    controller: str
    data: str
    use: str

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of this exact wording, whatever else changes in the questionnaire."""
        return digest_json({"wording": self.wording, "controller": self.controller, "data": self.data, "use": self.use})


@dataclass(frozen=True)
class Question:
    link_id: str
    kind: Kind
    text: str
    condition: Condition
    hint: str = ""
    short_text: str = ""
    required: bool = False
    max_length: int = 0
    choices: tuple[Choice, ...] = ()
    bounds: Bounds = Bounds()
    unit: str = ""  # shown behind a number
    decimals: int = 0  # how many decimal places a number may have
    end_labels: tuple[str, str] = ("", "")  # what the lowest and the highest point of a rating mean
    accepts_partial_date: bool = False  # a year, or a year and a month, is enough
    is_past: bool = False  # the date cannot lie in the future
    is_body_map: bool = False  # its choices are areas of the picture of a body
    codes: tuple[Code, ...] = ()
    score_inputs: tuple[str, ...] = ()
    is_scope_fact: bool = False
    consent: Consent | None = None
    path: str = ""  # where it stands in the FHIR resource

    @property
    def is_answerable(self) -> bool:
        return self.kind is not Kind.INFORMATION

    def value_of(self, answer: object) -> Any:
        """Return what conditions compare: the value of a number, which is stored as it was typed; else the answer."""
        return Decimal(answer) if self.kind is Kind.NUMBER and isinstance(answer, str) else answer

    @property
    def points(self) -> range:
        """The points of a rating."""
        return range(self.bounds.lowest, self.bounds.highest + 1)

    @property
    def label(self) -> str:
        """Its name on a page that lists the answers."""
        return self.short_text or self.text

    @cached_property
    def choice_by_code(self) -> dict[str, Choice]:
        return {choice.code: choice for choice in self.choices}

    @cached_property
    def choices_by_region(self) -> tuple[tuple[Region | None, tuple[Choice, ...]], ...]:
        """The choices in their groups, groups and choices in the order of the definition."""
        groups: dict[Region | None, list[Choice]] = {}
        for choice in self.choices:
            groups.setdefault(choice.region, []).append(choice)
        return tuple((region, tuple(choices)) for region, choices in groups.items())


@dataclass(frozen=True)
class Step:
    link_id: str
    title: str
    questions: tuple[Question, ...]
    condition: Condition
    path: str = ""

    @property
    def answerable(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.is_answerable)

    @property
    def is_one_question(self) -> bool:
        """Whether it is a single question without other text, so that the question is the heading of its page."""
        return len(self.questions) == 1 and self.questions[0].is_answerable

    @property
    def heading(self) -> str:
        return self.questions[0].text if self.is_one_question else self.title
