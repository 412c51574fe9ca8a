"""Readers see who reviewed a page, and until when, only while it is true."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery import current_app
from django.conf import settings as site_settings
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction

from articles.models import ArticlePage, FaqPage, SignOff
from references.enums import Status
from references.models import Reference
from tests.articles.builders import (
    faq,
    html_of,
    make_article,
    make_citing_article,
    make_entry,
    make_topic,
    prose,
    save_draft,
)
from tests.articles.signing.builders import make_reviewer, sign
from tests.front_cache import Cache
from tests.references.builders import give_notice, make_reference, make_work
from tests.references.retractions.register import make_row, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

LINE = "Medically reviewed by"
URL = "/articles/an-article/"


def noon(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZoneInfo(site_settings.TIME_ZONE))


@pytest.fixture
def gray(db: None) -> Reference:
    return make_reference("Gray", work=make_work("Gray", DOI="10.1000/gray"))


@pytest.fixture
def signed(gray: Reference) -> ArticlePage:
    article = make_citing_article(gray)
    sign(article)
    return article


def get_line(client: Client, url: str = URL) -> str:
    """Return what the page says of its review, in one line."""
    html = html_of(client, url)
    found = re.search(rf"<(li|p)[^>]*>\s*({LINE}.*?)</\1>", html, re.DOTALL)
    return " ".join(found[2].split()) if found else ""


def get_json_ld(client: Client, url: str = URL) -> dict[str, Any]:
    script = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html_of(client, url), re.DOTALL)
    assert script
    data: dict[str, Any] = json.loads(script[1])
    return data


def test_signed_page_names_its_reviewer_and_the_next_review(client: Client, gray: Reference) -> None:
    article = make_citing_article(gray)
    assert not get_line(client)
    with time_machine.travel(noon(2026, 3, 31)):
        sign(article, months=11)
        assert get_line(client) == (
            f'{LINE} <a href="http://localhost/people/rosa-example/">Dr Rosa Example</a>'
            " on 31 March 2026, next review by 28 February 2027"
        ).replace("http://localhost", "")
        data = get_json_ld(client)
        assert (data["reviewedBy"]["name"], data["lastReviewed"]) == ("Rosa Example", "2026-03-31")


def test_page_of_questions_names_its_reviewer(client: Client) -> None:
    sign(FaqPage.objects.get(slug="faq"))
    assert "Dr Rosa Example" in get_line(client, "/faq/")


def test_reviewer_without_a_public_page_is_named_without_a_link(client: Client, signed: ArticlePage) -> None:
    person = SignOff.objects.get().reviewer
    PageViewRestriction.objects.create(page=person.get_parent(), restriction_type="login")
    assert f"{LINE} <a >Dr Rosa Example</a>" in get_line(client)


# --- It lapses -----------------------------------------------------------------------------------------------------


def test_changed_text_ends_it_when_it_is_published(client: Client, signed: ArticlePage) -> None:
    before = signed.body
    draft = save_draft(signed, prose("<p>Other words.</p>"))
    assert get_line(client)
    draft.publish()
    assert not get_line(client)
    assert "reviewedBy" not in get_json_ld(client)
    signed.refresh_from_db()
    signed.body = before
    signed.save_revision().publish()
    assert get_line(client)


@pytest.mark.parametrize(
    "change",
    [
        lambda work: give_notice(work, Status.CORRECTED),
        lambda work: Reference.objects.filter(pk=work.pk).update(live=False),
        lambda work: Reference.objects.filter(pk=work.pk)._raw_delete("default"),
    ],
    ids=["corrected", "hidden", "deleted"],
)
def test_changed_work_ends_it_at_once(client: Client, signed: ArticlePage, gray: Reference, change: Any) -> None:
    assert get_line(client)
    change(gray)
    assert not get_line(client)


def test_overruled_notice_restores_it(client: Client, signed: ArticlePage, gray: Reference) -> None:
    notice = give_notice(gray, Status.RETRACTED)
    assert not get_line(client)
    gray.notices.filter(pk=notice.pk).update(withdrawn_at=notice.learnt_at)
    gray.refresh_status()
    assert get_line(client)


@pytest.mark.parametrize("run", ["command", "task"])
def test_check_retractions_shows_the_retraction_and_ends_the_review(
    client: Client, signed: ArticlePage, tmp_path: Path, settings: Any, run: str
) -> None:
    other = make_citing_article(Reference.objects.get(key="gray2020"), title="Another")
    sign(other, make_reviewer("Otto Example"))
    unaffected = make_article("Third", prose("<p>Words.</p>"))
    sign(unaffected, make_reviewer("Uwe Example"))
    register = tmp_path / "retraction_watch.csv"
    register.write_text(text([make_row(47, doi="10.1000/gray")]), encoding="utf-8")
    settings.RETRACTION_WATCH_CSV, settings.CROSSREF_URL = str(register), ""
    assert get_line(client)
    assert "retracted" not in html_of(client, URL)
    if run == "command":
        call_command("check_retractions", csv=str(register))
    else:
        current_app.tasks["references.tasks.check_retractions"].apply(throw=True)
    for url in (URL, "/articles/another/"):
        assert "This work was retracted on" in html_of(client, url)
        assert not get_line(client, url)
    assert get_line(client, "/articles/third/")


def test_it_ends_with_its_last_day(client: Client, gray: Reference) -> None:
    with time_machine.travel(noon(2026, 3, 31)) as clock:
        article = make_citing_article(gray)
        sign(article, months=1)
        clock.move_to(noon(2026, 4, 30, hour=23))
        assert get_line(client)
        clock.move_to(noon(2026, 5, 1, hour=0))
        assert not get_line(client)
        assert "lastReviewed" not in get_json_ld(client)


# --- It is bound to the page ---------------------------------------------------------------------------------------


def test_it_stays_with_a_page_that_is_moved_or_renamed(client: Client, signed: ArticlePage) -> None:
    signed.slug = "renamed"
    signed.save_revision().publish()
    assert get_line(client, "/articles/renamed/")
    signed.refresh_from_db()
    signed.move(Page.objects.get(slug="clinic"), pos="last-child")
    assert get_line(client, "/renamed/")


def test_it_is_not_copied(client: Client, signed: ArticlePage) -> None:
    copied = signed.copy(update_attrs={"slug": "copy", "title": signed.title}, keep_live=True)
    german = signed.copy_for_translation(Locale.objects.get(language_code="de"), copy_parents=True)
    assert SignOff.objects.values_list("page", flat=True).get() == signed.pk
    assert not get_line(client, "/articles/copy/")
    assert copied.live
    german.save_revision().publish()
    assert not html_of(client, german.get_url()).count("Rosa Example")


def test_page_that_is_published_again_still_has_it(client: Client, signed: ArticlePage) -> None:
    signed.unpublish()
    assert client.get(URL).status_code == 404
    signed.save_revision().publish()
    assert get_line(client)


def test_older_sign_off_holds_for_the_published_text_while_a_newer_one_waits(
    client: Client, signed: ArticlePage
) -> None:
    save_draft(signed, prose("<p>Next year’s words.</p>"))
    sign(signed, make_reviewer("Otto Example"))
    assert "Dr Rosa Example" in get_line(client)


# --- Caches --------------------------------------------------------------------------------------------------------


def get_cache_seconds(client: Client) -> str:
    return str(client.get(URL).headers.get("Cache-Control", ""))


def test_cache_keeps_a_reviewed_page_no_longer_than_it_is_true(client: Client, gray: Reference) -> None:
    with time_machine.travel(noon(2026, 3, 31), tick=False) as clock:
        article = make_citing_article(gray)
        assert get_cache_seconds(client) == ""
        sign(article, months=1)
        assert get_cache_seconds(client) == "s-maxage=86400"
        clock.move_to(noon(2026, 4, 30, hour=22))
        assert get_cache_seconds(client) == "s-maxage=7200"


def test_private_page_is_kept_by_no_shared_cache(client: Client, cleo_client: Client, signed: ArticlePage) -> None:
    PageViewRestriction.objects.create(page=signed, restriction_type="login")
    response = cleo_client.get(URL)
    assert LINE in response.content.decode()
    assert "private" in response.headers["Cache-Control"]
    assert "s-maxage" not in response.headers["Cache-Control"]


def test_signing_purges_the_page(
    django_capture_on_commit_callbacks: Callable[..., Any], settings: Any, gray: Reference
) -> None:
    article, reviewer = make_citing_article(gray), make_reviewer()
    cache = Cache()
    with cache.listening() as url:
        backend = {"BACKEND": "fibro_site.serving.front_cache.FrontCache", "LOCATION": url}
        settings.WAGTAILFRONTENDCACHE = {"default": backend}
        with django_capture_on_commit_callbacks(execute=True):
            sign(article, reviewer)
        assert cache.paths() == [URL]


def test_sign_off_falls_when_a_shared_answer_changes(client: Client) -> None:
    entry = make_entry("Why?", "<p>Because.</p>", topic=make_topic())
    sign(make_article("An article", faq(entry)))
    assert LINE in get_line(client)
    entry.answer = "<p>For another reason.</p>"
    revision = entry.save_revision()
    assert LINE in get_line(client)
    revision.publish()
    assert get_line(client) == ""
