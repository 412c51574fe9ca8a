"""Questionnaires in the admin: drafts, publishing, errors and where they are shown, permissions."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from intake.blueprints.blueprint import Blueprint, make_block, make_item_list
from intake.engine import scoring
from intake.engine.json_object import Json
from intake.engine.scoring import Licence
from intake.models import Questionnaire, QuestionnaireVersion
from intake.questionnaire_admin import roles
from intake.questionnaires import publishing
from tests.conftest import make_user, signed_in
from tests.intake.blueprints.plans import AGE, SMALL, case, one_of, plan, question, rule, short_text, step, when, yes_no
from tests.intake.definitions import group, made_of
from tests.intake.definitions import one_of as fhir_one_of
from tests.intake.questionnaire_admin.posting import ADD, edit_url, faults, form_data, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """The browser of a questionnaire editor."""
    roles.ensure_editors_group()
    return signed_in(make_user("edith", roles.EDITORS_GROUP_NAME))


def published(client: Client, blueprint: Blueprint = SMALL) -> Questionnaire:
    response = post(client, ADD, blueprint)
    assert response.status_code == 302, faults(response)
    return Questionnaire.objects.get(slug=blueprint.slug)


def draft_of(questionnaire: Questionnaire) -> Blueprint:
    return Questionnaire.objects.get(pk=questionnaire.pk).get_latest_revision_as_object().get_blueprint()


# --- Drafts and versions ---------------------------------------------------------------------------------------------


def test_a_draft_may_be_unfinished_and_nothing_goes_live(client: Client) -> None:
    response = post(client, ADD, plan(step("", yes_no(""))), action="")

    assert response.status_code == 302
    assert Questionnaire.objects.get().live is False
    assert not QuestionnaireVersion.objects.exists()


def test_publishing_makes_a_version_with_keys_from_the_words(client: Client) -> None:
    questionnaire = published(client)
    definition = publishing.get_definition(publishing.find_live_version("pain"))

    assert [item.link_id for item in definition.steps] == ["you", "your-pain"]
    assert [item.link_id for item in definition.questions()] == ["how-old-are-you", "does-it-hurt", "where"]
    assert list(definition.question("how-old-are-you").choice_by_code) == ["under-18", "18-or-over"]
    assert draft_of(questionnaire).steps[0]["value"]["key"] == "you"


def test_a_key_outlives_the_words_that_it_was_made_from(client: Client) -> None:
    questionnaire = published(client)
    built = draft_of(questionnaire)
    built.steps[0]["value"]["questions"][0]["value"]["text"] = "Your age"
    assert post(client, edit_url(questionnaire), built).status_code == 302

    live = publishing.find_live_version("pain")
    assert live.number == 2
    assert publishing.get_definition(live).question("how-old-are-you").text == "Your age"


def test_publishing_the_same_again_makes_no_version(client: Client) -> None:
    questionnaire = published(client)
    assert post(client, edit_url(questionnaire), draft_of(questionnaire)).status_code == 302

    assert QuestionnaireVersion.objects.count() == 1


def test_a_draft_of_a_live_one_changes_nothing_that_is_live(client: Client) -> None:
    questionnaire = published(client)
    before = publishing.find_live_version("pain")
    post(client, edit_url(questionnaire), replace(draft_of(questionnaire), title="Other"), action="")

    assert publishing.find_live_version("pain") == before
    assert Questionnaire.objects.get().title == "Your pain"
    assert draft_of(questionnaire).title == "Other"


def test_unpublishing_withdraws_it_and_keeps_its_versions(client: Client) -> None:
    questionnaire = published(client)
    response = client.post(f"/admin/questionnaires/unpublish/{questionnaire.pk}/")

    assert response.status_code == 302
    assert publishing.find_live_version("pain") is None
    assert QuestionnaireVersion.objects.count() == 1


def test_one_that_was_published_before_there_was_a_builder_opens_as_what_is_live(client: Client) -> None:
    definition = made_of(group("a", fhir_one_of("colour", "red", "blue")))
    questionnaire = Questionnaire.objects.create(slug="old", title="T")
    questionnaire.make_live(definition)

    assert client.get(edit_url(questionnaire)).status_code == 200
    assert draft_of(questionnaire).steps[0]["value"]["questions"][0]["value"]["key"] == "colour"


def test_what_the_command_publishes_opens_in_the_builder() -> None:
    definition = made_of(group("a", fhir_one_of("colour", "red", "blue")))
    version = publishing.publish_definition(slug="one", title="One", definition=definition)

    assert draft_of(version.questionnaire).steps[0]["value"]["questions"][0]["value"]["key"] == "colour"
    assert version.questionnaire.live


# --- Errors, and where they are shown --------------------------------------------------------------------------------

NOT_OURS = rule("Under 18", "how-old-are-you", "under-18", "not-for-this-clinic")


ALL_BUT_THE_OLD = rule(
    "Others", "how-old-are-you", "18-or-over", "not-for-this-clinic", match="none", notice_title="T", notice_text="T"
)


def looped() -> Blueprint:
    one, other = yes_no("One", condition=when("other", "yes")), yes_no("Other", condition=when("one", "yes"))
    return plan(step("You", one, other))


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
            "Points at 'nothing', which is no question here.",
        ),
        (
            plan(step("You", yes_no("One", condition=when("how-old-are-you", "under-18")), AGE)),
            "steps.0.questions.0.condition",
            "Points forward, at 'how-old-are-you', which is asked later.",
        ),
        (
            looped(),
            "steps.0.questions.0.condition",
            "'one' depends on itself: its conditions go round in a circle.",
        ),
        (
            plan(step("You", AGE), step("More", yes_no("One"), condition=when("how-old-are-you", "old"))),
            "steps.1.condition",
            "'old' is not offered by 'how-old-are-you'.",
        ),
        (
            plan(step("You", AGE, short_text("Name", key="how old"))),
            "steps.0.questions.1.key",
            "'how old' does not match [A-Za-z0-9][A-Za-z0-9._-]{0,63}.",
        ),
        (plan(step("You", one_of("Which?", "This"))), "steps.0.questions.0.options", "Needs at least two options."),
        (plan(step("You", AGE), rules=[NOT_OURS]), "rules.0.notice_title", "Say where somebody can go instead."),
        (
            plan(step("You", yes_no("Ill?")), rules=[rule("Ill", "ill", "yes", "not-for-this-clinic")]),
            "rules.0.conditions",
            "Only a plain scope fact can say that this clinic is the wrong one.",
        ),
        (
            plan(step("You", short_text("Where?", codes=make_item_list([{"code": "1  8", "system": "", "text": ""}])))),
            "steps.0.questions.0.codes.0.code",
            "A code has no more than one space between its words.",
        ),
        (
            plan(step("You", short_text("Where?", codes=make_item_list([{"code": "1", "system": "a b", "text": ""}])))),
            "steps.0.questions.0.codes.0.system",
            "An address has no spaces in it.",
        ),
        (
            plan(step("You", short_text("Where?", is_scope_fact=True))),
            "steps.0.questions.0",
            "An answer of this kind is no plain fact of scope, as age or country is.",
        ),
        (
            plan(step("You", AGE), rules=[ALL_BUT_THE_OLD]),
            "rules.0.conditions",
            "Fires while 'how-old-are-you' is not answered: what is not known says nothing.",
        ),
        (
            plan(step("You", AGE), scores=[make_block("score", "phq2")]),
            "scores.0",
            "No question feeds interest, mood.",
        ),
        (
            plan(step("You", AGE, *PHQ2), scores=[make_block("score", "phq2")], rules=[scored("total", "7", ">=")]),
            "rules.0.conditions",
            "Phq2.total lies between 0 and 6, so >= 7 never holds.",
        ),
        (
            plan(step("You", AGE, *PHQ2), scores=[make_block("score", "phq2")], rules=[scored("total", "six", "=")]),
            "rules.0.conditions",
            "Phq2.total is a number, not the text 'six'.",
        ),
        (
            plan(
                step("You", AGE, *PHQ2, phq2_item("Mood again", "mood", 0, 1, 2, 3)),
                scores=[make_block("score", "phq2")],
            ),
            "steps.0.questions.3",
            "Feeds 'phq2.mood', which 'mood' feeds too, and both can be asked of one person.",
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
            "'Old' should come out as likely-suitable, routine; by the rules it is needs-a-human, routine.",
        ),
        (
            plan(step("You", AGE), cases=[case("Old", "needs-a-human", **{"how-old-are-you": "old"})]),
            "cases.0.answers.0",
            "'old' is no answer to 'how-old-are-you'.",
        ),
    ],
)
def test_what_does_not_hold_together_is_said_at_its_block(
    client: Client, blueprint: Blueprint, place: str, reason: str
) -> None:
    response = post(client, ADD, blueprint)

    assert response.status_code == 200
    assert faults(response) == [(place, reason)]
    assert not QuestionnaireVersion.objects.exists()


def test_what_lacks_consent_and_contact_is_published_with_a_warning(client: Client) -> None:
    response = client.post(ADD, form_data(SMALL) | {"action-publish": "1"}, follow=True)
    page = response.content.decode()

    assert QuestionnaireVersion.objects.count() == 1
    assert "It asks for no consent" in page
    assert "It asks for no e-mail address and no telephone number" in page


def test_no_key_is_made_that_another_question_was_given(client: Client) -> None:
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


def test_a_score_without_a_licence_is_not_published(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    unlicensed = replace(scoring.RULES["phq2"], licence=Licence("", "", ""))
    monkeypatch.setitem(scoring.RULES, "phq2", unlicensed)
    response = post(client, ADD, plan(step("You", AGE), scores=[make_block("score", "phq2")]))

    assert faults(response) == [("scores.0", "'phq2' has no recorded licence.")]


def test_a_second_questionnaire_at_an_address_is_refused(client: Client) -> None:
    published(client)
    response = post(client, ADD, SMALL)

    assert faults(response) == [("slug", "Another questionnaire answers there.")]


def test_a_key_is_not_made_again_for_another_question(client: Client) -> None:
    questionnaire = published(client)
    first = draft_of(questionnaire).steps[0]
    post(client, edit_url(questionnaire), plan(first))
    post(client, edit_url(questionnaire), plan(first, step("More", short_text("Where?"))))

    keys = [item.link_id for item in publishing.get_definition(publishing.find_live_version("pain")).questions()]
    assert keys == ["how-old-are-you", "where-2"]


def test_a_key_is_not_given_to_a_question_that_is_answered_in_another_way(client: Client) -> None:
    questionnaire = published(client)
    response = post(client, edit_url(questionnaire), plan(step("You", yes_no("Where?", key="where"))))

    assert faults(response) == [
        (
            "steps.0.questions.0.key",
            "“where” was answered in another way in a version before; give this question another key.",
        )
    ]


# --- Workflow --------------------------------------------------------------------------------------------------------


def handed_in(client: Client, blueprint: Blueprint) -> Questionnaire:
    """Return a questionnaire whose draft awaits the approval of the questionnaire editors."""
    questionnaire = Questionnaire.objects.create(slug="pain", title="T", live=False)
    workflow = Workflow.objects.create(name="Second pair of eyes")
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(Group.objects.get(name=roles.EDITORS_GROUP_NAME))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    questionnaire.load_blueprint(blueprint)
    questionnaire.save_revision(clean=False)
    workflow.start(questionnaire, make_user("somebody"))
    return questionnaire


def approve(client: Client, questionnaire: Questionnaire) -> Any:
    state = questionnaire.current_workflow_task_state.pk
    return client.post(f"/admin/questionnaires/workflow/action/{questionnaire.pk}/approve/{state}/", follow=True)


def test_what_is_approved_is_published_as_a_version(client: Client) -> None:
    approve(client, handed_in(client, SMALL))

    assert publishing.find_live_version("pain").number == 1


def test_an_approved_draft_that_does_not_hold_together_is_not_published(client: Client) -> None:
    questionnaire = handed_in(client, looped())
    response = approve(client, questionnaire)

    assert "It was not published, because the draft does not hold together" in response.content.decode()
    assert publishing.find_live_version("pain") is None
    assert questionnaire.current_workflow_task_state.status == "in_progress"


def test_what_was_published_is_not_deleted(dora_client: Client) -> None:
    version = publishing.publish_definition(
        slug="one", title="One", definition=made_of(group("a", fhir_one_of("colour", "red", "blue")))
    )
    response = dora_client.post(f"/admin/questionnaires/delete/{version.questionnaire.pk}/", follow=True)

    assert "It has been published, so it can be withdrawn, but not deleted." in response.content.decode()
    assert publishing.find_live_version("one") == version


# --- Preview ---------------------------------------------------------------------------------------------------------


def previewed(client: Client, questionnaire: Questionnaire, blueprint: Blueprint, mode: str) -> str:
    url = f"/admin/questionnaires/preview/{questionnaire.pk}/"
    assert post(client, url, blueprint, action="").json() == {"is_valid": True, "is_available": True}
    response = client.get(url, {"mode": mode})
    assert response.status_code == 200
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    return response.content.decode()


def test_the_preview_shows_the_steps_as_visitors_see_them_and_stores_nothing(client: Client) -> None:
    questionnaire = published(client)
    page = previewed(client, questionnaire, replace(SMALL, steps=[step("You", yes_no("New question"))]), "")

    assert "New question" in page
    assert draft_of(questionnaire).steps[0]["value"]["questions"][0]["type"] == "one_of"


def test_the_preview_tells_what_changes_in_words(client: Client) -> None:
    questionnaire = published(client)
    built = draft_of(questionnaire)
    built.steps[0]["value"]["questions"][0]["value"]["required"] = False

    assert "Question “How old are you?” is now optional." in previewed(client, questionnaire, built, "changes")


def test_the_preview_shows_the_truth_table(client: Client) -> None:
    questionnaire = published(client)
    page = previewed(client, questionnaire, replace(SMALL, rules=[NOT_OURS]), "rules")

    assert "“How old are you?” is “Under 18”" in page
    assert "Not for this clinic" in page


def test_the_preview_of_what_does_not_hold_together_says_what_is_missing(client: Client) -> None:
    questionnaire = published(client)
    page = previewed(client, questionnaire, plan(step("You")), "")

    assert "questionnaire.item[0].item" in page


# --- Permissions -----------------------------------------------------------------------------------------------------


def test_clinic_staff_and_editors_of_pages_build_no_questionnaire(ben_client: Client, cleo_client: Client) -> None:
    questionnaire = Questionnaire.objects.create(slug="s", title="S")
    for client in (ben_client, cleo_client):
        for url in (ADD, edit_url(questionnaire), f"/admin/questionnaires/default/{questionnaire.pk}/"):
            assert client.post(url, {}).status_code == 302
    assert not Questionnaire.objects.filter(is_default=True).exists()


def test_a_questionnaire_editor_sees_no_submission(client: Client) -> None:
    assert client.get("/admin/intake/submissions/").status_code == 302


def test_making_the_group_again_keeps_what_was_added() -> None:
    group_ = roles.ensure_editors_group()
    before = set(group_.permissions.all())
    roles.ensure_editors_group()

    assert set(Group.objects.get(name=roles.EDITORS_GROUP_NAME).permissions.all()) == before
    assert len(before) == len(roles.EDITORS_CODENAMES) + 2


def test_an_editor_lets_another_questionnaire_answer_at_eligibility(client: Client) -> None:
    first, second = published(client), published(client, replace(SMALL, slug="other"))
    for questionnaire in (first, second):
        url = f"/admin/questionnaires/default/{questionnaire.pk}/"
        assert client.get(url).status_code == 405
        assert client.post(url)["Location"] == edit_url(questionnaire)

    assert publishing.find_live_version().questionnaire == second


def test_the_form_says_which_version_is_live_and_offers_to_let_it_answer_at_eligibility(client: Client) -> None:
    questionnaire = published(client)
    offer = f'data-w-action-url-value="/admin/questionnaires/default/{questionnaire.pk}/"'
    page = client.get(edit_url(questionnaire)).content.decode()
    assert "<strong>(live)</strong>" in page
    assert offer in page

    publishing.make_default(questionnaire)
    page = client.get(edit_url(questionnaire)).content.decode()
    assert "It answers at /eligibility/." in page
    assert offer not in page


def test_the_form_lists_each_version_with_what_it_changed(client: Client) -> None:
    questionnaire = published(client)
    built: Any = draft_of(questionnaire)
    built.steps[0]["value"]["questions"][0]["value"]["required"] = False
    post(client, edit_url(questionnaire), built)
    page = client.get(edit_url(questionnaire)).content.decode()

    assert "Question “How old are you?” is now optional." in page
    assert 'data-builder-used-keys="does-it-hurt how-old-are-you where you your-pain"' in page
