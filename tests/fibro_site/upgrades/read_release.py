"""Reads a site that was upgraded as its people would, in a process of its own: patients with their codes, and staff.

`python -m tests.fibro_site.upgrades.read_release FACTS` prints what is wrong, a line each, and nothing if all is there.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")

import django

# ruff: noqa: E402 -- models are imported once Django is set up
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command

from intake.audit import outside_changes
from intake.models import Submission
from intake.patient import correspondence
from intake.staff.opened_submission import open_submission
from tests.intake.builders import open_access


def find_faults(facts: dict[str, Any]) -> Iterator[str]:
    """Yield what is not as it was when the release was left."""
    submission = Submission.objects.get(pk=facts["pk"])
    if submission.reference != facts["reference"]:
        yield "another reference"
    if changes := outside_changes.find_changes(submission):
        yield f"held to be changed outside the site: {', '.join(changes)}"
    if facts.get("is_erased"):
        if submission.erased_at is None or submission.sealed_answers:
            yield "erased before, and not now"
    elif facts.get("is_withdrawn"):
        if not submission.withdrawals.exists():
            yield "a consent was withdrawn, and is not now"
    else:
        yield from find_unreadable_parts(submission, facts)


def find_unreadable_parts(submission: Submission, facts: dict[str, Any]) -> Iterator[str]:
    opened = open_submission(submission.pk, by=User.objects.get(username="staff"))
    access = open_access(submission, facts["code"])
    found = {
        "answers": dict(opened.answers),
        "notes": [note.text for note in opened.notes],
        "messages": [message.text for message in opened.messages],
    }
    yield from (f"other {name}" for name in found if found[name] != facts[name])
    if [letter.text for letter in correspondence.read_letters(access)] != facts["messages"]:
        yield "the patient reads other messages"
    if access.opens_answers != facts.get("code_opens_answers", True):
        yield "the patient's code opens something else"


def main() -> None:
    for facts in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        for fault in find_faults(facts):
            print(facts["reference"], fault)
    call_command("audit", "verify", stdout=sys.stderr)


if __name__ == "__main__":
    main()
