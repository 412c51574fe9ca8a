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
from intake.questionnaires.differences import describe_differences
from intake.questionnaires.translation_check import compare_translations
from intake.questionnaires.truth_table import build_truth_table

RULES_MODE, CHANGES_MODE = "rules", "changes"


def render_preview(questionnaire: Questionnaire, request: HttpRequest, mode: str) -> HttpResponse:
    """A page for the preview panel. A draft that does not hold together yet is told so, and where."""
    try:
        definition = Definition.from_json(compiler.compile_blueprint(questionnaire.blueprint()).definition)
    except DefinitionError as error:
        return render(request, "intake/questionnaire_admin/unfinished.html", {"error": error})
    if mode == RULES_MODE:
        return render(
            request,
            "intake/questionnaire_admin/truth_table.html",
            {"definition": definition, "table": build_truth_table(definition)},
        )
    if mode == CHANGES_MODE:
        return render(
            request, "intake/questionnaire_admin/changes.html", build_changes_context(questionnaire, definition)
        )
    steps = [(step, StepForm(step=step, answers={})) for step in definition.steps]
    contacts = safety.list_safety_contacts(get_language())
    return render(
        request,
        "intake/questionnaire_admin/steps.html",
        {"definition": definition, "steps": steps, "safety_contacts": contacts},
    )


def build_changes_context(questionnaire: Questionnaire, definition: Definition) -> dict[str, Any]:
    """From what is live to this draft; and from what is live in other languages."""
    version = questionnaire.live_version
    translation_differences = [
        (translation, compare_translations(publishing.get_definition(translation), definition))
        for translation in publishing.list_live_translations(questionnaire)
    ]
    context: dict[str, Any] = {"version": version, "translations": translation_differences}
    if version:
        context["differences"] = describe_differences(publishing.get_definition(version), definition)
    return context
