"""What the clinic says of itself: readers see what is filled in, and whoever runs the site is told what is not."""

import pytest
from django.core.checks import run_checks
from django.test import Client, RequestFactory
from django.urls import reverse

from articles.blocks.clinic_details import CLINIC_DETAILS
from articles.homepage import MissingDetailsPanel
from articles.models import ClinicSettings, ClinicText
from articles.templatetags.clinic import READERS_LABELS
from tests.articles.builders import html_of, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PAGES_WITH_DETAILS = ["/about/", "/contact/", "/being-a-patient/", "/privacy/", "/imprint/"]


def fill_in(**details: str) -> ClinicSettings:
    ClinicSettings.objects.update(**details)
    return ClinicSettings.objects.get()


def test_every_detail_has_a_label_for_readers() -> None:
    assert set(READERS_LABELS) == set(CLINIC_DETAILS)


@pytest.mark.parametrize("address", [*PAGES_WITH_DETAILS, "/de/kontakt/", "/de/impressum/", "/de/patient-sein/"])
def test_nothing_is_shown_of_what_is_not_filled_in(client: Client, address: str) -> None:
    html = html_of(client, address)
    assert '<dl class="prose">' not in html
    assert "How to reach us" not in html
    assert "So erreichen Sie uns" not in html
    assert "Supervisory" not in html


def test_details_are_shown_once_they_are_filled_in(client: Client) -> None:
    fill_in(
        phone="+44 20 7946 0000", email="clinic@example.org", address="1 Street\nTown", legal_name="<b>Clinic</b> Ltd"
    )
    html = html_of(client, "/contact/").partition("<main")[2].partition("</main>")[0]
    assert '<a href="tel:+442079460000">+44 20 7946 0000</a>' in html
    assert '<a href="mailto:clinic@example.org">clinic@example.org</a>' in html
    assert "1 Street<br>Town" in html
    assert "&lt;b&gt;Clinic&lt;/b&gt; Ltd" in html
    assert "Opening hours" not in html


def test_texts_are_shown_in_their_own_language_only(client: Client) -> None:
    ClinicText.objects.create(clinic=ClinicSettings.objects.get(), language="de", waiting_time="Vier Wochen", cost=" ")
    german, english = html_of(client, "/de/patient-sein/"), html_of(client, "/being-a-patient/")
    assert "Wartezeit" in german
    assert "Vier Wochen" in german
    assert "Kosten" not in german.partition("<dl")[2].partition("</dl>")[0]
    assert "Vier Wochen" not in english


def test_details_take_one_more_query(client: Client) -> None:
    def count_queries(address: str) -> int:
        html_of(client, address)
        with queries() as statements:
            html_of(client, address)
        return len(statements)

    clinic = ClinicSettings.objects.get()
    before = count_queries("/being-a-patient/")
    ClinicText.objects.create(clinic=clinic, language="en", cost="Nothing")
    ClinicText.objects.create(clinic=clinic, language="de", cost="Nichts")
    assert count_queries("/being-a-patient/") == before
    assert before <= count_queries("/accessibility/") + 2


def test_missing_details_are_listed_for_each_language() -> None:
    clinic = fill_in(phone="1", address="Somewhere")
    ClinicText.objects.create(clinic=clinic, language="en", cost="Nothing")
    missing = clinic.list_missing_details()
    assert {"Legal name", "Email address", "Supervisory authority", "Cost (German)"} <= set(missing)
    assert not {"Phone number", "Postal address", "Cost (English)"} & set(missing)


def test_deployment_check_names_what_is_missing() -> None:
    [found] = run_checks(tags=["articles"], include_deployment_checks=True)
    assert found.id == "articles.W001"
    assert "Phone number" in found.msg
    assert run_checks(tags=["articles"]) == []
    ClinicSettings.objects.all().delete()
    assert run_checks(tags=["articles"], include_deployment_checks=True) == []


def test_nothing_is_missing_once_all_is_filled_in() -> None:
    shared = {name: "Filled in" for name in CLINIC_DETAILS if hasattr(ClinicSettings, name)}
    clinic = fill_in(**shared)
    for code in ("en", "de"):
        own = {name: "Filled in" for name in CLINIC_DETAILS if name not in shared}
        ClinicText.objects.create(clinic=clinic, language=code, **own)
    assert clinic.list_missing_details() == []
    assert run_checks(tags=["articles"], include_deployment_checks=True) == []


def test_admin_tells_those_who_can_fill_it_in(dora_client: Client, ben_client: Client) -> None:
    edit = reverse("wagtailsettings:edit", args=["articles", "clinicsettings", ClinicSettings.objects.get().site_id])
    html = html_of(dora_client, "/admin/")
    assert "Readers do not find these details" in html
    assert f'href="{edit}"' in html
    assert "In each language" in html_of(dora_client, edit)
    assert "Readers do not find these details" not in html_of(ben_client, "/admin/")


def test_panel_is_empty_without_a_site(rf: RequestFactory, dora: object) -> None:
    request = rf.get("/admin/", headers={"host": "testserver"})
    request.user = dora  # type: ignore[assignment]
    ClinicSettings.objects.all().delete()
    assert MissingDetailsPanel(request).missing
