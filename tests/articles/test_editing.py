"""Cleo edits over plain HTTP: she signs in, cites a work in an article, publishes it, and sees it."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import ClinicSettings
from references.models import Reference
from tests.articles.builders import STARTER_ARTICLE, build_edit_form, get_starter_article, html_of, make_article, prose
from tests.articles.signing.builders import publish_signed
from tests.conftest import PASSWORD
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def gray(db: None) -> Reference:
    return make_reference("Gray")


def test_editor_signs_in_cites_and_publishes(cleo: object, gray: Reference) -> None:
    client = Client()
    article = make_article("Draft to be", prose("<p>Old words.</p>"), slug="edited")
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert client.get(edit).status_code == 302
    client.post(reverse("account_login"), {"login": "cleo", "password": PASSWORD})

    page = client.get(edit)
    assert page.status_code == 200
    assert "js/citation-editor.js" in page.content.decode()
    dialog = json.loads(client.get(reverse("reference_chooser:choose"), {"q": "gray"}).content)["html"]
    chosen_url = re.search(r'href="([^"]*/chosen/\d+/)"', dialog)[1]
    chosen = json.loads(client.get(chosen_url).content)["result"]

    text = f"<p>New words.{cite(int(chosen['id']), chosen['label'])}</p>"
    response = publish_signed(client, article, build_edit_form(article, text))
    assert response.status_code == 302
    html = html_of(Client(), "/articles/edited/")
    assert '<a class="citation__link" id="cite-1-a" href="#ref-1"' in html
    assert "Gray AB. Findings of Gray. <i>Journal of Examples</i>. 2020;7(2):<span>11-19</span>." in html
    assert "Old words." not in html


def test_saved_draft_is_not_public(cleo_client: Client, gray: Reference) -> None:
    article = get_starter_article()
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert cleo_client.post(edit, build_edit_form(article, f"<p>Draft.{cite(gray)}</p>")).status_code == 302
    assert "Draft." not in html_of(Client(), STARTER_ARTICLE)


def test_preview_shows_the_numbers(cleo_client: Client, gray: Reference) -> None:
    article = get_starter_article()
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    answer = cleo_client.post(preview, build_edit_form(article, f"<p>Preview.{cite(gray)}</p>"))
    assert json.loads(answer.content) == {"is_valid": True, "is_available": True}
    assert 'href="#ref-1"' in html_of(cleo_client, preview)


def test_usage_page_lists_where_a_work_is_cited(cleo_client: Client) -> None:
    work = Reference.objects.get(key="jacobs2021")
    html = html_of(cleo_client, reverse("references:usage", args=[work.pk]))
    assert "Fibromyalgia: The Neural Network Perspective" in html


def test_citation_of_a_missing_work_can_still_be_edited(cleo_client: Client) -> None:
    article = make_article("Gap", prose(f"<p>Words.{cite(999, 'Gone 1999')}</p>"))
    html = html_of(cleo_client, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert "This work is no longer in the library" in html


def test_editor_changes_the_clinic_settings(cleo_client: Client) -> None:
    clinic = ClinicSettings.objects.get()
    address = reverse("wagtailsettings:edit", args=["articles", "clinicsettings", clinic.site_id])
    data = {"name": "Clinic by the Sea", "tagline": "", "address": "1 Example Street", "phone": "", "email": ""}
    data |= {"texts-TOTAL_FORMS": "0", "texts-INITIAL_FORMS": "0"}
    assert cleo_client.post(address, data).status_code == 302
    assert "Clinic by the Sea" in html_of(Client(), "/")


def test_clinic_staff_cannot_edit_pages(ben_client: Client) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[get_starter_article().pk])
    assert ben_client.get(edit).status_code == 302
