"""What readers say of a page: kept sealed, without a cookie, and read by editors alone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from intake import remarks
from intake.antispam import guard
from intake.encryption import current_key, primitives, rotation
from intake.feedback import views
from intake.models import PageRemark, PageVotes
from tests.articles.builders import STARTER_ARTICLE, get_starter_article, html_of, make_article
from tests.intake.test_privacy import everything_in_the_database

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_site")]

WORDS = "Marker-7f3a9: it says “in mice” — größer?"
REPORT = "/admin/intake/page-feedback/"


@pytest.fixture
def address() -> str:
    return f"/feedback/?page={get_starter_article().pk}"


def test_a_click_counts_and_asks_for_a_line_without_a_cookie(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    html = html_of(client, STARTER_ARTICLE)
    assert f'<form class="files no-print" method="post" action="{address}">' in html
    assert f'<a href="{address}">' in html
    for answer in ("yes", "yes", "no"):
        response = client.post(address, {"answer": answer}, headers={"origin": "http://testserver"})
        assert response.status_code == 303
        assert response["Location"] == f"{address}&answer={answer}".replace("?", "thanks/?")
    thanks = client.get(response["Location"])
    assert 'name="words"' in thanks.content.decode()
    votes = PageVotes.objects.get(pk=get_starter_article().pk)
    assert (votes.useful, votes.not_useful) == (2, 1)
    assert (PageRemark.objects.count(), len(client.cookies)) == (0, 0)
    for page in ("/faq/", "/about/", "/glossary/", "/de/artikel/fibromyalgie-aus-sicht-der-nervennetze/"):
        assert "/feedback/?page=" in html_of(client, page)
    assert "/feedback/?page=" not in html_of(client, "/") + html_of(client, "/eligibility/")


def test_words_are_sealed_and_stand_nowhere_in_clear(
    client: Client, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked = html_of(client, address)
    assert "nothing about your own health" in asked
    response = client.post(address, {"kind": "fact", "words": WORDS})
    assert (response.status_code, response["Location"]) == (303, address.replace("?", "thanks/?"))
    client.post(address, {"answer": "no", "words": f"line {WORDS}"})
    assert "Marker-7f3a9" not in everything_in_the_database() + caplog.text
    kept = PageRemark.objects.order_by("sent_at")
    assert [(one.kind, remarks.read_words(one)) for one in kept] == [("fact", WORDS), ("not-useful", f"line {WORDS}")]
    moved, other = kept
    moved.sealed_words = other.sealed_words
    assert remarks.read_words(moved) is None  # each is sealed for its own row


def test_what_is_too_long_is_told_and_kept_in_the_form(client: Client, address: str) -> None:
    response = client.post(address, {"kind": "unclear", "words": "long " * 101 + "Marker-7f3a9"})
    html = response.content.decode()
    assert "Please shorten this to 500 characters. It has 517." in html
    assert "Marker-7f3a9" in html
    assert re.search(r'value="unclear"[^>]*checked', html)
    assert response["Cache-Control"] == "no-store"
    assert "Choose what is wrong" in client.post(address, {"words": ""}).content.decode()
    assert PageRemark.objects.count() == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "http://testserver"}, 303),
        ({}, 303),
    ],
)
def test_posts_of_other_sites_are_refused(client: Client, address: str, headers: dict[str, str], status: int) -> None:
    assert client.post(address, {"answer": "yes"}, headers=headers).status_code == status
    assert PageVotes.objects.exists() == (status == 303)


def test_programs_and_floods_are_not_kept(client: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spam = {"kind": "other", "words": "buy", guard.DECOY_FIELD: "x"}
    assert client.post(address, spam).status_code == 303
    assert PageRemark.objects.count() == 0
    monkeypatch.setattr(views, "RATE", views.Rate(at_once=1, interval=timedelta(minutes=1)))
    client.post(address, {"answer": "yes"})
    for data in ({"answer": "yes"}, {"kind": "other", "words": "Marker-7f3a9"}):
        response = client.post(address, data)
        assert (response.status_code, response["Retry-After"]) == (429, "60")
        assert "Please wait a minute" in response.content.decode()
    assert "Marker-7f3a9" in response.content.decode()
    assert (PageVotes.objects.get().useful, PageRemark.objects.count()) == (1, 0)


def test_words_that_cannot_be_sealed_are_not_kept(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarks.current_key, "get_current_public_key", raise_wrong_key)
    response = client.post(address, {"kind": "other", "words": WORDS})
    assert response.status_code == 503
    assert "Marker-7f3a9" in response.content.decode()
    assert PageRemark.objects.count() == 0


def raise_wrong_key() -> primitives.PublicKey:
    raise current_key.WrongKey("another")


def test_only_pages_that_everybody_may_read_are_asked_about(client: Client) -> None:
    private = make_article("Private", slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for number in (private.pk, 999_999, 1, "", "x", "٣", "9" * 30):
        assert client.get(f"/feedback/?page={number}").status_code == 404
        assert client.post(f"/feedback/?page={number}", {"answer": "yes"}).status_code == 404


def test_editors_read_and_handle_what_was_said(
    client: Client, cleo_client: Client, ben_client: Client, address: str
) -> None:
    client.post(address, {"kind": "fact", "words": '<b>7 "mice"</b>'})
    client.post(address, {"answer": "no"})
    html = html_of(cleo_client, REPORT)
    assert "&lt;b&gt;7 &quot;mice&quot;&lt;/b&gt;" in html
    assert "1 report of something wrong" in html_of(cleo_client, "/admin/")
    remark = PageRemark.objects.get()
    assert cleo_client.post(REPORT, {"remark": str(remark.pk)}).status_code == 303
    remark.refresh_from_db()
    assert remark.handled_at
    assert remark.handled_by
    assert "mice" not in html_of(cleo_client, REPORT)
    assert "mice" in html_of(cleo_client, f"{REPORT}?all=1")
    assert cleo_client.post(REPORT, {"remark": "x"}).status_code == 404
    # Who reads submissions need not edit pages.
    assert ben_client.get(REPORT).status_code in {302, 403}
    assert client.get(REPORT).status_code == 302


def test_remarks_follow_the_clinics_key_and_go_after_a_year(
    ring: primitives.PrivateKey, address: str, client: Client
) -> None:
    client.post(address, {"kind": "other", "words": WORDS})
    rotation.rotate_key(rotation.make_key().pk)
    assert remarks.read_words(PageRemark.objects.get()) == WORDS
    assert rotation.rewrap_and_record().done == 1
    remark = PageRemark.objects.get()
    assert remark.key_id != ring.public_key.id
    assert remarks.read_words(remark) == WORDS
    remarks.delete_old_remarks()
    assert PageRemark.objects.count() == 1
    PageRemark.objects.update(sent_at=timezone.now() - timedelta(days=366))
    remarks.delete_old_remarks()
    assert PageRemark.objects.count() == 0
