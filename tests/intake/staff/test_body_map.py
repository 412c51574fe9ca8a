"""Staff see the painful areas on a picture of the body, drawn by the server, beside the list that names them."""

import re

import pytest
from django.template.loader import render_to_string

from intake.answers.answer_presentation import present_step
from intake.engine.definition import Definition
from intake.engine.scoring.acr2016 import AREAS
from intake.models import QuestionnaireVersion


def draw(codes: tuple[str, ...]) -> list[str]:
    page = render_to_string("intake/staff/body_map.html", {"codes": codes})
    assert f"{len(codes)} area" in page
    return re.findall(r'body__area--chosen" data-code="([^"]+)"', page)


def test_chosen_areas_are_marked_from_both_sides() -> None:
    assert draw(("neck", "chest")) == ["neck", "chest", "neck"]
    assert set(draw(tuple(AREAS))) == set(AREAS)
    assert draw(()) == []


@pytest.mark.django_db
def test_map_stands_beside_the_list(starter_version: QuestionnaireVersion) -> None:
    definition = Definition.from_json(starter_version.definition)
    step, question = next(
        (step, question) for step in definition.steps for question in step.questions if question.is_body_map
    )
    page = render_to_string("intake/staff/answers.html", {"steps": [present_step(step, {question.link_id: ["neck"]})]})
    assert page.count("body__area--chosen") == 2
    assert question.choice_by_code["neck"].text in page
    empty = render_to_string("intake/staff/answers.html", {"steps": [present_step(step, {})]})
    assert "<svg" not in empty
