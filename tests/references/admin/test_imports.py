"""Imports in the admin, as Cleo (an editor) makes them. Ben (clinic staff) has no access."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.models import ModelLogEntry

from references.admin import imports
from references.importing import import_queue
from references.models import ImportFile, Reference
from references.tasks import import_files
from tests.references.builders import make_reference, make_work
from tests.references.importing.records import RIS, make_record, staged

pytestmark = pytest.mark.django_db
INDEX = "reference_imports:index"
State = ImportFile.State


def send(client: Client, **fields: Any) -> HttpResponse:
    """Send a file, and let the worker read it."""
    response = client.post(reverse(INDEX), fields)
    import_files()
    return response


def page(client: Client, file: ImportFile, **wish: str) -> str:
    response = client.get(reverse("reference_imports:file", args=[file.pk]), wish)
    assert response.status_code == 200
    return response.content.decode()


def list_tags(html: str) -> list[str]:
    return re.findall(r"clinic-tag--\w+\">\s*([^<]+?)\s*<", html)


def ticks(html: str) -> set[str]:
    """Return the values of the checked boxes, as a browser would send them."""
    return set(re.findall(r'name="tick" value="([^"]+)"[^>]* checked', html))


def choose(client: Client, file: ImportFile, html: str, ticked: set[str], **buttons: str) -> HttpResponse:
    rows = re.findall(r'name="row" value="(\d+)"', html)
    data = {"row": rows, "tick": sorted(ticked), **buttons}
    return client.post(reverse("reference_imports:choose", args=[file.pk]), data)


@pytest.fixture
def file(cleo_client: Client) -> ImportFile:
    """Return a file with a new work, a refused one, a changed one that adds an ISSN, and a known one."""
    make_reference("Dunn", work=make_work("Dunn", DOI="10.1000/dunn"))
    make_reference("Hill", work=make_work("Hill"))
    text = RIS.replace("VL  - 8", "VL  - 8\nSN  - 1234-5678")
    response = send(cleo_client, file=SimpleUploadedFile("works.ris", text.encode()))
    [file] = ImportFile.objects.all()
    assert response["Location"] == reverse("reference_imports:file", args=[file.pk])
    return file


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Return the options of each hint that was sent to the broker."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(import_files, "apply_async", lambda **options: sent.append(options))
    return sent


def test_uploads_and_long_imports_are_sent_to_a_worker(
    cleo_client: Client,
    hints: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(cleo_client, file=SimpleUploadedFile("works.ris", RIS.encode()))
    hint = {"retry": False, "expires": 60}
    assert hints == [hint]
    [file] = ImportFile.objects.all()
    html = page(cleo_client, file)
    monkeypatch.setattr(import_queue, "FEW_ROWS", 1)
    choose(cleo_client, file, html, ticks(html), **{"import": "1"})
    file.refresh_from_db()
    assert (file.state, hints) == (State.TO_IMPORT, [hint, hint])


def test_changes_are_shown_before_the_import(cleo_client: Client, file: ImportFile) -> None:
    html = page(cleo_client, file)
    shown = list_tags(html)
    assert shown == ["New", "Refused", "Has changes", "Already in the library"]
    assert "The record has no title. Add one and import it again." in html
    assert "Known by its title, year and author." in html
    # New works and fields that fill a gap are selected, changes of existing values are not.
    assert ticks(html) == {"1", "3 ISSN"}
    assert {work.key for work in Reference.objects.all()} == {"dunn2020", "hill2020"}


def test_selected_changes_are_imported_and_reported(cleo_client: Client, file: ImportFile) -> None:
    html = page(cleo_client, file)
    choose(cleo_client, file, html, {"1", "3 volume"}, **{"import": "1"})
    dunn = Reference.objects.get(key="dunn2020")
    assert (dunn.volume, dunn.csl.get("ISSN"), dunn.year, Reference.objects.count()) == ("8", None, 2020, 3)
    html = page(cleo_client, file)
    assert list_tags(html) == ["Added", "Refused", "Changed", "Already in the library"]
    assert reverse("references:edit", args=[Reference.objects.get(key="g7").pk]) in html
    assert ticks(html) == set()


def test_unselected_rows_are_left_out(cleo_client: Client, file: ImportFile) -> None:
    choose(cleo_client, file, page(cleo_client, file), set(), **{"import": "1"})
    assert {work.key for work in Reference.objects.all()} == {"dunn2020", "hill2020"}
    assert page(cleo_client, file).count("Left out") == 2


def test_filtered_table_keeps_the_selection(cleo_client: Client, file: ImportFile) -> None:
    response = choose(cleo_client, file, page(cleo_client, file), {"3 volume"}, show="changed")
    assert response["Location"] == reverse("reference_imports:file", args=[file.pk]) + "?show=changed"
    html = page(cleo_client, file, show="changed")
    assert list_tags(html) == ["Has changes"]
    assert ticks(html) == {"3 volume"}
    assert ticks(page(cleo_client, file)) == {"3 volume"}


def test_selection_is_kept_across_pages(cleo_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "IMPORT_ROWS_PER_PAGE", 2)
    file = staged([make_record(f"Gray{number}") for number in range(3)])
    response = choose(cleo_client, file, page(cleo_client, file), {"1"}, p="2")
    assert response["Location"].endswith("?p=2")
    html = page(cleo_client, file, p="2")
    choose(cleo_client, file, html, ticks(html), **{"import": "1"})
    assert {work.key for work in Reference.objects.all()} == {"gray2020", "gray2020b"}


def test_records_can_be_pasted(cleo_client: Client) -> None:
    send(cleo_client, text=RIS)
    file = ImportFile.objects.get()
    assert (file.name, file.rows.count(), file.user.username) == ("Pasted records", 4, "cleo")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "Either choose a file or paste records."),
        (
            {"file": SimpleUploadedFile("works.ris", RIS.encode()), "text": RIS},
            "Either choose a file or paste records.",
        ),
        ({"file": SimpleUploadedFile("works.ris", b"")}, "The submitted file is empty."),
    ],
)
def test_form_needs_either_a_file_or_text(cleo_client: Client, fields: dict[str, Any], problem: str) -> None:
    response = send(cleo_client, **fields)
    assert response.status_code == 422
    assert problem in response.content.decode()
    assert not ImportFile.objects.exists()


def test_too_large_file_is_refused(cleo_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MAX_FILE_SIZE", 10)
    response = send(cleo_client, file=SimpleUploadedFile("works.ris", RIS.encode()))
    assert (response.status_code, ImportFile.objects.exists()) == (422, False)


def test_unknown_format_is_reported(cleo_client: Client) -> None:
    send(cleo_client, text="Dear editor")
    html = page(cleo_client, ImportFile.objects.get())
    assert "Use a file in one of these formats" in html
    assert "Import what is ticked" not in html


def test_progress_of_reading_is_shown(cleo_client: Client, file: ImportFile) -> None:
    ImportFile.objects.update(state=State.TO_READ, claimed_until="2100-01-01T00:00Z")
    for done, told in ((1, "1 record read so far"), (4500, "4,500 records read so far")):
        import_queue.CachedProgress(file)(done)
        assert told in page(cleo_client, file)


def test_progress_of_importing_is_shown(cleo_client: Client, file: ImportFile) -> None:
    ImportFile.objects.update(state=State.TO_IMPORT)
    assert "Waiting for the background worker." in page(cleo_client, file)
    ImportFile.objects.update(claimed_until="2100-01-01T00:00Z")
    import_queue.CachedProgress(file)(1)
    html = page(cleo_client, file)
    assert '<progress aria-labelledby="progress" max="2" value="1">' in html
    assert '<meta http-equiv="refresh" content="1">' in html
    assert "1 of 2 works" in html


def test_file_in_progress_cannot_be_changed(cleo_client: Client, file: ImportFile) -> None:
    ImportFile.objects.update(state=State.TO_IMPORT)
    choose(cleo_client, file, "", set(), **{"import": "1"})
    cleo_client.post(reverse("reference_imports:discard", args=[file.pk]))
    assert ImportFile.objects.get().state == State.TO_IMPORT
    assert file.rows.get(number=1).is_wanted


def test_file_can_be_discarded(cleo_client: Client, file: ImportFile) -> None:
    response = cleo_client.post(reverse("reference_imports:discard", args=[file.pk]), follow=True)
    assert "“works.ris” discarded. Nothing was imported." in response.content.decode()
    assert not ImportFile.objects.exists()


def test_history_of_a_work_shows_its_import(cleo_client: Client, file: ImportFile) -> None:
    choose(cleo_client, file, page(cleo_client, file), {"1"}, **{"import": "1"})
    work = Reference.objects.get(key="g7")
    html = cleo_client.get(reverse("references:history", args=[work.pk])).content.decode()
    assert "Imported from “works.ris”" in html
    assert [entry.user.username for entry in ModelLogEntry.objects.for_instance(work)] == ["cleo"]


def test_hostile_text_is_escaped(cleo_client: Client) -> None:
    hostile = "<script>alert(1)</script>"
    make_reference("Dunn", work=make_work("Dunn"))
    entries = [make_record(title=f"Pain {hostile}", place=hostile), make_record("Dunn", note=hostile)]
    html = page(cleo_client, staged(entries))
    assert hostile not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3


def test_queries_do_not_grow_with_rows(
    cleo_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    small = staged([make_record("Gray0")])
    large = staged([make_record(f"Gray{number}", f"line {number}") for number in range(40)])
    page(cleo_client, small)
    with django_assert_max_num_queries(100) as few:
        page(cleo_client, small)
    with django_assert_max_num_queries(len(few)):
        page(cleo_client, large)


def test_library_links_to_imports(cleo_client: Client) -> None:
    assert reverse(INDEX) in cleo_client.get(reverse("references:index")).content.decode()


def test_clinic_staff_cannot_import(ben_client: Client) -> None:
    file = staged([make_record()])
    addresses = [reverse(INDEX), *(reverse(f"reference_imports:{name}", args=[file.pk]) for name in ("file",))]
    assert [ben_client.get(address).status_code for address in addresses] == [302, 302]
    assert send(ben_client, text=RIS).status_code == 302
    for name in ("choose", "discard"):
        ben_client.post(reverse(f"reference_imports:{name}", args=[file.pk]), {"import": "1"})
    assert (ImportFile.objects.get().state, Reference.objects.exists()) == (State.TO_CHOOSE, False)


@pytest.fixture
def doubtful(cleo_client: Client) -> ImportFile:
    """Return a file with one record that may be a work of the library, and would fill its gaps."""
    make_reference("Gray", work=make_work(volume="", page="", issue="", **{"container-title": ""}))
    file = staged([make_record(id="other")])
    assert "May already be in the library" in page(cleo_client, file)
    return file


def test_probable_duplicate_is_not_added_without_confirmation(cleo_client: Client, doubtful: ImportFile) -> None:
    html = page(cleo_client, doubtful)
    assert "This is another work: add it" in html
    assert ticks(html) == set()
    choose(cleo_client, doubtful, html, set(), **{"import": "1"})
    assert [work.key for work in Reference.objects.all()] == ["gray2020"]


def test_confirmed_other_work_is_added(cleo_client: Client, doubtful: ImportFile) -> None:
    choose(cleo_client, doubtful, page(cleo_client, doubtful), {"1"}, **{"import": "1"})
    assert {work.key: work.volume for work in Reference.objects.all()} == {"gray2020": "", "other": "7"}


def test_confirmed_same_work_offers_its_changes(cleo_client: Client, doubtful: ImportFile) -> None:
    work = Reference.objects.get()
    choose(cleo_client, doubtful, page(cleo_client, doubtful), set(), same=f"1 {work.pk}")
    html = page(cleo_client, doubtful)
    assert "Matched by you." in html
    assert ticks(html) == {"1 container-title", "1 volume", "1 page", "1 issue"}
    choose(cleo_client, doubtful, html, {"1 volume"}, **{"import": "1"})
    work.refresh_from_db()
    assert (work.key, work.volume, work.pages, Reference.objects.count()) == ("gray2020", "7", "", 1)


def test_only_an_offered_work_can_be_matched(cleo_client: Client, doubtful: ImportFile) -> None:
    other = make_reference("Dunn")
    for word in (f"1 {other.pk}", "1", "1 x", "x", "9 1", ""):
        choose(cleo_client, doubtful, "", set(), same=word)
    assert doubtful.rows.get().outcome == "new"
