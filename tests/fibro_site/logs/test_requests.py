"""Each request has an id, and one line that says what became of it and nothing of who sent what."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings

from fibro_site.logs import causes
from fibro_site.logs.error_reports import ErrorReportHandler
from fibro_site.middleware.request_log import HEADER
from fibro_site.serving.after_response import PENDING_WORK_ATTRIBUTE, run_after_response, run_pending_work
from fibro_site.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401 -- Django reads them
from tests.fibro_site.logs.planting import MARKER, caught_log, fail, parse_lines

OWN_URLCONF = __name__
urlpatterns = [path("fail/<str:part>/", fail, name="fail"), *urlpatterns]

pytestmark = pytest.mark.django_db

FIELDS = {
    "time", "level", "logger", "message", "request_id", "view", "method", "status", "milliseconds", "error", "frames",
}  # fmt: skip


@pytest.fixture
def failing(settings: Settings) -> Client:
    """Return a client of a site with a view that fails."""
    settings.ROOT_URLCONF = OWN_URLCONF
    return Client(raise_request_exception=False)


def plant(client: Client, path: str) -> None:
    """Send the marker in every part of a request."""
    client.cookies["answers"] = MARKER
    headers = {"X-Request-ID": MARKER, "User-Agent": MARKER, "Referer": f"http://testserver/{MARKER}"}
    client.post(f"{path}?q={MARKER}", {"words": MARKER}, headers=headers)


def test_response_tells_the_id_of_its_line(client: Client) -> None:
    with caught_log() as log:
        response = client.get("/account/login/")
    (line,) = parse_lines(log)
    assert line.keys() <= FIELDS
    assert line["request_id"] == response[HEADER]
    assert (line["method"], line["view"], line["status"]) == ("GET", "account_login", 200)


def test_every_request_has_an_id_of_its_own(client: Client) -> None:
    assert client.get("/robots.txt")[HEADER] != client.get("/robots.txt")[HEADER]
    assert causes.current.get() is causes.NO_CAUSE


@pytest.mark.parametrize("host", ["testserver", "evil.example"])
def test_refused_request_is_told_without_frames(client: Client, host: str) -> None:
    """Strangers send such requests all day, and nothing of ours is to be mended."""
    with caught_log() as log:
        response = client.post("/eligibility/", b"x" * 2_000_000, content_type="text/plain", headers={"Host": host})
    assert response.status_code in {400, 413}
    refused, told = parse_lines(log)
    assert (refused["message"], told["status"]) == ("A request was refused", response.status_code)
    assert "frames" not in refused


@pytest.mark.parametrize(("proxies", "is_taken"), [(0, False), (1, True)])
def test_id_is_taken_from_a_proxy_of_ours_alone(
    client: Client, settings: Settings, proxies: int, is_taken: bool
) -> None:
    settings.PROXY_HOPS = proxies
    told = client.get("/robots.txt", headers={HEADER: "3f2a9c1d-77.b_0"})[HEADER]
    assert (told == "3f2a9c1d-77.b_0") is is_taken


@pytest.mark.parametrize(
    "told", ["short", "x" * 65, "two words 123", "line\u2028break99", "<script>12345", "ünïcödé-12"]
)
def test_id_that_is_none_is_replaced(client: Client, settings: Settings, told: str) -> None:
    settings.PROXY_HOPS = 1
    assert causes.REQUEST_ID.fullmatch(client.get("/robots.txt", headers={HEADER: told})[HEADER])
    assert client.get("/robots.txt", headers={HEADER: told})[HEADER] != told


@pytest.mark.parametrize("path", ["/health/live/", "/health/ready/"])
def test_probes_are_not_logged(client: Client, path: str) -> None:
    with caught_log() as log:
        client.get(path)
    assert log.getvalue() == ""


@pytest.mark.parametrize(
    "path", [f"/{MARKER}/", f"/own/{MARKER}/", f"/eligibility/questions/{MARKER}/", "/account/login/"]
)
def test_refused_and_unknown_are_logged_once_and_without_what_was_sent(path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    with caught_log() as log:
        plant(strict, path)
    (line,) = parse_lines(log)
    assert line["status"] in {403, 404}
    assert MARKER not in log.getvalue()


def test_failure_is_told_without_variables_and_request(failing: Client) -> None:
    with caught_log() as log:
        plant(failing, f"/fail/{MARKER}/")
    failure, request = parse_lines(log)
    assert MARKER not in log.getvalue()
    assert (failure["error"], failure["view"], failure["status"]) == ("ValueError", "fail", 500)
    assert failure["frames"][-1].startswith("tests/fibro_site/logs/planting.py:")
    assert failure["request_id"] == request["request_id"]
    assert (request["view"], request["status"]) == ("fail", 500)


def test_error_report_has_neither_variables_nor_request(failing: Client, error_reports: ErrorReportHandler) -> None:
    plant(failing, f"/fail/{MARKER}/")
    (report,) = mail.outbox
    assert report.to == ["operator@clinic.example"]
    assert report.alternatives == []
    assert report.attachments == []
    assert MARKER not in str(report.message())
    assert "View: fail, POST" in report.body
    assert "planting.py" in report.body
    assert "ValueError" in report.body


def test_strange_method_is_not_quoted(client: Client) -> None:
    with caught_log() as log:
        client.generic(MARKER, "/robots.txt")
    (line,) = parse_lines(log)
    assert line["method"] == "OTHER"


def test_work_after_the_response_has_the_id_of_its_request(rf: RequestFactory) -> None:
    seen: list[str] = []
    waiting: list[Callable[[], None]] = []
    request = rf.get("/")
    setattr(request, PENDING_WORK_ATTRIBUTE, waiting)
    with causes.caused_by(causes.Cause("1a2b3c4d")):
        run_after_response(request, lambda: seen.append(causes.current.get().request_id))
    run_pending_work(request, waiting)
    assert seen == ["1a2b3c4d"]
