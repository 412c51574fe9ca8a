"""Questionnaires in the admin: drafts, versions, approval, permissions."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from intake.blueprints.blueprint import Blueprint
from intake.enums import Action
from intake.models import AuditEntry, Questionnaire, QuestionnaireVersion
from intake.questionnaire_admin import roles
from intake.questionnaires import publishing
from tests.conftest import make_user
from tests.intake.blueprints.plans import SMALL, make_circular_plan, plan, step, yes_no
from tests.intake.definitions import group, made_of
from tests.intake.definitions import one_of as fhir_one_of
from tests.intake.questionnaire_admin.posting import ADD, draft_of, edit_url, post, published

pytestmark = pytest.mark.django_db


# --- Drafts and versions ---------------------------------------------------------------------------------------------


def test_unfinished_draft_is_saved_and_not_live(client: Client) -> None:
    response = post(client, ADD, plan(step("", yes_no(""))), action="")

    assert response.status_code == 302
    assert Questionnaire.objects.get().live is False
    assert not QuestionnaireVersion.objects.exists()


def test_publishing_makes_a_version_with_keys_from_the_texts(client: Client) -> None:
    questionnaire = published(client)
    definition = publishing.get_definition(publishing.find_live_version("pain"))

    assert [item.link_id for item in definition.steps] == ["you", "your-pain"]
    assert [item.link_id for item in definition.questions()] == ["how-old-are-you", "does-it-hurt", "where"]
    assert list(definition.question("how-old-are-you").choice_by_code) == ["under-18", "18-or-over"]
    assert draft_of(questionnaire).steps[0]["value"]["key"] == "you"


def test_key_stays_when_its_text_changes(client: Client) -> None:
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


def test_draft_does_not_change_the_live_version(client: Client) -> None:
    questionnaire = published(client)
    before = publishing.find_live_version("pain")
    post(client, edit_url(questionnaire), replace(draft_of(questionnaire), title="Other"), action="")

    assert publishing.find_live_version("pain") == before
    assert Questionnaire.objects.get().title == "Your pain"
    assert draft_of(questionnaire).title == "Other"


def test_unpublishing_withdraws_and_keeps_versions(client: Client) -> None:
    questionnaire = published(client)
    response = client.post(f"/admin/questionnaires/unpublish/{questionnaire.pk}/")

    assert response.status_code == 302
    assert publishing.find_live_version("pain") is None
    assert QuestionnaireVersion.objects.count() == 1


def test_questionnaire_older_than_the_builder_opens_with_its_live_version(client: Client) -> None:
    definition = made_of(group("a", fhir_one_of("colour", "red", "blue")))
    questionnaire = Questionnaire.objects.create(slug="old", title="T")
    questionnaire.make_live(definition)

    assert client.get(edit_url(questionnaire)).status_code == 200
    assert draft_of(questionnaire).steps[0]["value"]["questions"][0]["value"]["key"] == "colour"


def test_questionnaire_published_by_command_opens_in_the_builder() -> None:
    definition = made_of(group("a", fhir_one_of("colour", "red", "blue")))
    version = publishing.publish_definition(slug="one", title="One", definition=definition)

    assert draft_of(version.questionnaire).steps[0]["value"]["questions"][0]["value"]["key"] == "colour"
    assert version.questionnaire.live


# --- Workflow --------------------------------------------------------------------------------------------------------


def handed_in(client: Client, blueprint: Blueprint) -> Questionnaire:
    """Return a questionnaire whose draft awaits the approval of the questionnaire editors."""
    questionnaire = Questionnaire.objects.create(slug="pain", title="T", live=False)
    workflow = Workflow.objects.create(name="Second pair of eyes")
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(Group.objects.get(name=roles.QUESTIONNAIRE_EDITOR))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    questionnaire.load_blueprint(blueprint)
    questionnaire.save_revision(clean=False)
    workflow.start(questionnaire, make_user("somebody"))
    return questionnaire


def approve(client: Client, questionnaire: Questionnaire) -> Any:
    state = questionnaire.current_workflow_task_state.pk
    return client.post(f"/admin/questionnaires/workflow/action/{questionnaire.pk}/approve/{state}/", follow=True)


def test_approved_draft_is_published(client: Client) -> None:
    approve(client, handed_in(client, SMALL))

    assert publishing.find_live_version("pain").number == 1


def test_approved_draft_with_an_error_is_not_published(client: Client) -> None:
    questionnaire = handed_in(client, make_circular_plan())
    response = approve(client, questionnaire)

    assert "It was not published, because the draft has an error" in response.content.decode()
    assert publishing.find_live_version("pain") is None
    assert questionnaire.current_workflow_task_state.status == "in_progress"


def test_published_questionnaire_cannot_be_deleted(dora_client: Client) -> None:
    version = publishing.publish_definition(
        slug="one", title="One", definition=made_of(group("a", fhir_one_of("colour", "red", "blue")))
    )
    response = dora_client.post(f"/admin/questionnaires/delete/{version.questionnaire.pk}/", follow=True)

    assert "A questionnaire that was published cannot be deleted. Unpublish it instead." in response.content.decode()
    assert publishing.find_live_version("one") == version


# --- Permissions -----------------------------------------------------------------------------------------------------


def test_clinic_staff_and_page_editors_cannot_edit_questionnaires(ben_client: Client, cleo_client: Client) -> None:
    questionnaire = Questionnaire.objects.create(slug="s", title="S")
    for client in (ben_client, cleo_client):
        for url in (ADD, edit_url(questionnaire), f"/admin/questionnaires/default/{questionnaire.pk}/"):
            assert client.post(url, {}).status_code == 302
    assert not Questionnaire.objects.filter(is_default=True).exists()


def test_questionnaire_editor_cannot_see_submissions(client: Client) -> None:
    assert client.get("/admin/intake/submissions/").status_code == 302


def test_ensuring_the_group_again_changes_no_permissions() -> None:
    group = Group.objects.get(name=roles.QUESTIONNAIRE_EDITOR)
    roles.ensure_editor_role()
    before = set(group.permissions.all())
    roles.ensure_editor_role()
    assert set(group.permissions.all()) == before
    assert len(before) == len(roles.EDITORS_CODENAMES) + 2


def test_editor_makes_another_questionnaire_the_default(client: Client) -> None:
    first, second = published(client), published(client, replace(SMALL, slug="other"))
    for questionnaire in (first, second):
        url = f"/admin/questionnaires/default/{questionnaire.pk}/"
        assert client.get(url).status_code == 405
        assert client.post(url)["Location"] == edit_url(questionnaire)

    assert publishing.find_live_version().questionnaire == second


def test_form_shows_the_live_version_and_offers_to_make_it_the_default(client: Client) -> None:
    questionnaire = published(client)
    offer = f'data-w-action-url-value="/admin/questionnaires/default/{questionnaire.pk}/"'
    page = client.get(edit_url(questionnaire)).content.decode()
    assert "<strong>(live)</strong>" in page
    assert offer in page

    publishing.make_default(questionnaire)
    page = client.get(edit_url(questionnaire)).content.decode()
    assert "It is shown at /eligibility/." in page
    assert offer not in page


def test_new_default_is_in_the_history_and_in_the_audit(client: Client) -> None:
    """It changes what all patients are asked."""
    questionnaire = published(client)
    client.post(f"/admin/questionnaires/default/{questionnaire.pk}/")
    entry = AuditEntry.objects.filter(action=Action.PROCEDURE_CHANGED).latest("sequence")
    assert entry.detail == {"what": "make_default", "model": "questionnaire", "id": str(questionnaire.pk)}
    history = reverse("wagtailsnippets_intake_questionnaire:history", args=[questionnaire.pk])
    assert "It is shown at /eligibility/." in client.get(history).content.decode()


def test_form_lists_versions_with_their_changes(client: Client) -> None:
    questionnaire = published(client)
    built: Any = draft_of(questionnaire)
    built.steps[0]["value"]["questions"][0]["value"]["required"] = False
    post(client, edit_url(questionnaire), built)
    page = client.get(edit_url(questionnaire)).content.decode()

    assert "Question “How old are you?” is now optional." in page
    assert 'data-builder-used-keys="does-it-hurt how-old-are-you where you your-pain"' in page
