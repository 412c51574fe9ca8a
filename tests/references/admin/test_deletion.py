"""Works in use cannot be deleted."""

import pytest
from django.contrib.auth.models import AbstractUser, Permission
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.models import ModelLogEntry
from wagtail.rich_text import RichText

from references.admin import deletion
from references.models import Reference, StatusNotice
from tests.articles.builders import make_article, make_citing_article, prose
from tests.references.admin.pages import get_words, is_refused, strip_markup
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_cited_work_cannot_be_deleted(dora_client: Client) -> None:
    work = make_reference()
    make_citing_article(work)
    address = reverse("references:delete", args=[work.pk])
    said = get_words(dora_client, address)
    assert "This work cannot be deleted." in said
    assert "An article Article, English, 1 time Back" in said
    assert "Yes, delete" not in said
    assert is_refused(dora_client, address, "post")
    assert Reference.objects.filter(pk=work.pk).exists()


def test_work_that_supersedes_another_cannot_be_deleted(dora_client: Client) -> None:
    work, newer = make_reference(), make_reference("Dunn")
    StatusNotice.objects.create(reference=work, status="superseded", superseded_by=newer, source="s", source_id="1")
    address = reverse("references:delete", args=[newer.pk])
    assert "superseded by it: Gray 2020" in get_words(dora_client, address)
    assert is_refused(dora_client, address, "post")


def test_unused_work_is_deleted(dora_client: Client) -> None:
    work = make_reference()
    address = reverse("references:delete", args=[work.pk])
    assert "Yes, delete" in get_words(dora_client, address)
    assert dora_client.post(address).status_code == 302
    assert not Reference.objects.exists()


SEVERAL = "/admin/bulk/references/reference/delete/"


def test_bulk_delete_keeps_works_in_use(cleo_client: Client) -> None:
    gray, dunn, lake, hill, moss = (make_reference(name) for name in ("Gray", "Dunn", "Lake", "Hill", "Moss"))
    make_citing_article(gray)
    draft = make_article("A draft", prose("<p>a</p>"))
    draft.body = [("prose", RichText(f"<p>a{cite(lake)}</p>"))]
    draft.save_revision()
    StatusNotice.objects.create(reference=hill, status="superseded", superseded_by=dunn, source="s", source_id="1")
    ticked = urlencode([("id", work.pk) for work in (gray, dunn, lake, moss)] + [("id", "x")])
    said = get_words(cleo_client, f"{SEVERAL}?{ticked}")
    assert "3 works stay: they are cited, or take the place of others." in said
    assert "Delete this work? Moss 2020. Findings of Moss Yes, delete" in said
    response = cleo_client.post(f"{SEVERAL}?{ticked}", follow=True)
    assert "1 work was deleted." in strip_markup(response.content.decode())
    assert set(Reference.objects.filter(key__endswith="2020")) == {gray, dunn, lake, hill}
    assert ModelLogEntry.objects.get(action="wagtail.delete").label == "Moss 2020. Findings of Moss"


def test_bulk_delete_of_a_whole_list_is_limited(cleo_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deletion, "MAX_DELETED_WORKS", 2)
    for name in ("Gray", "Grayson", "Grayling", "Dunn"):
        make_reference(name)
    every_gray = f"{SEVERAL}?id=all&cited=no&q=gray"
    assert "The first 2 of 3 go at once" in get_words(cleo_client, every_gray)
    for _time in range(2):
        cleo_client.post(every_gray)
    assert [work.key for work in Reference.objects.filter(key__endswith="2020")] == ["dunn2020"]
    assert "There is nothing to delete." in get_words(cleo_client, every_gray)


def test_deleting_needs_the_permission(cleo: AbstractUser, cleo_client: Client) -> None:
    Permission.objects.get(codename="delete_reference").group_set.clear()
    work = make_reference()
    assert is_refused(cleo_client, f"{SEVERAL}?id={work.pk}", "post")
    assert Reference.objects.filter(pk=work.pk).exists()
