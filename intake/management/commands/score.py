"""`manage.py score RULE FILE`: score cases by hand, to check a rule."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.engine.json_object import reject_duplicate_members
from intake.engine.scoring import RULES, InputError, ScoringRule


class Command(BaseCommand):
    help = (
        "Scores one JSON object of answers, or a list of them, and prints JSON. An input left out is unanswered, which "
        "is not 0. Touches no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", choices=sorted(RULES), metavar="RULE", help=", ".join(sorted(RULES)))
        parser.add_argument("file", metavar="FILE", help="a JSON file; - reads standard input")

    def handle(self, *args: Any, rule: str, file: str, **options: Any) -> None:
        cases = read_cases(file)
        scoring_rule = RULES[rule]
        if isinstance(cases, list):
            result: Any = [score_case(scoring_rule, case, f"[{position}]") for position, case in enumerate(cases)]
        else:
            result = score_case(scoring_rule, cases, "")
        self.stdout.write(json.dumps(result, indent=2, ensure_ascii=False))


def score_case(rule: ScoringRule, case: Any, case_path: str) -> dict[str, Any]:
    try:
        score = rule.score(case).to_json()
    except InputError as error:
        where = join_path(case_path, error.place)
        raise CommandError(f"{where}: {error.reason}" if where else error.reason) from error
    values = score.pop("values")
    criteria, inputs = score.pop("criteria"), score.pop("inputs")
    return {**score, **values, "criteria": criteria, "inputs": inputs}


def join_path(case: str, path: str) -> str:
    """`[2].areas[0]`: where in the file a place in one case is."""
    return f"{case}.{path}" if case and path else case or path


def read_cases(file: str) -> Any:
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    try:
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=reject_duplicate_members)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file}: not the JSON that was expected: {error}") from error
