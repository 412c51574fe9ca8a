"""Every public URL of intake survives requests that no ordinary browser sends.

The URLs are read from intake/urls.py, so a new one is tried too. Runs on SQLite and on PostgreSQL, which disagree
about NUL and lone surrogates.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

import intake.starter
from intake import urls
from intake.models import Submission
from intake.patient import actions as patient_actions
from intake.token_sessions import drafts
from intake.visitor import actions as visitor_actions
from tests.intake.plain_browser import Page
from tests.intake.visitor_client import ADA, read_stored_answers, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]

ARGUMENTS = {
    "slug": intake.starter.STARTER_SLUG,
    "step_id": "age",
    "link_id": "consent-assessment",
    "pk": "00000000-0000-4000-8000-000000000000",
}
BELOW_A_SLUG = f"/eligibility/{intake.starter.STARTER_SLUG}"
FORM = "application/x-www-form-urlencoded"
EXPECTED = {200, 302, 303, 400, 403, 404, 405, 409, 410, 413, 415, 422, 429}

QUERIES = {
    "NUL": "reference=%00&next=%00&then=%00&change=%00&from=%00&sent=%00",
    "a lone surrogate": "reference=%ed%a0%80&next=%ed%a0%80&then=%ed%a0%80&from=%ed%a0%80",
    "broken UTF-8": "reference=%ff&next=%ff&change&then=%ff&from=%ff",
    "marks of direction": "reference=%e2%80%ae&next=%e2%80%ae&change&from=%e2%80%ae",
    "very long": f"reference={'x' * 6000}&next={'x' * 6000}",
    "very many": "&".join(["then=age&change=1"] * 2000),
    "another site": "next=//evil.example/&from=https://evil.example/&then=//evil.example/&change",
    "a percent sign alone": "%&reference=%&next=%zz",
    "a name without letters": "=&&==&[]=1&a[b]=c",
}
BODIES: dict[str, tuple[bytes, str]] = {
    "NUL": (b"email=%00&code=%00&reference=%00&sure=%00&age-band=%00&revision=%00&:revision=%00&:later=%00", FORM),
    "lone surrogates": (
        b"email=%ed%a0%80&code=%ed%a0%80&reference=%ed%a0%80&age-band=%ed%a0%80&revision=%ed%a0%80",
        FORM,
    ),
    "no form at all": (b"\x00\xff\xfe\x80", FORM),
    "numbers beyond reason": (b"revision=1e999&:revision=NaN&age-band=%ef%bc%91&code=-0&reference=Infinity", FORM),
    "a megabyte and more": (b"code=" + b"x" * (1024 * 1024), FORM),
    "10,000 fields": (b"&".join([b"age-band=18-24"] * 10_000), FORM),
    "JSON": (b'{"code": "x", "age-band": "18-24"}', "application/json"),
    "XML": (b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "application/xml"),
    "parts without an end": (
        b"--b\r\nContent-Disposition: form-data; name=code\r\n\r\nx",
        "multipart/form-data; boundary=b",
    ),
    "parts without a boundary": (b"--b--", "multipart/form-data"),
    "a file where words are asked for": (
        b'--b\r\nContent-Disposition: form-data; name="code"; filename="../../x"\r\n\r\nMZ\x00\r\n--b--\r\n',
        "multipart/form-data; boundary=b",
    ),
    "an unknown alphabet": (b"code=x&age-band=18-24", f"{FORM}; charset=no-such-charset"),
    "another alphabet": (b"code=%2bAAA-", f"{FORM}; charset=utf-7"),
}
TOKENS = {
    "NUL": "\\000",
    "not ASCII": "é\\303\\251",
    "very long": "x" * 5000,
    "another token's shape": "A" * 43,
    "a path": "../../../etc/passwd",
    "quotes": '"\\"; Path=/',
}


def addresses(patterns: Iterable[Any] = urls.urlpatterns, seen: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in patterns:
        names = (*seen, *pattern.pattern.converters)
        if isinstance(pattern, URLPattern):
            yield reverse(f"intake:{pattern.name}", kwargs={name: ARGUMENTS[name] for name in names})
        else:
            yield from addresses(pattern.url_patterns, names)


@pytest.fixture
def opened(answered_client: Client) -> Client:
    """A client that has sent Ada's answers and opened her own page."""
    receipt = visitor_actions.submit_draft(
        draft=drafts.find_draft(token_of(answered_client)), token=token_of(answered_client)
    )
    answered_client.cookies["own-page"] = patient_actions.open_own_page(
        reference=receipt.submission.reference, code=receipt.visitor_code
    )
    return answered_client


def ask_all(client: Client, address: str) -> None:
    for what, query in QUERIES.items():
        check(client.get(f"{address}?{query}"), what)
    for what, (body, content_type) in BODIES.items():
        check_post(client.generic("POST", address, body, content_type), what)


def check(response: Any, what: str) -> None:
    """Check that the response is a page of the site, a redirect within it, or JSON for a script."""
    assert response.status_code in EXPECTED, what
    if location := response.headers.get("Location"):
        assert location.startswith("/eligibility/"), what
    elif response.status_code not in {403, 405} and "html" in response.headers["Content-Type"]:
        html = response.content.decode()
        assert "site-header" in html, what
        page = Page(html)
        assert page.heading, what
        assert not any(link.startswith(("//", "https://evil.example")) for link in page.links.values()), what


def check_post(response: Any, what: str) -> None:
    """Check that no form is shown in answer to a POST, which Back would send again, unless it is too long to store."""
    check(response, what)
    if response.status_code != 422 or what != "a megabyte and more":
        assert response.status_code >= 300, what
        assert Page(response.content.decode()).forms == [], what


ADDRESSES = sorted(set(addresses()))
OWN_PAGES = [address for address in ADDRESSES if address.startswith("/eligibility/yours/")]
# One of the URLs below a slug is enough: the views are the same.
FORM_PAGES = [
    address for address in ADDRESSES if address not in OWN_PAGES and not address.startswith(f"{BELOW_A_SLUG}/")
] + [f"{BELOW_A_SLUG}/check/"]
# These may end the draft session.
ENDS = {"/eligibility/", "/eligibility/leave/", "/eligibility/check/"}


@pytest.mark.parametrize("address", FORM_PAGES)
def test_form_page_survives_bad_requests_and_keeps_the_answers(address: str, answered_client: Client) -> None:
    ask_all(answered_client, address)

    if address not in ENDS:
        kept = read_stored_answers(answered_client)
        assert kept | {"age-band": ""} == ADA | {"age-band": ""}
    # A body with a file or in another encoding may send the answers, but only once.
    assert Submission.objects.count() <= (address == "/eligibility/check/")


@pytest.mark.parametrize("address", OWN_PAGES)
def test_own_page_survives_bad_requests_and_erases_only_when_asked(address: str, opened: Client) -> None:
    ask_all(opened, address)

    is_erased = Submission.objects.exclude(erased_at=None).exists()
    assert is_erased == (address == "/eligibility/yours/erase/")  # one of the bodies ticks the box
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("address", [*FORM_PAGES, *OWN_PAGES])
def test_bad_cookie_causes_no_server_error(address: str) -> None:
    for what, token in TOKENS.items():
        cookies = "; ".join(
            f"{name}={token}"
            for name in ("answers", f"answers-{intake.starter.STARTER_SLUG}", "own-page", "csrf", "moment", "refused")
        )
        for method in ("GET", "POST"):
            ask = check_post if method == "POST" else check
            ask(Client().generic(method, address, headers={"Cookie": cookies}), what)
    assert not Submission.objects.exists()
