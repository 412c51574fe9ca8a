"""Notices, health, merging and deleting in the admin, as Cleo (an editor) sees them. Ben (clinic staff) sees none."""

import html
import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import ModelLogEntry
from wagtail.rich_text import RichText

from articles.models import ArticlePage
from references.admin import deletion
from references.citations import usage
from references.curation import notice_review
from references.enums import Status
from references.models import LinkCheck, Reference, Register, StatusNotice
from tests.articles.builders import make_article, prose
from tests.references.builders import cite, make_reference, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

QUEUE = "/admin/references/notices/"
HEALTH = "/admin/references/health/"


def words(client: Client, address: str, *, status: int = 200, **data: Any) -> str:
    """What a page says, without its tags."""
    response = client.get(address, data)
    assert response.status_code == status, response
    return text_of(response.content.decode())


def text_of(page: str) -> str:
    page = re.sub(r"(?s)<(script|template|style|svg)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def retracted(name: str = "Gray", status: Status = Status.RETRACTED) -> StatusNotice:
    work = make_reference(name)
    notice = StatusNotice.objects.create(
        reference=work, status=status, source="Retraction Watch", source_id="1", reason="Unreliable results"
    )
    work.refresh_status()
    return notice


def cited(work: Reference, title: str = "An article") -> ArticlePage:
    return make_article(title, prose(f"<p>a{cite(work)}</p>"))


def refused(client: Client, address: str, method: str = "get") -> bool:
    response = getattr(client, method)(address)
    return response.status_code == 302 and response["Location"] == "/admin/"


# --- The first page and the menu --------------------------------------------------------------------------------------


def test_home_page_counts_notices_and_warns(cleo_client: Client) -> None:
    notice = retracted()
    assert "1 notice to review" in words(cleo_client, "/admin/")
    assert "retracted or has an expression of concern" not in words(cleo_client, "/admin/")
    cited(notice.reference)
    said = words(cleo_client, "/admin/")
    assert "1 cited work was retracted or has an expression of concern. This affects 1 page. Review the notices" in said


def test_clinic_staff_have_no_access_to_the_library(ben_client: Client) -> None:
    notice = retracted()
    cited(notice.reference)
    page = ben_client.get("/admin/").content.decode()
    assert "references" not in page.replace("/static/css/references-admin", "").casefold()
    other = make_reference("Dunn")
    addresses = [QUEUE, HEALTH, f"{HEALTH}lost/", f"{QUEUE}{notice.pk}/overrule/", f"{QUEUE}record/{other.pk}/"]
    addresses += [f"/admin/references/merge/{other.pk}/{notice.reference.pk}/", "/admin/references/"]
    assert [address for address in addresses if not refused(ben_client, address)] == []
    verbs = [f"{QUEUE}{notice.pk}/{verb}/" for verb in ("uphold", "overrule", "reopen")] + addresses[-2:-1]
    assert [address for address in verbs if not refused(ben_client, address, "post")] == []
    notice.refresh_from_db()
    assert (notice.judgement, Reference.objects.count()) == ("", 2)


# --- The queue and its verbs ------------------------------------------------------------------------------------------


def test_queue_shows_notice_usage_and_public_wording(cleo_client: Client) -> None:
    notice = retracted()
    article = cited(notice.reference)
    said = words(cleo_client, QUEUE)
    assert "Gray 2020 Retracted Findings of Gray Learnt from Retraction Watch" in said
    assert "Reason Unreliable results Cited on 1 page An article Article, English" in said
    assert "Readers see now This work has been retracted." in said
    assert f"/admin/pages/{article.pk}/edit/" in cleo_client.get(QUEUE).content.decode()


def test_queries_of_the_queue_do_not_grow_with_notices(cleo_client: Client) -> None:
    newer, counts = make_reference("Newer"), []
    for name in ("A", "B", "C", "D"):
        work = retracted(name).reference
        cited(work, f"Article {name}")
        work = make_reference(f"Old{name}")
        StatusNotice.objects.create(reference=work, status="superseded", superseded_by=newer, source="s", source_id="1")
        work.refresh_status()
        cleo_client.get(QUEUE)
        with CaptureQueriesContext(connection) as queries:
            assert f"Findings of Old{name}" in words(cleo_client, QUEUE)
        counts.append(len(queries))
    assert counts[0] == counts[-1]


def test_empty_queue_shows_a_message(cleo_client: Client) -> None:
    assert "There are no notices to review." in words(cleo_client, QUEUE)


def test_overruling_needs_a_reason_and_resets_the_status(cleo_client: Client) -> None:
    notice = retracted()
    address = reverse("reference_notices:overrule", args=[notice.pk])
    response = cleo_client.post(address, {"why": " ", "next": QUEUE})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    response = cleo_client.post(address, {"why": "Another work is meant.", "next": QUEUE})
    assert (response.status_code, response["Location"]) == (302, QUEUE)
    notice.refresh_from_db()
    assert (notice.judgement, notice.judged_by_name) == ("overruled", "cleo")
    assert notice.reference.status == Status.NORMAL
    said = words(cleo_client, reverse("references:edit", args=[notice.reference_id]))
    assert re.search(r"Overruled by cleo on \d+ \w+ \d{4}: Another work is meant. Undo the decision", said)
    said = words(cleo_client, reverse("references:history", args=[notice.reference_id]))
    assert "Overruled: Retracted (Retraction Watch): Another work is meant." in said


def test_upholding_can_be_undone(cleo_client: Client) -> None:
    notice = retracted()
    cleo_client.post(reverse("reference_notices:uphold", args=[notice.pk]), {"next": QUEUE})
    assert "There are no notices to review." in words(cleo_client, QUEUE)
    cleo_client.post(reverse("reference_notices:reopen", args=[notice.pk]))
    assert "Findings of Gray" in words(cleo_client, QUEUE)


def test_second_judgement_is_refused_with_a_message(cleo_client: Client, dora: AbstractUser) -> None:
    notice = retracted()
    notice_review.overrule_notice(notice, why="Another work.", by=dora)
    response = cleo_client.post(reverse("reference_notices:uphold", args=[notice.pk]), {"next": QUEUE}, follow=True)
    assert "Someone has already reviewed this notice" in text_of(response.content.decode())
    assert StatusNotice.objects.get().judgement == "overruled"


def test_judgement_redirects_within_the_site_only(cleo_client: Client) -> None:
    notice = retracted()
    address = reverse("reference_notices:uphold", args=[notice.pk])
    response = cleo_client.post(address, {"next": "https://example.org/"})
    assert response["Location"] == reverse("references:edit", args=[notice.reference_id])


def test_editor_records_a_notice(cleo_client: Client) -> None:
    work, newer = make_reference(), make_reference("Dunn")
    address = reverse("reference_notices:record", args=[work.pk])
    assert "Record the notice" in words(cleo_client, address)
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


# --- The library ------------------------------------------------------------------------------------------------------


def test_list_shows_status_and_usage_in_constant_queries(cleo_client: Client) -> None:
    counts = []
    for name in ("A", "B", "C", "D"):
        notice = retracted(name)
        cited(notice.reference, title=f"Article {name}")
        cited(notice.reference, title=f"Another {name}")
        cleo_client.get("/admin/references/")
        with CaptureQueriesContext(connection) as queries:
            said = words(cleo_client, "/admin/references/")
        assert f"Findings of {name} 2020 on 2 pages Retracted" in said
        counts.append(len(queries))
    assert counts[0] == counts[-1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=retracted", {"Gray"}),
        ("status=retracted&status=normal&cited=yes", {"Gray", "Lake"}),
        ("cited=no", {"Dunn", "Hill"}),
        ("live=0", {"Hill"}),
        ("identifiers=missing", {"Gray", "Hill"}),
        ("type=book", {"Lake"}),
        ("evidence_kind=trial", {"Dunn"}),
    ],
)
def test_list_is_filtered(cleo_client: Client, query: str, found: set[str]) -> None:
    gray = retracted("Gray").reference
    make_reference("Dunn", work=make_work("Dunn", DOI="10.1000/d"), evidence_kind="trial")
    make_reference("Hill", live=False)
    lake = make_reference("Lake", work=make_work("Lake", type="book"))
    cited(gray)
    cited(lake, "Another")
    said = words(cleo_client, f"/admin/references/results/?{query}")
    assert set(re.findall(r"Findings of (\w+)", said)) == found


# --- Deleting ---------------------------------------------------------------------------------------------------------


def test_cited_work_cannot_be_deleted(dora_client: Client) -> None:
    work = make_reference()
    cited(work)
    address = reverse("references:delete", args=[work.pk])
    said = words(dora_client, address)
    assert "This work cannot be deleted." in said
    assert "An article Article, English, 1 time Back" in said
    assert "Yes, delete" not in said
    assert refused(dora_client, address, "post")
    assert Reference.objects.filter(pk=work.pk).exists()


def test_work_that_supersedes_another_cannot_be_deleted(dora_client: Client) -> None:
    work, newer = make_reference(), make_reference("Dunn")
    StatusNotice.objects.create(reference=work, status="superseded", superseded_by=newer, source="s", source_id="1")
    address = reverse("references:delete", args=[newer.pk])
    assert "superseded by it: Gray 2020" in words(dora_client, address)
    assert refused(dora_client, address, "post")


def test_unused_work_is_deleted(dora_client: Client) -> None:
    work = make_reference()
    address = reverse("references:delete", args=[work.pk])
    assert "Yes, delete" in words(dora_client, address)
    assert dora_client.post(address).status_code == 302
    assert not Reference.objects.exists()


SEVERAL = "/admin/bulk/references/reference/delete/"


def test_bulk_delete_keeps_works_in_use(cleo_client: Client) -> None:
    gray, dunn, lake, hill, moss = (make_reference(name) for name in ("Gray", "Dunn", "Lake", "Hill", "Moss"))
    cited(gray)
    draft = make_article("A draft", prose("<p>a</p>"))
    draft.body = [("prose", RichText(f"<p>a{cite(lake)}</p>"))]
    draft.save_revision()
    StatusNotice.objects.create(reference=hill, status="superseded", superseded_by=dunn, source="s", source_id="1")
    ticked = urlencode([("id", work.pk) for work in (gray, dunn, lake, moss)] + [("id", "x")])
    said = words(cleo_client, f"{SEVERAL}?{ticked}")
    assert "3 works stay: they are cited, or take the place of others." in said
    assert "Delete this work? Moss 2020. Findings of Moss Yes, delete" in said
    response = cleo_client.post(f"{SEVERAL}?{ticked}", follow=True)
    assert "1 work was deleted." in text_of(response.content.decode())
    assert set(Reference.objects.filter(key__endswith="2020")) == {gray, dunn, lake, hill}
    assert ModelLogEntry.objects.get(action="wagtail.delete").label == "Moss 2020. Findings of Moss"


def test_bulk_delete_of_a_whole_list_is_limited(cleo_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deletion, "MAX_DELETED_WORKS", 2)
    for name in ("Gray", "Grayson", "Grayling", "Dunn"):
        make_reference(name)
    every_gray = f"{SEVERAL}?id=all&cited=no&q=gray"
    assert "The first 2 of 3 go at once" in words(cleo_client, every_gray)
    for _time in range(2):
        cleo_client.post(every_gray)
    assert [work.key for work in Reference.objects.filter(key__endswith="2020")] == ["dunn2020"]
    assert "There is nothing to delete." in words(cleo_client, every_gray)


def test_deleting_needs_the_permission(cleo: AbstractUser, cleo_client: Client) -> None:
    Permission.objects.get(codename="delete_reference").group_set.clear()
    work = make_reference()
    assert refused(cleo_client, f"{SEVERAL}?id={work.pk}", "post")
    assert Reference.objects.filter(pk=work.pk).exists()


# --- Quality ----------------------------------------------------------------------------------------------------------


def test_quality_page_counts_and_links(cleo_client: Client) -> None:
    notice = retracted()
    cited(notice.reference)
    Register.objects.create(name="Crossref", problem="Did not answer.", tried_at=timezone.now())
    said = words(cleo_client, HEALTH)
    assert "1 Cited works that are retracted or in doubt" in said
    assert "0 Broken citations" in said
    assert re.search(r"Crossref never \d+ \w+ \d{4}, \d\d:\d\d \w+ Did not answer.", said)
    links = set(re.findall(r'href="([^"]*)">', cleo_client.get(HEALTH).content.decode()))
    grave = next(html.unescape(link) for link in links if "status=retracted" in link)
    assert "Findings of Gray" in words(cleo_client, grave)


def make_rows(names: Iterable[str]) -> None:
    """In every list of the health page one row more for each name."""
    for name in names:
        hidden = make_reference(name, live=False)
        make_reference(f"{name}-again", work=make_work(name))
        cited(hidden, name)
        cited(retracted(f"{name}-retracted").reference, f"{name} again")
        LinkCheck.objects.create(
            reference=hidden, part="doi", url="https://doi.org/10.1/x", failures=3, checked_at=timezone.now()
        )


def test_queries_of_the_quality_pages_do_not_grow_with_rows(cleo_client: Client) -> None:
    def cost(name: str) -> int:
        cleo_client.get(f"{HEALTH}{name}")
        with CaptureQueriesContext(connection) as captured:
            words(cleo_client, f"{HEALTH}{name}")
        return len(captured)

    pages = ["", "lost/", "dead-links/", "duplicates/", "ages/"]
    make_rows(["Abel", "Beck"])
    before = {name: cost(name) for name in pages}
    make_rows(["Cole", "Dahl", "Eder", "Funk", "Gray", "Hahn"])
    assert {name: cost(name) for name in pages} == before


def test_each_list_of_the_quality_page_shows_its_rows(cleo_client: Client) -> None:
    hidden = make_reference("Gray", live=False)
    make_reference("Grey", work=make_work("Gray"))
    make_article("An article", prose(f"<p>a{cite(hidden)}{cite(999_999)}</p>"))
    LinkCheck.objects.create(
        reference=hidden,
        part="doi",
        url="https://doi.org/10.1000/g",
        state="gone",
        failures=3,
        detail="404",
        checked_at=timezone.now(),
    )
    lost = words(cleo_client, f"{HEALTH}lost/")
    assert "An article Article, English Gray 2020. Findings of Gray The work is not shown to readers." in lost
    assert "An article Article, English Number 999999 The work is no longer in the library." in lost
    assert "Gray 2020 DOI https://doi.org/10.1000/g Gone: 404 3 times in a row" in words(
        cleo_client, f"{HEALTH}dead-links/"
    )
    assert "Compare and merge" in words(cleo_client, f"{HEALTH}duplicates/")
    assert "An article English 2020 2020 1" in words(cleo_client, f"{HEALTH}ages/")
    assert cleo_client.get(f"{HEALTH}nonsense/").status_code == 404


# --- Merging ----------------------------------------------------------------------------------------------------------


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
    article = cited(gone)
    address = reverse("reference_merging:compare", args=[into.pk, gone.pk])
    form = cleo_client.get(address).context["form"]
    # What only one of the two has is offered first.
    assert {name: field.initial for name, field in form.fields.items()} == {
        "volume": "into",
        "DOI": "gone",
        "abstract": "gone",
        "key": "into",
        "population": "gone",
    }
    chosen = {name: field.initial for name, field in form.fields.items()} | {"volume": "gone"}
    response = cleo_client.post(address, chosen, follow=True)
    assert "Records merged. 1 citation was moved." in text_of(response.content.decode())
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
