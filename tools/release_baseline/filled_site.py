"""Fills the site of a release: patients send, staff work, and patients come back. It runs in that release's checkout.

It calls what release 0.1.0 has, and writes down what must be readable for ever (facts.json).
"""

import json
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")

import django

# ruff: noqa: E402 -- models are imported once Django is set up
django.setup()

from django.conf import settings
from django.contrib.auth.models import User

from articles.models import ArticlePage
from intake.enums import SubmissionState
from intake.models import Submission
from intake.patient import actions as patient_actions
from intake.questionnaires import publishing
from intake.staff import actions as staff_actions
from intake.token_sessions import drafts, patient_sessions
from intake.visitor import actions as visitor_actions

PATIENTS = 12
# What the questionnaire asks beside what its own cases answer. These people are made up.
REST = {
    "under-care": True,
    "own-words": "It began in spring, and it wakes me at three.",
    "name": "Ada Example",
    "helper-name": "Grace Example",
    "phone": "+49 30 0000000",
    "consent-assessment": True,
    "consent-improvement": True,
}


def fill_site() -> None:
    """Have patients send and staff work, by the code of the release 0.1.0. Write down what the patients have."""
    staff = User.objects.get(username="staff")
    facts: list[dict[str, Any]] = []
    for language in ("en", "de"):
        version = publishing.find_live_version(language=language)
        facts += [live_through(version, language, number, staff) for number in range(PATIENTS)]
    keep_a_draft()
    edit_content()
    (Path(settings.VAR) / "facts.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")


def live_through(version: Any, language: str, number: int, staff: Any) -> dict[str, Any]:
    """Have one patient send, staff work on it, and the patient come back. Return what must be readable for ever."""
    receipt = send_answers(version, language, number)
    facts: dict[str, Any] = {
        "pk": str(receipt.submission.pk),
        "reference": receipt.submission.reference,
        "code": receipt.visitor_code,
        "answers": dict(patient_actions.read_own_answers(open_own_page(receipt)).original),
        "notes": [],
        "messages": [],
    }
    if number > 0:
        facts |= work_on(receipt.submission.pk, number, staff)
        facts |= come_back(receipt, number, staff)
    return facts


def send_answers(version: Any, language: str, number: int) -> visitor_actions.Receipt:
    definition = publishing.get_definition(version)
    asked = {question.link_id: question for question in definition.questions()}
    rest = REST | {"diagnosis": asked["diagnosis"].choices[0].code, "email": f"ada{number}@patients.example"}
    # One of the cases leaves an answer out.
    answers = rest | dict(definition.cases[0].answers) | dict(definition.cases[number % len(definition.cases)].answers)
    draft, token = drafts.create_draft(version=version, language=language)
    drafts.save_answers(draft, token, lambda _: answers)
    return visitor_actions.submit_draft(draft=draft, token=token)


def open_own_page(receipt: visitor_actions.Receipt) -> Any:
    token = patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    return patient_sessions.find_access(token)


def work_on(pk: Any, number: int, staff: Any) -> dict[str, Any]:
    """Open a submission, write a note and a message, and move it as far as its number says."""
    staff_actions.open_submission(pk, by=staff)
    note, message = f"Note {number}.", f"Message {number}."
    staff_actions.add_note(pk, note, by=staff)
    staff_actions.send_message(pk, message, by=staff)
    for _ in range(number % 3):
        found = Submission.objects.get(pk=pk)
        states = staff_actions.list_next_states(found)
        if to := next((state for state in states if state != SubmissionState.WITHDRAWN), None):
            staff_actions.change_state(pk, to, by=staff, expected_revision=found.revision)
    return {"notes": [note], "messages": [message]}


def come_back(receipt: visitor_actions.Receipt, number: int, staff: Any) -> dict[str, Any]:
    """Have a few patients do what patients do once they have sent. Return what is then no longer as it was."""
    pk = receipt.submission.pk
    if number == 3:
        patient_actions.correct_contact(open_own_page(receipt), {"name": "Ada Else", "email": "ada@else.example"})
    if number == 4:
        access = open_own_page(receipt)
        patient_actions.withdraw_consent(access, patient_actions.list_given_consents(access)[0].consent)
        return {"is_withdrawn": True}
    if number == 5:
        return {"code": staff_actions.replace_code(pk, by=staff), "code_opens_answers": False}
    if number == 6:
        staff_actions.export_response(pk, by=staff)
    if number == 7:
        patient_actions.erase_submission(open_own_page(receipt))
        return {"is_erased": True}
    return {}


def keep_a_draft() -> None:
    draft, token = drafts.create_draft(version=publishing.find_live_version(language="en"), language="en")
    drafts.save_for_return(draft, token)


def edit_content() -> None:
    """Leave an article that was published twice and has a draft."""
    article = ArticlePage.objects.first()
    article.save_revision().publish()
    article.title = "A draft that nobody has published"
    article.save_revision()


if __name__ == "__main__":
    fill_site()
