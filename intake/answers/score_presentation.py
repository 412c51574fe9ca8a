"""Scores in words: each with what somebody needs to check it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from intake.engine.json_object import Json
from intake.engine.scoring import RULES, ScoringRule, acr2016

# The highest value of FS, the sum of the Widespread Pain Index and the Symptom Severity Scale.
SEVERITY_SCALE_END = 31


@dataclass(frozen=True)
class SeverityBand:
    """A part of the FS scale, from `start` over `width` points."""

    name: str
    start: int
    width: int

    @property
    def end(self) -> int:
        return self.start + self.width - 1


@dataclass(frozen=True)
class ScorePresentation:
    """A stored score (engine Score.to_json), beside what its rule says about itself."""

    stored: Json

    @property
    def rule(self) -> ScoringRule | None:
        """None for a rule that this release does not know any more: the stored score is shown all the same."""
        return RULES.get(self.stored["rule"])

    @property
    def title(self) -> str:
        return self.rule.title if self.rule else str(self.stored["rule"])

    @property
    def is_acr2016(self) -> bool:
        return bool(self.stored["rule"] == acr2016.RULE.id)

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """Each input of the rule with its answer in words, which is empty where there was none."""
        known = list(self.rule.inputs) if self.rule else []
        given = self.stored["inputs"]
        names = known + [name for name in given if name not in known]
        return [(name.replace("_", " "), format_score_input(given.get(name))) for name in names]

    @cached_property
    def bands(self) -> tuple[SeverityBand, ...]:
        return build_severity_bands()


def present_scores(assessment: Mapping[str, Any]) -> list[ScorePresentation]:
    """Return the scores of a stored assessment (engine Assessment.to_json)."""
    return [ScorePresentation(stored) for stored in assessment["scores"]]


def build_severity_bands() -> tuple[SeverityBand, ...]:
    """Return the severity bands of the FS scale, lowest first."""
    bands, end = [], SEVERITY_SCALE_END + 1
    for start, name in acr2016.SEVERITIES:
        bands.append(SeverityBand(name, start, end - start))
        end = start
    return tuple(reversed(bands))


def format_score_input(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("none")
    return str(value)
