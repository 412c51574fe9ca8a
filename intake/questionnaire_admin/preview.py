"""What a draft of a questionnaire would be: its steps as visitors see them, its truth table, what it changes.

Nothing is stored: there is no visit, and the forms on the page lead nowhere.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from intake.answers.forms import StepForm
from intake.blueprints import compiler
from intake.engine.definition import Definition, DefinitionError
from intake.models import Questionnaire
from intake.questionnaires import publishing, safety
from intake.questionnaires.differences import differences
from intake.questionnaires.translation_check import drift
from intake.questionnaires.truth_table import truth_table

RULES, CHANGES = "rules", "changes"


def preview(questionnaire: Questionnaire, request: HttpRequest, mode: str) -> HttpResponse:
    """A page for the preview panel. A draft that does not hold together yet is told so, and where."""
    try:
        definition = Definition.from_json(compiler.compiled(questionnaire.blueprint()).definition)
    except DefinitionError as error:
        return render(request, "intake/builder/unfinished.html", {"error": error})
    if mode == RULES:
        return render(
            request, "intake/builder/truth_table.html", {"definition": definition, "table": truth_table(definition)}
        )
    if mode == CHANGES:
        return render(request, "intake/builder/changes.html", changes(questionnaire, definition))
    steps = [(step, StepForm(step=step, answers={})) for step in definition.steps]
    contacts = safety.contacts(get_language())
    return render(
        request,
        "intake/builder/steps.html",
        {"definition": definition, "steps": steps, "safety_contacts": contacts},
    )


def changes(questionnaire: Questionnaire, definition: Definition) -> dict[str, Any]:
    """From what is live to this draft; and from what is live in other languages."""
    version = questionnaire.live_version
    told = [
        (translation, drift(publishing.definition_of(translation), definition))
        for translation in publishing.live_translations(questionnaire)
    ]
    context: dict[str, Any] = {"version": version, "translations": told}
    if version:
        context["differences"] = differences(publishing.definition_of(version), definition)
    return context
