"""Editors compare two works and merge them."""

import pytest
from django.test import Client
from django.urls import reverse

from references.citations import usage
from references.models import Reference
from tests.articles.builders import make_citing_article
from tests.references.admin.pages import strip_markup
from tests.references.builders import make_reference, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_merge_action_needs_exactly_two_works(cleo_client: Client) -> None:
    works = [make_reference(name) for name in ("Gray", "Grey", "Dunn")]
    action = reverse("wagtail_bulk_action", args=["references", "reference", "merge"])
    response = cleo_client.get(action, {"id": [works[0].pk, works[1].pk]})
    assert response["Location"] == f"/admin/references/merge/{works[0].pk}/{works[1].pk}/"
    for ids in ([], [works[0].pk], [work.pk for work in works], ["all"], ["1", "²"]):
        assert cleo_client.get(action, {"id": ids})["Location"] == "/admin/references/"


def test_editor_merges_field_by_field(cleo_client: Client) -> None:
    into = make_reference("Gray", work=make_work(volume="8"))
    gone = make_reference("Grey", work=make_work(abstract="Made up.", DOI="10.1000/g"), population="mice")
    article = make_citing_article(gone)
    address = reverse("reference_merging:compare", args=[into.pk, gone.pk])
    form = cleo_client.get(address).context["form"]
    # A field that only one of the two has is preselected.
    assert {name: field.initial for name, field in form.fields.items()} == {
        "volume": "into",
        "DOI": "gone",
        "abstract": "gone",
        "key": "into",
        "population": "gone",
    }
    chosen = {name: field.initial for name, field in form.fields.items()} | {"volume": "gone"}
    response = cleo_client.post(address, chosen, follow=True)
    assert "Records merged. 1 citation was moved." in strip_markup(response.content.decode())
    into.refresh_from_db()
    assert into.csl == make_work(volume="7", abstract="Made up.", DOI="10.1000/g", id="gray2020")
    assert into.population == "mice"
    assert [place.citing_object.pk for place in usage.find_usages(into)] == [article.pk]
    assert cleo_client.get(address).status_code == 404


def test_merge_without_a_choice_shows_the_form_again(cleo_client: Client) -> None:
    into, gone = make_reference("Gray"), make_reference("Grey")
    response = cleo_client.post(reverse("reference_merging:compare", args=[into.pk, gone.pk]), {})
    assert response.status_code == 422
    assert Reference.objects.count() == 2
