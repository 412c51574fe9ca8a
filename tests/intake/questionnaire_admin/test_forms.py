"""Errors in a questionnaire are shown at their block."""

from dataclasses import replace

import pytest
from django.test import Client

from intake.blueprints.blueprint import Blueprint, make_block, make_item_list
from intake.engine import scoring
from intake.engine.json_object import Json
from intake.engine.questionnaire_items import LINK_ID, LINK_ID_RULES
from intake.engine.scoring import Licence
from intake.models import QuestionnaireVersion
from intake.questionnaires import publishing
from tests.intake.blueprints.plans import (
    AGE,
    SMALL,
    case,
    make_circular_plan,
    one_of,
    plan,
    question,
    rule,
    short_text,
    step,
    when,
    yes_no,
)
from tests.intake.questionnaire_admin.posting import ADD, draft_of, edit_url, faults, form_data, post, published

pytestmark = pytest.mark.django_db

NOT_OURS = rule("Under 18", "how-old-are-you", "under-18", "not-for-this-clinic")

ALL_BUT_THE_OLD = rule(
    "Others", "how-old-are-you", "18-or-over", "not-for-this-clinic", match="none", notice_title="T", notice_text="T"
)


def phq2_item(text: str, name: str, *values: float | None) -> Json:
    offered = [
        {"text": f"Option {number}", "hint": "", "value": value, "key": "", "system": ""}
        for number, value in enumerate(values)
    ]
    feeds = make_item_list([f"phq2.{name}"], text)
    return question("one_of", text, options=make_item_list(offered, text), unknown="", feeds=feeds)


PHQ2 = (phq2_item("Interest", "interest", 0, 1, 2, 3), phq2_item("Mood", "mood", 0, 1, 2, 3))


def scored(value: str, answer: str, operator: str) -> Json:
    fires = make_block("score", {"value": f"phq2.{value}", "operator": operator, "answer": answer}, value)
    made = rule("Low mood", "", "", "needs-a-human")
    made["value"]["conditions"] = [fires]
    return made


@pytest.mark.parametrize(
    ("blueprint", "place", "reason"),
    [
        (
            plan(step("You", AGE, yes_no("One", condition=when("nothing", "yes")))),
            "steps.0.questions.1.condition",
            "Refers to 'nothing', which is not a question of this questionnaire.",
        ),
        (
            plan(step("You", yes_no("One", condition=when("how-old-are-you", "under-18")), AGE)),
            "steps.0.questions.0.condition",
            "Refers to 'how-old-are-you', which is asked later.",
        ),
        (
            make_circular_plan(),
            "steps.0.questions.0.condition",
            "'one' depends on itself: its conditions form a circle.",
        ),
        (
            plan(step("You", AGE), step("More", yes_no("One"), condition=when("how-old-are-you", "old"))),
            "steps.1.condition",
            "'how-old-are-you' has no option 'old'.",
        ),
        (
            plan(step("You", AGE, short_text("Name", key="how old"))),
            "steps.0.questions.1.key",
            f"'how old' is not valid: {LINK_ID_RULES[LINK_ID]}, at most 64 in all.",
        ),
        (plan(step("You", one_of("Which?", "This"))), "steps.0.questions.0.options", "Must have at least two options."),
        (plan(step("You", AGE), rules=[NOT_OURS]), "rules.0.notice_title", "Say where the patient can go instead."),
        (
            plan(step("You", yes_no("Ill?")), rules=[rule("Ill", "ill", "yes", "not-for-this-clinic")]),
            "rules.0.conditions",
            "Only a scope fact can lead to the outcome “Not for this clinic”.",
        ),
        (
            plan(step("You", short_text("Where?", codes=make_item_list([{"code": "1  8", "system": "", "text": ""}])))),
            "steps.0.questions.0.codes.0.code",
            "Use single spaces between words, and none at the start or end.",
        ),
        (
            plan(step("You", short_text("Where?", codes=make_item_list([{"code": "1", "system": "a b", "text": ""}])))),
            "steps.0.questions.0.codes.0.system",
            "Enter the URI without spaces, for example http://loinc.org.",
        ),
        (
            plan(step("You", short_text("Where?", is_scope_fact=True))),
            "steps.0.questions.0",
            "A question of this kind cannot be a scope fact.",
        ),
        (
            plan(step("You", AGE), rules=[ALL_BUT_THE_OLD]),
            "rules.0.conditions",
            "Must not fire while 'how-old-are-you' is not answered.",
        ),
        (
            plan(step("You", AGE), scores=[make_block("score", "phq2")]),
            "scores.0",
            "No question is used for these score inputs: interest, mood.",
        ),
        (
            plan(step("You", AGE, *PHQ2), scores=[make_block("score", "phq2")], rules=[scored("total", "7", ">=")]),
            "rules.0.conditions",
            "Phq2.total is between 0 and 6, so >= 7 is never true.",
        ),
        (
            plan(step("You", AGE, *PHQ2), scores=[make_block("score", "phq2")], rules=[scored("total", "six", "=")]),
            "rules.0.conditions",
            "Compare phq2.total with a number, not with the text 'six'.",
        ),
        (
            plan(
                step("You", AGE, *PHQ2, phq2_item("Mood again", "mood", 0, 1, 2, 3)),
                scores=[make_block("score", "phq2")],
            ),
            "steps.0.questions.3",
            "Is used for 'phq2.mood', like 'mood', and one person can be asked both.",
        ),
        (
            plan(step("You", phq2_item("Mood", "mood", 0, 1.5), PHQ2[0]), scores=[make_block("score", "phq2")]),
            "steps.0.questions.0.options.1",
            "Phq2.mood: must be a whole number from 0 to 3, not 1.5.",
        ),
        (
            plan(step("You", phq2_item("Mood", "mood", 0, None), PHQ2[0]), scores=[make_block("score", "phq2")]),
            "steps.0.questions.0.options.1",
            "Phq2.mood: must be a whole number from 0 to 3; the option 'Option 1' has no value.",
        ),
        (
            plan(step("You", AGE), cases=[case("Old", "likely-suitable", **{"how-old-are-you": "18-or-over"})]),
            "cases.0",
            "'Old' expects likely-suitable, routine, but the rules give needs-a-human, routine.",
        ),
        (
            plan(step("You", AGE), cases=[case("Old", "needs-a-human", **{"how-old-are-you": "old"})]),
            "cases.0.answers.0",
            "'old' is not a possible answer to 'how-old-are-you'.",
        ),
    ],
)
def test_error_is_shown_at_its_block(client: Client, blueprint: Blueprint, place: str, reason: str) -> None:
    response = post(client, ADD, blueprint)

    assert response.status_code == 200
    assert faults(response) == [(place, reason)]
    assert not QuestionnaireVersion.objects.exists()


def test_missing_consent_and_contact_give_a_warning(client: Client) -> None:
    response = client.post(ADD, form_data(SMALL) | {"action-publish": "1"}, follow=True)
    page = response.content.decode()

    assert QuestionnaireVersion.objects.count() == 1
    assert "It asks for no consent" in page
    assert "It asks for no email address and no phone number" in page


def test_generated_key_avoids_keys_of_other_questions(client: Client) -> None:
    row = {"text": "", "short_text": "", "key": "", "feeds": [], "codes": []}
    options = [{"text": text, "hint": "", "value": None, "key": "", "system": ""} for text in ("No", "Yes")]
    values = {
        "rows": make_item_list([row | {"text": "Sleep"}, row | {"text": "Work", "key": "how-old-are-you"}]),
        "options": make_item_list(options),
        "unknown": "",
        "required": False,
        "condition": {"match": "all", "comparisons": []},
    }
    response = post(client, ADD, plan(step("You", AGE, make_block("rows", values)), slug="rows"))

    assert response.status_code == 302
    definition = publishing.get_definition(publishing.find_live_version("rows"))
    assert [question.link_id for question in definition.questions()] == [
        "how-old-are-you-2",
        "sleep",
        "how-old-are-you",
    ]


def test_score_without_a_licence_is_not_published(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    unlicensed = replace(scoring.RULES["phq2"], licence=Licence("", "", ""))
    monkeypatch.setitem(scoring.RULES, "phq2", unlicensed)
    response = post(client, ADD, plan(step("You", AGE), scores=[make_block("score", "phq2")]))

    assert faults(response) == [("scores.0", "'phq2' has no recorded licence.")]


def test_duplicate_slug_is_refused(client: Client) -> None:
    published(client)
    response = post(client, ADD, SMALL)

    assert faults(response) == [("slug", "This slug is already used by another questionnaire. Choose another one.")]


def test_key_of_a_removed_question_is_not_reused(client: Client) -> None:
    questionnaire = published(client)
    first = draft_of(questionnaire).steps[0]
    post(client, edit_url(questionnaire), plan(first))
    post(client, edit_url(questionnaire), plan(first, step("More", short_text("Where?"))))

    keys = [item.link_id for item in publishing.get_definition(publishing.find_live_version("pain")).questions()]
    assert keys == ["how-old-are-you", "where-2"]


def test_key_may_not_change_its_kind_of_answer(client: Client) -> None:
    questionnaire = published(client)
    response = post(client, edit_url(questionnaire), plan(step("You", yes_no("Where?", key="where"))))

    assert faults(response) == [
        (
            "steps.0.questions.0.key",
            "“where” had another meaning in an earlier version; give this question another key.",
        )
    ]
