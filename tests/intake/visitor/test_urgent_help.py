"""Help at once is found from every page, in several countries, and without speaking."""

import pytest
from django.test import Client

from intake.models import SafetyContact
from intake.questionnaires import safety

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_site")]


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        (
            "/eligibility/help-now/",
            ['href="tel:999"', 'href="sms:85258?body=SHOUT"', 'href="tel:18000"', ">Ireland<", 'href="tel:911"'],
        ),
        ("/de/eligibility/help-now/", ['href="tel:112"', ">Österreich<", 'href="tel:142"', "tess-relay-dienste.de"]),
    ],
)
def test_help_page_has_numbers_by_country_and_ways_without_speaking(
    client: Client, address: str, parts: list[str]
) -> None:
    html = client.get(address).content.decode()
    assert [part for part in parts if part not in html] == []
    assert html.index("http") < html.index(parts[2])


@pytest.mark.parametrize("address", ["/", "/articles/", "/faq/", "/eligibility/", "/references/", "/nowhere/"])
def test_every_page_links_to_the_help_page(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    assert 'href="/eligibility/help-now/"' in html


def test_other_countries_are_not_on_the_pages_of_the_form() -> None:
    shown = safety.list_safety_contacts("en")
    assert "911" not in [contact.phone for contact in shown]
    assert len(shown) == SafetyContact.objects.filter(language="en", section="").count()


def test_help_page_without_any_contact_still_says_what_to_do(client: Client) -> None:
    SafetyContact.objects.all().delete()
    assert "Call your local emergency number." in client.get("/eligibility/help-now/").content.decode()
