"""What a scoring rule is: where it comes from, what it may be given, and what it answers."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

Inputs = Mapping[str, Any]

MAX_SHOWN_LENGTH = 60


class InputError(ValueError):
    """An input that the rule does not know: where (`place`) and why. Its text holds what was given."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.place = place
        self.reason = reason


@dataclass(frozen=True)
class Licence:
    """What lets us show an instrument's wording. Without one, nothing that uses it is published."""

    name: str
    statement: str
    source: str


@dataclass(frozen=True)
class Criterion:
    """One condition of a rule. `passed` None: it cannot be told, because an answer is missing."""

    name: str
    passed: bool | None
    why: str


@dataclass(frozen=True)
class Score:
    """A result with all that is needed to check it by eye."""

    rule: str
    version: str
    result: str
    values: Mapping[str, Any]
    criteria: tuple[Criterion, ...]
    inputs: Inputs

    def to_json(self) -> dict[str, Any]:
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
    """One thing that a rule may be given."""

    def read(self, value: Any, place: str) -> Any:
        """The value as the rule takes it; InputError if it is none that it may have."""
        ...

    def from_answer(self, codes: Sequence[str], ordinals: Sequence[int | float], truth: bool | None) -> Any:
        """The value that an answer stands for; None if it stands for none ("I am not sure")."""
        ...


@dataclass(frozen=True)
class WholeNumber:
    lowest: int
    highest: int

    def read(self, value: Any, place: str) -> int:
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
    def read(self, value: Any, place: str) -> bool:
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

    def read(self, value: Any, place: str) -> list[str]:
        """In the order of `names`, so that the same areas named in another order give the same bytes."""
        if not isinstance(value, list):
            raise InputError(place, f"must be a list, not {format_given_value(value)}")
        for position, name in enumerate(value):
            if name not in self.names:
                raise InputError(
                    f"{place}[{position}]", f"{format_given_value(name)} is none of: {', '.join(self.names)}"
                )
        return [name for name in self.names if name in value]

    def from_answer(self, codes: Sequence[str], ordinals: Sequence[int | float], truth: bool | None) -> list[str]:
        return list(codes)


@dataclass(frozen=True)
class OneOf:
    """One of these words."""

    names: tuple[str, ...]


# What a value of a score can be: a rule that compares it with anything else could never fire.
Output = WholeNumber | OneOf | SomeOf


@dataclass(frozen=True)
class ScoringRule:
    """`calculate` is pure and gets what `inputs` has read; a name it does not get is unanswered, which is not 0."""

    id: str
    version: str
    title: str
    source: str
    licence: Licence
    caution: str  # shown to staff wherever the result is
    inputs: Mapping[str, Input]
    outputs: Mapping[str, Output]  # `result`, and each of its values
    calculate: Callable[["ScoringRule", Inputs], Score]
    # Inputs whose scores are all that there can be, where these are few; none where they are not told.
    exhaustive_inputs: tuple[Inputs, ...] = ()

    @cached_property
    def possible(self) -> tuple[Mapping[str, Any], ...]:
        """All that `outputs` can be together: no total of 2 is positive where that begins at 3."""
        scores = [self.score(inputs) for inputs in self.exhaustive_inputs]
        return tuple({"result": score.result, **score.values} for score in scores)

    def score(self, given: Any) -> Score:
        """Score an object of inputs. Missing and null are unanswered; InputError for anything else unknown, without a
        place for what is no object.
        """
        if not isinstance(given, dict):
            raise InputError("", f"must be an object, not {format_given_value(given)}")
        for name in given:
            if name not in self.inputs:
                place = name if name.isidentifier() else format_given_value(name)
                raise InputError(place, f"is no input of {self.id}; it knows {', '.join(self.inputs)}")
        read = {name: kind.read(given[name], name) for name, kind in self.inputs.items() if given.get(name) is not None}
        return self.calculate(self, read)


def format_given_value(value: Any) -> str:
    """What was given, as JSON says it, and short: no control character of it reaches a terminal."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    return json.dumps(value)[:MAX_SHOWN_LENGTH]


def sum_inputs(inputs: Inputs, names: Sequence[str]) -> int | None:
    """The sum, or None if any is unanswered."""
    return sum(inputs[name] for name in names) if all(name in inputs for name in names) else None


def list_missing(inputs: Inputs, names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names if name not in inputs)
