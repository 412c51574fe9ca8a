"""What a scoring rule is: where it comes from, what it takes, and what it returns."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from intake.engine.json_object import Json

Inputs = Mapping[str, Any]

MAX_SHOWN_LENGTH = 60


class InputError(ValueError):
    """An input that the rule does not take: where (`place`) and why. The message contains what was given."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.place = place
        self.reason = reason


@dataclass(frozen=True)
class Licence:
    """What allows us to show an instrument's wording. Without a licence, nothing that uses it is published."""

    name: str
    statement: str
    source: str


@dataclass(frozen=True)
class Criterion:
    """One condition of a rule. `passed` is None if it cannot be told, because an answer is missing."""

    name: str
    passed: bool | None
    why: str


@dataclass(frozen=True)
class Score:
    """A result with everything that is needed to check it by eye."""

    rule: str
    version: str
    result: str
    values: Mapping[str, Any]
    criteria: tuple[Criterion, ...]
    inputs: Inputs

    def to_json(self) -> Json:
        return {
            "rule": self.rule,
            "version": self.version,
            "result": self.result,
            "values": dict(self.values),
            "criteria": [
                {"name": criterion.name, "passed": criterion.passed, "why": criterion.why}
                for criterion in self.criteria
            ],
            "inputs": dict(self.inputs),
        }


class Input(Protocol):
    """The kind of one input."""

    def read(self, value: object, place: str) -> Any:
        """Return the value as the rule takes it. Raises InputError for a value of another kind."""
        ...

    def from_answer(self, codes: Sequence[str], ordinals: Sequence[int | float], truth: bool | None) -> Any:
        """Return the value that an answer stands for; None if it stands for none ("I am not sure").

        `codes` and `ordinals` are those of the chosen options, `truth` is the answer to a yes or no.
        """
        ...


@dataclass(frozen=True)
class WholeNumber:
    lowest: int
    highest: int

    def read(self, value: object, place: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.lowest <= value <= self.highest:
            raise InputError(
                place, f"must be a whole number from {self.lowest} to {self.highest}, not {format_given_value(value)}"
            )
        return value

    def from_answer(self, codes: Sequence[str], ordinals: Sequence[int | float], truth: bool | None) -> int | None:
        if truth is not None:
            return int(truth)
        return int(ordinals[0]) if ordinals else None


@dataclass(frozen=True)
class Truth:
    def read(self, value: object, place: str) -> bool:
        if not isinstance(value, bool):
            raise InputError(place, f"must be true or false, not {format_given_value(value)}")
        return value

    def from_answer(self, codes: Sequence[str], ordinals: Sequence[int | float], truth: bool | None) -> bool | None:
        if truth is not None:
            return truth
        return bool(ordinals[0]) if ordinals else None


@dataclass(frozen=True)
class SomeOf:
    """Any number of these names, each counted once."""

    names: tuple[str, ...]

    def read(self, value: object, place: str) -> list[str]:
        """Return the names in the order of `names`, so that the same areas in another order give the same bytes."""
        if not isinstance(value, list):
            raise InputError(place, f"must be a list, not {format_given_value(value)}")
        for position, name in enumerate(value):
            if name not in self.names:
                raise InputError(
                    f"{place}[{position}]", f"{format_given_value(name)} is not one of: {', '.join(self.names)}"
                )
        return [name for name in self.names if name in value]

    def from_answer(self, codes: Sequence[str], ordinals: Sequence[int | float], truth: bool | None) -> list[str]:
        return list(codes)


@dataclass(frozen=True)
class OneOf:
    """One of these words."""

    names: tuple[str, ...]


# What a value of a score can be. A rule that compares it with anything else could never fire.
Output = WholeNumber | OneOf | SomeOf


@dataclass(frozen=True)
class ScoringRule:
    """A pure function with its description.

    `calculate` gets the values that `inputs` has read. An input that it does not get is unanswered, which is not 0.
    """

    id: str
    version: str
    title: str
    source: str
    licence: Licence
    caution: str  # shown to staff wherever the result is
    inputs: Mapping[str, Input]
    outputs: Mapping[str, Output]  # `result`, and each of its values
    calculate: Callable[["ScoringRule", Inputs], Score]
    # Inputs that lead to every possible score, if there are only a few; else none.
    exhaustive_inputs: tuple[Inputs, ...] = ()

    @cached_property
    def possible(self) -> tuple[Mapping[str, Any], ...]:
        """All combinations of outputs that can occur: no total of 2 is positive where that begins at 3."""
        scores = [self.score(inputs) for inputs in self.exhaustive_inputs]
        return tuple({"result": score.result, **score.values} for score in scores)

    def score(self, given: object) -> Score:
        """Return the score of an object of inputs, in which missing and null are unanswered.

        Raises InputError for unknown inputs and values, with an empty `place` for something that is no object.
        """
        if not isinstance(given, dict):
            raise InputError("", f"must be an object, not {format_given_value(given)}")
        for name in given:
            if name not in self.inputs:
                place = name if name.isidentifier() else format_given_value(name)
                raise InputError(place, f"is not an input of {self.id}; its inputs are: {', '.join(self.inputs)}")
        read = {name: kind.read(given[name], name) for name, kind in self.inputs.items() if given.get(name) is not None}
        return self.calculate(self, read)


def format_given_value(value: object) -> str:
    """Return the value as short JSON, in which no control character reaches a terminal."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    return json.dumps(value)[:MAX_SHOWN_LENGTH]


def sum_inputs(inputs: Inputs, names: Sequence[str]) -> int | None:
    """Return the sum, or None if any input is unanswered."""
    return sum(inputs[name] for name in names) if all(name in inputs for name in names) else None


def list_missing(inputs: Inputs, names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names if name not in inputs)
