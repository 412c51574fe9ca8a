"""Editors review notices in a queue, and record their own."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from references.curation import notice_review
from references.enums import Status
from references.models import StatusNotice
from tests.articles.builders import make_citing_article
from tests.references.admin.pages import QUEUE, get_words, strip_markup
from tests.references.builders import make_reference, make_retraction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_queue_shows_notice_usage_and_public_wording(cleo_client: Client) -> None:
    notice = make_retraction()
    article = make_citing_article(notice.reference)
    said = get_words(cleo_client, QUEUE)
    assert "Gray 2020 Retracted Findings of Gray Source Retraction Watch" in said
    assert "Reason Unreliable results Cited on 1 page An article Article, English" in said
    assert "Readers see now This work has been retracted." in said
    assert f"/admin/pages/{article.pk}/edit/" in cleo_client.get(QUEUE).content.decode()


def test_queries_of_the_queue_do_not_grow_with_notices(cleo_client: Client) -> None:
    newer, counts = make_reference("Newer"), []
    for name in ("A", "B", "C", "D"):
        work = make_retraction(name).reference
        make_citing_article(work, title=f"Article {name}")
        work = make_reference(f"Old{name}")
        StatusNotice.objects.create(reference=work, status="superseded", superseded_by=newer, source="s", source_id="1")
        work.refresh_status()
        cleo_client.get(QUEUE)
        with CaptureQueriesContext(connection) as queries:
            assert f"Findings of Old{name}" in get_words(cleo_client, QUEUE)
        counts.append(len(queries))
    assert counts[0] == counts[-1]


def test_empty_queue_shows_a_message(cleo_client: Client) -> None:
    assert "There are no notices to review." in get_words(cleo_client, QUEUE)


def test_overruling_needs_a_reason_and_resets_the_status(cleo_client: Client) -> None:
    notice = make_retraction()
    address = reverse("reference_notices:overrule", args=[notice.pk])
    response = cleo_client.post(address, {"why": " ", "next": QUEUE})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    response = cleo_client.post(address, {"why": "Another work is meant.", "next": QUEUE})
    assert (response.status_code, response["Location"]) == (302, QUEUE)
    notice.refresh_from_db()
    assert (notice.judgement, notice.judged_by_name) == ("overruled", "cleo")
    assert notice.reference.status == Status.NORMAL
    said = get_words(cleo_client, reverse("references:edit", args=[notice.reference_id]))
    assert re.search(r"Overruled by cleo on \d+ \w+ \d{4}: Another work is meant. Undo the decision", said)
    said = get_words(cleo_client, reverse("references:history", args=[notice.reference_id]))
    assert "Overruled: Retracted (Retraction Watch): Another work is meant." in said


def test_upholding_can_be_undone(cleo_client: Client) -> None:
    notice = make_retraction()
    cleo_client.post(reverse("reference_notices:uphold", args=[notice.pk]), {"next": QUEUE})
    assert "There are no notices to review." in get_words(cleo_client, QUEUE)
    cleo_client.post(reverse("reference_notices:reopen", args=[notice.pk]))
    assert "Findings of Gray" in get_words(cleo_client, QUEUE)


def test_second_judgement_is_refused_with_a_message(cleo_client: Client, dora: AbstractUser) -> None:
    notice = make_retraction()
    notice_review.overrule_notice(notice, why="Another work.", by=dora)
    response = cleo_client.post(reverse("reference_notices:uphold", args=[notice.pk]), {"next": QUEUE}, follow=True)
    assert "Someone has already reviewed this notice" in strip_markup(response.content.decode())
    assert StatusNotice.objects.get().judgement == "overruled"


def test_judgement_redirects_within_the_site_only(cleo_client: Client) -> None:
    notice = make_retraction()
    address = reverse("reference_notices:uphold", args=[notice.pk])
    response = cleo_client.post(address, {"next": "https://example.org/"})
    assert response["Location"] == reverse("references:edit", args=[notice.reference_id])


def test_editor_records_a_notice(cleo_client: Client) -> None:
    work, newer = make_reference(), make_reference("Dunn")
    address = reverse("reference_notices:record", args=[work.pk])
    assert "Record the notice" in get_words(cleo_client, address)
    form = {
        "status": "superseded",
        "superseded_by": newer.pk,
        "source": "The society",
        "dated": "2026-05-01",
        "doi": "",
    }
    response = cleo_client.post(address, form)
    assert response.status_code == 302
    work.refresh_from_db()
    assert (work.status, work.superseded_by, work.status_source) == ("superseded", newer, "The society")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"superseded_by": ""}, "superseded_by"),
        ({"status": "corrected"}, "superseded_by"),
        ({"superseded_by": "itself"}, "superseded_by"),
        ({"source": ""}, "source"),
        ({"doi": "nonsense"}, "doi"),
        ({"status": "normal"}, "status"),
    ],
)
def test_incomplete_notice_is_refused_at_its_field(cleo_client: Client, changes: dict[str, Any], field: str) -> None:
    work, newer = make_reference(), make_reference("Dunn")
    form = {"status": "superseded", "superseded_by": newer.pk, "source": "The society", **changes}
    if form["superseded_by"] == "itself":
        form["superseded_by"] = work.pk
    response = cleo_client.post(reverse("reference_notices:record", args=[work.pk]), form)
    assert response.status_code == 422
    assert (
        list(response.context["form"].errors) == [field]
        if field != "status"
        else field in response.context["form"].errors
    )
    assert not StatusNotice.objects.exists()
