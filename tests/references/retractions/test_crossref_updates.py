"""Crossref is asked about the works of the library, many at once."""

from datetime import date
from typing import Any

import pytest

from references.enums import Status
from references.models import Reference
from references.retractions import crossref_updates, registers
from references.retractions.reports import NoticeChange, RegisterReport
from tests.references.builders import make_reference, make_work
from tests.references.retractions.reading import Read, get_status, make_gray_row
from tests.references.web.server import WebServer, json_reply, reply

pytestmark = pytest.mark.django_db


def notice_of(kind: str, doi: str = "10.1000/notice") -> dict[str, Any]:
    return {
        "DOI": doi,
        "type": kind,
        "label": kind.capitalize(),
        "source": "publisher",
        "updated": {"date-parts": [[2024, 6, 21]]},
    }


def reply_with(*items: dict[str, Any]) -> Any:
    return json_reply({"status": "ok", "message-type": "work-list", "message": {"items": list(items)}})


def test_crossref_is_asked_about_many_works_at_once(server: WebServer, gray: Reference) -> None:
    make_reference("Dunn", work=make_work("Dunn", DOI="10.1000/dunn"))
    make_reference("Reed", work=make_work("Reed", PMID="31000003"))
    server.paths["/works"] = reply_with(
        {"DOI": "10.1000/GRAY", "updated-by": [notice_of("retraction"), notice_of("new_version")]},
        {"DOI": "10.1000/dunn"},
    )
    assert registers.check_crossref() == RegisterReport(
        "Crossref", read=2, matched=1, new=[NoticeChange("gray2020", "retracted", "Crossref", "10.1000/notice")]
    )
    (asked,) = server.asked
    assert asked.target == ("/works?filter=doi%3A10.1000%2Fdunn%2Cdoi%3A10.1000%2Fgray&select=DOI%2Cupdated-by&rows=2")
    assert (get_status(gray), gray.status_dated) == (Status.RETRACTED, date(2024, 6, 21))


def test_large_batches_are_split(server: WebServer) -> None:
    for number in range(crossref_updates.DOIS_PER_REQUEST + 1):
        make_reference(f"Gray{number}", work=make_work(DOI=f"10.1000/{number}"))
    server.paths["/works"] = reply_with()
    registers.check_crossref()
    assert len(server.asked) == 2


def test_notice_missing_from_crossref_is_withdrawn(server: WebServer, read: Read, gray: Reference) -> None:
    read(make_gray_row(1, "Correction"))
    server.paths["/works"] = [
        reply_with({"DOI": "10.1000/gray", "updated-by": [notice_of("retraction")]}),
        reply_with({"DOI": "10.1000/gray"}),
    ]
    registers.check_crossref()
    assert get_status(gray) == Status.RETRACTED
    assert len(registers.check_crossref().withdrawn) == 1
    assert get_status(gray) == Status.CORRECTED


def test_work_unknown_to_crossref_is_not_changed(server: WebServer, gray: Reference) -> None:
    server.paths["/works"] = [
        reply_with({"DOI": "10.1000/gray", "updated-by": [notice_of("retraction")]}),
        reply_with(),
    ]
    registers.check_crossref()
    assert registers.check_crossref().withdrawn == []
    assert get_status(gray) == Status.RETRACTED


@pytest.mark.parametrize("refusal", [400, 404])
def test_refused_batch_is_requested_one_by_one(server: WebServer, gray: Reference, refusal: int) -> None:
    make_reference("Dunn", work=make_work("Dunn", DOI="10.1000/odd,doi"))
    server.paths["/works"] = reply(status=refusal)
    server.paths["/works/10.1000%2Fgray"] = json_reply(
        {"message": {"DOI": "10.1000/gray", "updated-by": [notice_of("removal")]}}
    )
    assert registers.check_crossref().read == 1
    assert get_status(gray) == Status.RETRACTED


def test_notices_read_before_an_outage_are_kept(server: WebServer, gray: Reference) -> None:
    for number in range(crossref_updates.DOIS_PER_REQUEST):
        make_reference(f"Dunn{number}", work=make_work(DOI=f"10.2000/{number}"))
    answer = reply_with({"DOI": "10.1000/gray", "updated-by": [notice_of("expression-of-concern")]})
    server.paths["/works"] = [answer, reply(status=503)]
    report = registers.check_crossref()
    assert (report.read, report.problem) == (1, "The server responded with the error 503.")
    assert get_status(gray) == Status.CONCERN


@pytest.mark.parametrize(
    "garbage", [b"", b"<html>", b"[]", b'{"message": 7}', b'{"message": {"items": [null, 3, {}]}}', b"\xff"]
)
def test_malformed_responses_change_nothing(server: WebServer, gray: Reference, garbage: bytes) -> None:
    server.paths["/works"] = reply(garbage)
    assert registers.check_crossref().new == []
    assert get_status(gray) == Status.NORMAL
