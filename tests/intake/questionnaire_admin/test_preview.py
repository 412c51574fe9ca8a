"""The preview of a draft beside its form."""

from dataclasses import replace

import pytest
from django.test import Client

from intake.blueprints.blueprint import Blueprint
from intake.models import Questionnaire
from tests.intake.blueprints.plans import SMALL, plan, rule, step, yes_no
from tests.intake.questionnaire_admin.posting import draft_of, post, published

pytestmark = pytest.mark.django_db

NOT_OURS = rule("Under 18", "how-old-are-you", "under-18", "not-for-this-clinic")


def previewed(client: Client, questionnaire: Questionnaire, blueprint: Blueprint, mode: str) -> str:
    url = f"/admin/questionnaires/preview/{questionnaire.pk}/"
    assert post(client, url, blueprint, action="").json() == {"is_valid": True, "is_available": True}
    response = client.get(url, {"mode": mode})
    assert response.status_code == 200
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    return response.content.decode()


def test_preview_shows_steps_as_visitors_see_them_and_saves_nothing(client: Client) -> None:
    questionnaire = published(client)
    page = previewed(client, questionnaire, replace(SMALL, steps=[step("You", yes_no("New question"))]), "")

    assert "New question" in page
    assert draft_of(questionnaire).steps[0]["value"]["questions"][0]["type"] == "one_of"


def test_preview_describes_changes(client: Client) -> None:
    questionnaire = published(client)
    built = draft_of(questionnaire)
    built.steps[0]["value"]["questions"][0]["value"]["required"] = False

    assert "Question “How old are you?” is now optional." in previewed(client, questionnaire, built, "changes")


def test_preview_shows_the_truth_table(client: Client) -> None:
    questionnaire = published(client)
    page = previewed(client, questionnaire, replace(SMALL, rules=[NOT_OURS]), "rules")

    assert "“How old are you?” is “Under 18”" in page
    assert "Not for this clinic" in page


def test_preview_of_an_invalid_draft_shows_the_error(client: Client) -> None:
    questionnaire = published(client)
    page = previewed(client, questionnaire, plan(step("You")), "")

    assert "questionnaire.item[0].item" in page
