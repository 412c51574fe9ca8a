"""The report of reviews that are due, and the emails to those who see to them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.conf import settings as site_settings
from django.contrib.auth.models import AbstractUser
from django.core import mail
from django.test import Client
from django.urls import reverse

from articles.models import ArticlePage, FaqPage, PublicationReason, ReviewReminder, ReviewSettings
from articles.signing import actions, reminders
from articles.signing.due import list_reviews
from references.enums import Status
from tests.articles.builders import html_of, make_article, make_citing_article, prose, save_draft
from tests.articles.signing.builders import make_reviewer, sign
from tests.articles.signing.test_shown_sign_off import noon
from tests.conftest import make_user, signed_in
from tests.references.builders import cite, give_notice, make_reference

pytestmark = pytest.mark.django_db

START = noon(2026, 3, 31)


@pytest.fixture
def no_pages(site: None) -> None:
    """A site without pages with medical content."""
    for model in (ArticlePage, FaqPage):
        model.objects.update(live=False)


@pytest.fixture
def pages(no_pages: None) -> dict[str, ArticlePage]:
    """A page of each status, as of a month and a half after START, by its title."""
    gray = make_reference("Gray")
    made = {
        status: make_citing_article(gray, title=status) if status == "work" else make_article(status, prose("<p>a</p>"))
        for status in ("overdue", "text", "work", "never", "soon", "current", "minor")
    }
    otto = make_reviewer("Otto Example")
    with time_machine.travel(START):
        for status, months in {"overdue": 1, "text": 12, "work": 12, "soon": 2, "current": 12, "minor": 12}.items():
            sign(made[status], months=months)
        save_draft(made["text"], prose("<p>b</p>")).publish()
        save_draft(made["minor"], prose("<p>b</p>"))
        shown = actions.read_draft(made["minor"]).content_hash
        actions.declare_minor(made["minor"], otto, shown_hash=shown, reason="A typing mistake.")
        made["minor"].get_latest_revision().publish()
    give_notice(gray, Status.RETRACTED)
    return made


def in_may() -> time_machine.travel:
    return time_machine.travel(noon(2026, 5, 15))


def test_each_page_has_its_status_the_most_urgent_first(pages: dict[str, ArticlePage]) -> None:
    draft = make_article("draft")
    draft.unpublish()
    with in_may():
        found = [(review.page.title, review.status.value) for review in list_reviews()]
    assert found == [
        ("overdue", "overdue"),
        ("text", "changed"),
        ("work", "changed"),
        ("never", "never"),
        ("soon", "soon"),
        ("current", "current"),
        ("minor", "current"),
    ]


def test_report_lists_and_filters(paula_client: Client, pages: dict[str, ArticlePage]) -> None:
    url = reverse("reviews_due")
    kept = actions.read_draft(pages["never"])
    PublicationReason.objects.create(
        page=pages["never"], content_hash=kept.content_hash, reason="Wrong number.", given_by_name="paula"
    )
    with in_may():
        assert url in html_of(paula_client, reverse("wagtailadmin_home"))
        everything = paula_client.get(url)
        counts = {each["code"]: each["count"] for each in everything.context["filters"]}
        html = everything.content.decode()
        only = {status: paula_client.get(url, {"status": status}) for status in ("soon", "never", "nonsense")}
    assert counts == {"due": 5, "overdue": 1, "changed": 2, "never": 1, "soon": 1, "current": 2}
    assert "Wrong number." in html
    assert "Lapsed: a cited work has changed" in html
    assert "30 April 2026" in html
    titles = {status: [r.page.title for r in page.context["page_obj"]] for status, page in only.items()}
    assert titles == {
        "soon": ["soon"],
        "never": ["never"],
        "nonsense": ["overdue", "text", "work", "never", "soon"],
    }


def test_report_is_for_editors_and_reviewers(
    rosa_client: Client, cleo: AbstractUser, ben_client: Client, no_pages: None
) -> None:
    url = reverse("reviews_due")
    assert "No page needs this." in html_of(rosa_client, url)
    assert signed_in(cleo).get(url).status_code == 200
    refused = ben_client.get(url)
    assert refused.status_code == 302
    assert url not in ben_client.get(reverse("wagtailadmin_home")).content.decode()


def test_queries_do_not_grow_with_unsigned_pages(no_pages: None, django_assert_num_queries: Any) -> None:
    for place in range(12):
        make_article(f"Article {place}", prose("<p>a</p>"))
    with django_assert_num_queries(5):
        assert len(list_reviews()) == 12


# --- Reminders -----------------------------------------------------------------------------------------------------


@pytest.fixture
def paula(no_pages: None) -> AbstractUser:
    return make_user("paula", "Publisher", first_name="Paula")


@pytest.fixture
def due(cleo: AbstractUser, no_pages: None) -> ArticlePage:
    article = make_article("An article", prose("<p>a</p>"), owner=cleo)
    with time_machine.travel(START):
        sign(article, months=1)
    return article


def run_task() -> list[tuple[str, str]]:
    """Run the task as beat does. Return to whom it sent what."""
    mail.outbox.clear()
    entry = site_settings.CELERY_BEAT_SCHEDULE["remind-of-reviews"]
    current_app.tasks[entry["task"]].apply(throw=True)
    return sorted((address, message.subject) for message in mail.outbox for address in message.to)


ONE = "1 page needs a medical review"


def test_owner_and_last_reviewer_are_told_weekly_until_it_is_done(due: ArticlePage) -> None:
    both = [("cleo@example.org", ONE), ("rosa@example.org", ONE)]
    with time_machine.travel(noon(2026, 3, 31, hour=13), tick=False) as clock:
        assert run_task() == both  # it is due in 30 days
        clock.shift(timedelta(days=1))
        assert run_task() == []
        clock.shift(timedelta(days=5, hours=23))
        assert run_task() == both
        clock.move_to(noon(2026, 5, 15))
        assert run_task() == both
        (first, _second) = mail.outbox
        sign(due, make_reviewer("Otto Example"))
        clock.shift(timedelta(days=7))
        assert run_task() == []
        assert not ReviewReminder.objects.exists()
    url = f"{site_settings.WAGTAILADMIN_BASE_URL}{reverse('medical_sign_off', args=[due.pk])}"
    html = first.alternatives[0].content
    for body in (first.body, html):
        assert "An article" in body
        assert url in body
        assert "30 April 2026" in body
        assert reverse("reviews_due") in body
    assert "<" not in first.body


def test_each_person_gets_one_email_about_all_pages(due: ArticlePage, cleo: AbstractUser, paula: AbstractUser) -> None:
    make_article("Never & signed", prose("<p>a</p>"), owner=cleo)
    chosen = ReviewSettings.load()
    chosen.second_reader = paula
    chosen.save()
    with in_may():
        assert run_task() == [
            ("cleo@example.org", "2 pages need a medical review"),
            ("paula@example.org", "2 pages need a medical review"),
        ]
    assert "Never & signed" in mail.outbox[0].body
    assert "Never &amp; signed" in mail.outbox[0].alternatives[0].content


def test_owner_who_is_the_second_person_gets_one_email(due: ArticlePage, cleo: AbstractUser) -> None:
    chosen = ReviewSettings.load()
    chosen.second_reader = cleo
    chosen.save()
    with in_may():
        assert run_task() == [("cleo@example.org", ONE)]


def test_page_of_nobody_is_told_to_publishers(no_pages: None, paula_client: Client) -> None:
    gone = make_user("gone", is_active=False)
    make_article("An article", prose("<p>a</p>"), owner=gone)
    assert run_task() == [("paula@example.org", ONE)]


def test_retraction_is_told_in_the_next_run(cleo: AbstractUser, no_pages: None) -> None:
    gray = make_reference("Gray")
    article = make_article("An article", prose(f"<p>a{cite(gray)}</p>"), owner=cleo)
    sign(article)
    assert run_task() == []
    give_notice(gray, Status.RETRACTED)
    assert [address for address, _subject in run_task()] == ["cleo@example.org", "rosa@example.org"]
    assert "Changed since it was signed" in mail.outbox[0].body


def test_email_that_fails_is_sent_by_the_next_run(due: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    with in_may():
        with monkeypatch.context() as patch:
            patch.setattr(reminders.EmailMultiAlternatives, "send", refuse)
            assert run_task() == []
        assert len(run_task()) == 2


def test_nothing_is_sent_when_nothing_is_due(no_pages: None) -> None:
    assert run_task() == []
