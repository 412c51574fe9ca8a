"""Staff start a message with a template, and nothing is sent before they say so."""

import re
import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client

from intake.enums import Action
from intake.models import AuditEntry, Message, MessageTemplate, Submission
from tests.intake.staff.pages import get_page_text, submission_url

pytestmark = pytest.mark.django_db

TEXT = "Thank you for your answers.\n\nPlease call us."


@pytest.fixture
def template(db: None) -> MessageTemplate:
    MessageTemplate.objects.create(name="Bitte anrufen", language="de", text="Bitte rufen Sie uns an.")
    return MessageTemplate.objects.create(name="Please call", language="en", text=TEXT)


def test_new_site_has_templates_in_both_languages_that_say_nothing_of_health() -> None:
    found = list(MessageTemplate.objects.values_list("language", "text"))
    assert [language for language, _text in found] == ["de"] * 5 + ["en"] * 5
    assert not re.search("fibro|pain|schmerz|diagnos|symptom", str(found), re.IGNORECASE)


def test_template_is_filled_in_and_not_sent(
    submission: Submission, ben_client: Client, template: MessageTemplate
) -> None:
    page = get_page_text(ben_client.get(submission_url(submission)))
    assert "Please call" in page
    assert "Bitte anrufen" not in page
    body = {"fill": "", "template": template.pk, "text": "Dear Ada,"}
    response = ben_client.post(submission_url(submission, "messages/"), body)
    assert response.context["message_form"]["text"].value() == f"Dear Ada,\n\n{TEXT}"
    assert not Message.objects.exists()
    # The page was opened already: to fill in a text is no further opening.
    assert AuditEntry.objects.filter(action=Action.OPENED).count() == 1


def test_filled_in_text_has_the_focus(submission: Submission, ben_client: Client, template: MessageTemplate) -> None:
    """It stands far below the top, where a page begins."""
    response = ben_client.post(submission_url(submission, "messages/"), {"fill": "", "template": template.pk})
    assert re.findall(r'<(\w+) name="(\w+)"[^>]* autofocus', response.content.decode()) == [("textarea", "text")]
    wrong = ben_client.post(submission_url(submission, "appointments/"), {"minutes": "30"})
    assert re.findall(r'name="(\w+)"[^>]* autofocus', wrong.content.decode()) == ["starts_at_0"]
    assert "autofocus" not in ben_client.get(submission_url(submission)).content.decode()


@pytest.mark.parametrize(
    "place",
    [
        *("messages/", "notes/", "state/", "assignee/", "appointments/", "code/", "letter/text/", "letter/print/"),
        f"appointments/{uuid.UUID(int=1)}/cancel/",
    ],
)
def test_address_of_a_sent_form_leads_to_the_submission(submission: Submission, ben_client: Client, place: str) -> None:
    """Such as after signing in again where a form was shown once more."""
    response = ben_client.get(submission_url(submission, place))
    assert (response.status_code, response["Location"]) == (302, submission_url(submission))
    assert ben_client.put(submission_url(submission, place)).status_code == 405


def test_page_that_only_fills_in_a_template_is_an_opening(
    submission: Submission, ben_client: Client, template: MessageTemplate
) -> None:
    """It shows the answers to whoever asks for it, without ever having opened them."""
    response = ben_client.post(submission_url(submission, "messages/"), {"fill": "", "template": template.pk})
    assert "It wakes me at three." in get_page_text(response)
    assert AuditEntry.objects.filter(action=Action.OPENED, actor_name="ben").count() == 1


@pytest.mark.parametrize("chosen", ["", "x", "0", "999999", "9" * 30, "9" * 5000, "²", "٣"])
def test_unknown_template_is_not_found(submission: Submission, ben_client: Client, chosen: str) -> None:
    # One of the site's own may have this number.
    MessageTemplate.objects.all().delete()
    for page in ("messages/", "letter/text/"):
        response = ben_client.post(submission_url(submission, page), {"fill": "", "template": chosen})
        assert response.status_code == 404


def test_all_templates_are_offered_if_none_is_in_the_patients_language(
    submission: Submission, ben_client: Client, template: MessageTemplate, ben: User
) -> None:
    MessageTemplate.objects.filter(language="en").delete()
    assert "Bitte anrufen (de)" in get_page_text(ben_client.get(submission_url(submission)))
