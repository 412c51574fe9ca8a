"""A list of settings that has nothing to show says what it is for."""

import pytest
from django.test import Client
from django.urls import reverse

from intake.models import MessageTemplate, StateMove
from tests.intake.staff.pages import get_page_text

pytestmark = pytest.mark.django_db

PURPOSES = {
    "wagtailsnippets_intake_dutyshift:list": "Without a rota nobody is told in turn.",
    "wagtailsnippets_intake_dutyexception:list": "Who is on duty on one date",
    "wagtailsnippets_intake_receiver:list": "Whom a routing rule can tell of submissions",
    "wagtailsnippets_intake_routingrule:list": "Who is told of which submissions.",
    "wagtailsnippets_intake_messagetemplate:list": "start a message to a patient",
    "wagtailsnippets_intake_lettertemplate:list": "start a letter to a doctor",
    "wagtailsnippets_intake_servicelevel:list": "Within how many working days",
    "wagtailsnippets_intake_holiday:list": "Days that are no working days",
    "wagtailsnippets_intake_statemove:list": "Which state may follow which.",
    "retentionrule:index": "Without a rule they are kept.",
}


@pytest.mark.parametrize(("name", "purpose"), PURPOSES.items())
def test_empty_list_says_what_it_is_for(dora_client: Client, name: str, purpose: str) -> None:
    StateMove.objects.all().delete()
    MessageTemplate.objects.all().delete()
    assert purpose in get_page_text(dora_client.get(reverse(name)))


def test_list_with_rows_does_not(dora_client: Client) -> None:
    page = dora_client.get(reverse("wagtailsnippets_intake_statemove:list"))
    assert PURPOSES["wagtailsnippets_intake_statemove:list"] not in get_page_text(page)
