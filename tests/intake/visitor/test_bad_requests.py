"""Requests that no ordinary browser sends get a clear page and the right status, and no answer is lost.

Runs on SQLite and on PostgreSQL, which disagree about NUL and lone surrogates.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import intake.starter
from intake.models import Draft, Submission
from intake.questionnaires import publishing
from intake.token_sessions import drafts
from tests.intake.plain_browser import Page
from tests.intake.visitor_client import ADA, read_stored_answers, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client(answered_client: Client) -> Client:
    """A client that has answered everything, and gets a page instead of an exception."""
    answered_client.raise_request_exception = False
    return answered_client


def heading(response: Any) -> str:
    """Return the heading, once the response is a page of the site."""
    html = response.content.decode()
    assert "<!doctype html>" in html
    assert "site-header" in html
    return Page(html).heading


def post(client: Client, step: str, body: bytes | dict[str, Any]) -> Any:
    address = f"/eligibility/questions/{step}/"
    return client.post(address, body, content_type=FORM) if isinstance(body, bytes) else client.post(address, body)


def shown_again(client: Client, response: Any) -> Any:
    """Return the page that a refused step redirects to."""
    assert response.status_code == 303
    return client.get(response["Location"])


def is_told_that_it_is_gone(client: Client, response: Any) -> bool:
    shown = shown_again(client, response)
    return shown.status_code == 410 and heading(shown) == "We cannot find your answers"


# --- Bodies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "own_words",
    [
        b"a%00b",  # NUL
        b"%ff%fe",  # broken UTF-8
        b"caf%e9",  # Latin-1
        b"%ed%a0%80",  # a lone surrogate
    ],
)
def test_unreadable_text_is_an_error_on_its_field(client: Client, own_words: bytes) -> None:
    response = post(client, "story", b"own-words=" + own_words)

    shown = shown_again(client, response)
    assert heading(shown) == "Is there anything else that we should know? (optional)"
    assert "some characters cannot be read" in shown.content.decode()
    assert read_stored_answers(client) == ADA


def test_unescaped_bytes_are_read_as_latin_1(client: Client) -> None:
    assert post(client, "story", b"own-words=caf\xe9").status_code == 303
    assert read_stored_answers(client)["own-words"] == "café"


@pytest.mark.parametrize("size", [10_001, 60_000])
def test_too_long_text_is_an_error_on_its_field(client: Client, size: int) -> None:
    response = post(client, "story", {"own-words": "x" * size})

    told = f"shorten the text to 10,000 characters or fewer ({size - 10_000:,} too many)"
    assert told in shown_again(client, response).content.decode()
    assert read_stored_answers(client) == ADA


def test_answer_of_a_megabyte_is_refused_as_too_large(client: Client) -> None:
    response = post(client, "story", {"own-words": "x" * (1024 * 1024 + 1)})

    assert response.status_code in {400, 413}
    assert heading(response)
    assert read_stored_answers(client) == ADA


def test_ten_thousand_checkbox_values_are_refused(client: Client) -> None:
    response = post(client, "areas", b"&".join([b"painful-areas=neck"] * 10_000))

    assert response.status_code == 400
    assert heading(response)
    assert read_stored_answers(client) == ADA


def test_repeated_checkbox_value_counts_once(client: Client) -> None:
    assert post(client, "areas", b"&".join([b"painful-areas=neck"] * 1_000)).status_code == 303
    assert read_stored_answers(client)["painful-areas"] == ["neck"]


@pytest.mark.parametrize(
    ("step", "posted"),
    [
        ("age", {"age-band": "120-plus"}),
        ("age", {"age-band": ["18-24", "25-34\0"]}),
        ("areas", {"painful-areas": ["neck", "nose"]}),
        ("areas", {"painful-areas": ["neck", "none"]}),
        ("fatigue", {"fatigue-severity": "3"}),
        ("six-months", {"headaches": "1e999", "lower-belly": "yes", "depression": "yes"}),
        ("mood", {"phq-mood": "NaN"}),
        ("consent", {}),
    ],
)
def test_answer_that_was_not_offered_is_refused(client: Client, step: str, posted: dict[str, Any]) -> None:
    response = post(client, step, posted)

    assert "There is a problem" in shown_again(client, response).content.decode()
    assert read_stored_answers(client) == ADA


def test_answers_to_questions_of_other_steps_are_not_stored(client: Client) -> None:
    post(client, "age", {"age-band": "18-24", "fatigue-severity": "none", "helper-name": "x", "__proto__": "y"})

    assert read_stored_answers(client) == {**ADA, "age-band": "18-24"}


def test_query_string_does_not_change_answers(client: Client) -> None:
    client.get("/eligibility/questions/age/?age-band=under-18")

    assert read_stored_answers(client) == ADA


def test_multipart_form_is_accepted(client: Client) -> None:
    response = client.post("/eligibility/questions/age/", {"age-band": "18-24"})  # multipart/form-data

    assert response.status_code == 303
    assert read_stored_answers(client)["age-band"] == "18-24"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_body_that_is_no_form_changes_no_answer(client: Client, content_type: str) -> None:
    response = client.generic("POST", "/eligibility/questions/age/", b'{"age-band": "18-24"}', content_type)

    assert response.status_code in {400, 303}
    assert heading(shown_again(client, response) if response.status_code == 303 else response)
    assert read_stored_answers(client) == ADA


# --- URLs ------------------------------------------------------------------------------------------------------------

STRANGE_STEPS = ["nonsense", "who%00", "%ff", "..%2F..", "who'--", "Who", "x" * 3000]


@pytest.mark.parametrize("step", STRANGE_STEPS)
def test_unknown_step_is_not_found(client: Client, step: str) -> None:
    for visitor in (client, Client(raise_request_exception=False)):
        response = visitor.get(f"/eligibility/questions/{step}/")
        assert response.status_code in {400, 404}
        assert heading(response)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_http_methods_are_not_allowed(client: Client, method: str) -> None:
    assert getattr(client, method)("/eligibility/questions/age/").status_code == 405
    assert read_stored_answers(client) == ADA


@pytest.mark.parametrize("query", ["next=nonsense", "next=%00", "next=//evil.example/", "next=", "next=consent&change"])
def test_help_page_never_links_to_another_site(client: Client, query: str) -> None:
    post(client, "warning-signs", {"signs": ["nerves"]})
    response = client.get(f"/eligibility/help/?{query}")

    assert response.status_code == 200
    assert "evil" not in response.content.decode()
    assert client.get(Page(response.content.decode()).links["Continue with the form"]).status_code == 200


# --- Cookies ---------------------------------------------------------------------------------------------------------

FORGED = ["x", "A" * 43, "é" * 43, "0" * 5000, "../../etc/passwd", "' OR 1=1 --"]
PAGES = ["questions/age/", "check/", "confirmation/", "help/"]


@pytest.mark.parametrize("token", FORGED)
@pytest.mark.parametrize("page", PAGES)
def test_forged_token_is_gone_and_page_offers_to_start_again(client: Client, token: str, page: str) -> None:
    client.cookies["answers"] = token
    response = client.get(f"/eligibility/{page}")

    assert response.status_code == 410
    assert heading(response) == "We cannot find your answers"
    assert "Start again" in Page(response.content.decode()).links
    assert response.cookies["answers"].value == ""
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("page", PAGES)
def test_expired_draft_is_gone(client: Client, page: str) -> None:
    with time_machine.travel(timezone.now() + settings.DRAFT_LIFETIME + timedelta(seconds=1)):
        response = client.post(f"/eligibility/{page}", {"age-band": "18-24"})

    assert is_told_that_it_is_gone(client, response)
    assert not Submission.objects.exists()


def test_draft_deleted_in_another_window_is_gone(client: Client) -> None:
    drafts.delete_draft(drafts.find_draft(token_of(client)))

    assert is_told_that_it_is_gone(client, post(client, "age", {"age-band": "18-24"}))
    assert not Draft.objects.exists()


def test_post_without_cookie_says_that_the_answers_cannot_be_found() -> None:
    client = Client()

    assert is_told_that_it_is_gone(client, client.post("/eligibility/questions/age/", {"age-band": "18-24"}))


def test_draft_with_changed_bytes_is_gone_and_no_answer_is_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    Draft.objects.update(sealed_answers=b"\x01" + b"x" * 60)

    assert client.get("/eligibility/check/").status_code == 410
    assert "The answers of a draft do not open" in caplog.messages


def test_drafts_of_two_visitors_do_not_mix(client: Client) -> None:
    other = Client()
    other.post("/eligibility/")
    post(other, "who", {"respondent": "other"})

    assert read_stored_answers(other) == {"respondent": "other"}
    assert read_stored_answers(client) == ADA


# --- CSRF ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("csrf_token", [None, "", "x" * 64, "foreign\0"])
def test_missing_or_foreign_csrf_token_changes_and_sends_nothing(client: Client, csrf_token: str | None) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies = client.cookies
    data = {} if csrf_token is None else {"csrfmiddlewaretoken": csrf_token}
    for address, answers in (("questions/age/", {"age-band": "18-24"}), ("check/", {}), ("leave/", {}), ("", {})):
        response = strict.post(f"/eligibility/{address}", data | answers)
        assert response.status_code == 403
        assert heading(response)
    assert read_stored_answers(client) == ADA
    assert not Submission.objects.exists()


def test_post_from_another_site_is_refused(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    token = Page(strict.get("/eligibility/check/").content.decode()).forms[-1].data({})["csrfmiddlewaretoken"]
    response = strict.post(
        "/eligibility/check/", {"csrfmiddlewaretoken": token}, headers={"Origin": "https://evil.example"}
    )

    assert response.status_code == 403
    assert not Submission.objects.exists()


# --- Nothing published -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_live_questionnaire_the_form_is_closed(method: str) -> None:
    publishing.withdraw_questionnaire(slug=intake.starter.STARTER_SLUG)
    client = Client()
    response = getattr(client, method)("/eligibility/", follow=True)

    assert response.status_code == 503
    assert heading(response) == "This form is closed at the moment"
    assert "116 123" in response.content.decode()
    assert not Draft.objects.exists()


# --- Random requests -------------------------------------------------------------------------------------------------

BYTES = st.one_of(
    st.binary(max_size=40),
    st.text(alphabet=st.characters(exclude_categories=[]), max_size=20).map(
        lambda s: s.encode("utf-8", "surrogatepass")
    ),
    st.sampled_from([b"\0", b"\xed\xa0\x80", b"none", b"yes", b"on", b"neck", b"1e999", b"\xe2\x80\xae"]),
)
NAMES = st.sampled_from([*ADA, "phone", "helper-name", "csrfmiddlewaretoken", "revision", "", "a[b]"])
STEPS = st.sampled_from(["who", "age", "areas", "six-months", "mood", "warning-signs", "story", "contact", "consent"])


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(step=STEPS, pairs=st.lists(st.tuples(NAMES, BYTES), max_size=6))
def test_random_posts_cause_no_server_error_and_leave_a_valid_draft(
    client: Client, step: str, pairs: list[tuple[str, bytes]]
) -> None:
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs).encode()
    response = post(client, step, body)

    assert response.status_code == 303
    assert client.get(response["Location"]).status_code in {200, 303}
    answers = read_stored_answers(client)
    assert set(answers) <= {*ADA, "phone", "helper-name"}
    assert client.get("/eligibility/check/").status_code in {200, 303}


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=200),
    content_type=st.sampled_from([FORM, "multipart/form-data; boundary=b", "x/y", FORM + "; charset=utf-7"]),
)
def test_random_bodies_cause_no_server_error(client: Client, body: bytes, content_type: str) -> None:
    response = client.generic("POST", "/eligibility/questions/contact/", body, content_type)

    assert response.status_code in {303, 400, 415, 422}
    assert read_stored_answers(client) == ADA
