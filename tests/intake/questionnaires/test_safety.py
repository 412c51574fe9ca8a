"""Safety contacts have every means of contact, also for other countries and on older sites."""

from importlib import import_module

import pytest
from django.apps import apps
from django.template.loader import render_to_string
from django.test import Client

import intake.starter
from intake.models import SafetyContact
from intake.questionnaires import safety
from intake.questionnaires.safety import list_safety_contacts

pytestmark = pytest.mark.django_db

more_ways = import_module("intake.migrations.0018_more_ways_to_help")


def begin_with(language: str, **changed: str) -> None:
    SafetyContact.objects.all().delete()
    for name, phone, url in sorted(more_ways.BEGAN_WITH[language]):
        SafetyContact.objects.create(
            kind="crisis", language=language, name=name, phone=changed.get("phone", phone), url=url, when="When"
        )


@pytest.mark.parametrize("language", ["en", "de"])
def test_migration_gives_an_unchanged_site_the_contacts_of_a_new_one(language: str) -> None:
    begin_with(language)
    more_ways.add_ways(apps, None)
    found = set(SafetyContact.objects.values_list("name", "phone", "text_number", "text_word", "url"))
    SafetyContact.objects.all().delete()
    intake.starter.load_starter_content()
    fresh = SafetyContact.objects.filter(language=language, section="")
    assert found == set(fresh.values_list("name", "phone", "text_number", "text_word", "url"))


def test_migration_keeps_contacts_that_staff_changed() -> None:
    begin_with("en", phone="1")
    before = set(SafetyContact.objects.values_list("name", "phone", "url", "when"))
    more_ways.add_ways(apps, None)
    assert set(SafetyContact.objects.values_list("name", "phone", "url", "when")) == before


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ['href="tel:999"', 'href="sms:85258?body=SHOUT"', "https://findahelpline.com/", "111.nhs.uk</a>"]),
        ("de", ['href="tel:112"', "https://www.nora-notruf.de/", "https://findahelpline.com/"]),
    ],
)
def test_contacts_have_links_and_name_other_countries(language: str, parts: list[str]) -> None:
    intake.starter.load_starter_content()
    html = render_to_string("intake/safety_contacts.html", {"safety_contacts": safety.list_safety_contacts(language)})
    assert [part for part in parts if part not in html] == []


def test_number_and_name_precede_the_time() -> None:
    intake.starter.load_starter_content()
    html = render_to_string("intake/safety_contacts.html", {"safety_contacts": safety.list_safety_contacts("en")})
    assert html.index("Call 999") < html.index("Emergency services (UK)") < html.index("If a life is in danger")


def test_contacts_are_above_the_start_button(client: Client) -> None:
    intake.starter.load_starter_content()
    html = client.get("/eligibility/").content.decode()
    above, _button, _below = html.partition("<form")
    assert above.index("Call 999") < above.index("Emergency services (UK)") < above.index("If a life is in danger")


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        ("en", ["999", "111", "116123"]),
        ("en-gb", ["999", "111", "116123"]),
        ("de", ["112", "116117", "08001110111"]),
        ("fr", ["999", "111", "116123"]),
        (None, ["999", "111", "116123"]),
    ],
)
def test_contacts_follow_the_language_of_the_reader(language: str | None, numbers: list[str]) -> None:
    intake.starter.load_starter_content()

    found = list_safety_contacts(language)
    assert [contact.dial for contact in found if contact.phone] == numbers
    # The last one is a directory for readers in other countries.
    assert [contact.host for contact in found][-1] == "findahelpline.com"
