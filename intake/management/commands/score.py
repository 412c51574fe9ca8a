"""`manage.py score RULE FILE`: score the answers in a file, to check a rule."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.engine.json_object import Json, reject_duplicate_members
from intake.engine.scoring import RULES, InputError, ScoringRule


class Command(BaseCommand):
    help = (
        "Scores one JSON object of answers, or a list of them, and prints JSON. A missing input is unanswered, which "
        "is not the same as 0. The database is not used."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", choices=sorted(RULES), metavar="RULE", help=", ".join(sorted(RULES)))
        parser.add_argument("file", metavar="FILE", help="JSON file, or - for standard input")

    def handle(self, *args: object, rule: str, file: str, **options: object) -> None:
        result = score_cases(RULES[rule], read_cases(file))
        self.stdout.write(json.dumps(result, indent=2, ensure_ascii=False))


def score_cases(rule: ScoringRule, cases: object) -> Json | list[Json]:
    """Score one object of answers, or each of a list of them."""
    if isinstance(cases, list):
        return [score_case(rule, case, f"[{position}]") for position, case in enumerate(cases)]
    return score_case(rule, cases, "")


def score_case(rule: ScoringRule, case: object, case_path: str) -> Json:
    """Return the score as JSON data, its values first. Raises CommandError with the path of an input at fault."""
    try:
        score = rule.score(case).to_json()
    except InputError as error:
        path = join_case_path(case_path, error.place)
        raise CommandError(f"{path}: {error.reason}" if path else error.reason) from error
    values = score.pop("values")
    criteria, inputs = score.pop("criteria"), score.pop("inputs")
    return {**score, **values, "criteria": criteria, "inputs": inputs}


def join_case_path(case_path: str, path: str) -> str:
    """Return the path in the file of a path in one case, such as `[2].areas[0]`."""
    return f"{case_path}.{path}" if case_path and path else case_path or path


def read_cases(file: str) -> Any:
    """Return the JSON data of a file, or of standard input for `-`. Raises CommandError if it cannot be read."""
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    try:
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=reject_duplicate_members)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file}: not valid JSON: {error}") from error
