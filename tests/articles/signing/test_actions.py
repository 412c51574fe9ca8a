"""Who may sign what, and what is refused."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AbstractUser
from django.db.models import ProtectedError

from articles.models import ArticlePage, MinorChange, PersonPage, SignOff
from articles.models.sign_off import SignOffState
from articles.signing import actions
from articles.signing.actions import ActionRefused, add_months, read_draft
from references.enums import Status
from references.models import Reference
from tests.articles.builders import make_article, make_citing_article, prose, save_draft
from tests.articles.signing.builders import make_reviewer, sign
from tests.articles.signing.test_shown_sign_off import noon
from tests.conftest import make_user
from tests.references.builders import cite, give_notice, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def gray(db: None) -> Reference:
    return make_reference("Gray")


@pytest.fixture
def article(gray: Reference) -> ArticlePage:
    return make_citing_article(gray)


def get_state(article: ArticlePage) -> SignOffState:
    return read_draft(ArticlePage.objects.get(pk=article.pk)).state


def declare(article: ArticlePage, user: AbstractUser, reason: str = "A typing mistake.") -> MinorChange:
    shown = read_draft(article).content_hash
    return actions.declare_minor(article, user, shown_hash=shown, reason=reason)


# --- States --------------------------------------------------------------------------------------------------------


def test_state_says_why_a_sign_off_lapsed(article: ArticlePage, gray: Reference) -> None:
    before = article.body
    assert get_state(article) == SignOffState.NEVER
    with time_machine.travel(noon(2026, 3, 31)):
        sign(article, months=1)
        assert get_state(article) == SignOffState.CURRENT
        save_draft(article, prose(f"<p>Other words.{cite(gray)}</p>"))
        assert get_state(article) == SignOffState.TEXT_CHANGED
        article.body = before
        article.save_revision()
        notice = give_notice(gray, Status.RETRACTED)
        assert get_state(article) == SignOffState.WORK_CHANGED
        gray.notices.filter(pk=notice.pk).update(withdrawn_at=notice.learnt_at)
        gray.refresh_status()
        assert get_state(article) == SignOffState.CURRENT
    with time_machine.travel(noon(2026, 5, 1)):
        assert get_state(article) == SignOffState.EXPIRED


def test_work_deleted_underneath_is_no_change_of_the_text(article: ArticlePage, gray: Reference) -> None:
    sign(article)
    Reference.objects.filter(pk=gray.pk)._raw_delete("default")
    assert get_state(article) == SignOffState.WORK_CHANGED


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 6, 15), 36, date(2029, 6, 15)),
    ],
)
def test_period_ends_on_the_day_of_the_month(day: date, months: int, end: date) -> None:
    assert add_months(day, months) == end


# --- Who may sign --------------------------------------------------------------------------------------------------


def test_only_reviewers_with_a_person_sign(article: ArticlePage, dora: AbstractUser) -> None:
    with pytest.raises(ActionRefused, match="Only medical reviewers"):
        sign(article, dora)
    nobody = make_user("nobody", "Medical reviewer")
    with pytest.raises(ActionRefused, match="No published person has your user account"):
        sign(article, nobody)
    assert not SignOff.objects.exists()


def test_who_edited_last_cannot_sign(article: ArticlePage) -> None:
    rosa, otto = make_reviewer(), make_reviewer("Otto Example")
    article.title = "Edited"
    article.save_revision(user=rosa)
    with pytest.raises(ActionRefused, match="You edited this page last"):
        sign(article, rosa)
    assert sign(article, otto).signed_by == otto
    article.title = "Edited again"
    article.save_revision(user=otto)
    with pytest.raises(ActionRefused, match="You edited this page last"):
        declare(article, otto)
    assert sign(article, rosa).reviewer.title == "Rosa Example"


def test_page_that_changed_meanwhile_is_not_signed(article: ArticlePage, gray: Reference) -> None:
    rosa, shown = make_reviewer(), read_draft(article).content_hash
    give_notice(gray, Status.CONCERN)
    with pytest.raises(ActionRefused, match="has changed since you opened it"):
        actions.sign_page(article, rosa, shown_hash=shown, months=12)


def test_second_signer_of_a_version_is_told(article: ArticlePage) -> None:
    rosa, otto = make_reviewer(), make_reviewer("Otto Example")
    with time_machine.travel(noon(2026, 3, 31)) as clock:
        sign(article, rosa)
        with pytest.raises(ActionRefused, match="rosa has just signed this version"):
            sign(article, otto)
        clock.move_to(noon(2026, 4, 1))
        assert sign(article, otto).signed_by == otto


def test_reviewer_with_sign_offs_is_not_deleted(article: ArticlePage) -> None:
    sign(article)
    with pytest.raises(ProtectedError):
        PersonPage.objects.get(title="Rosa Example").delete()


def test_name_stays_when_the_account_goes(article: ArticlePage) -> None:
    sign(article).signed_by.delete()
    signed = SignOff.objects.get()
    assert (signed.signed_by, signed.signed_by_name) == (None, "rosa")


# --- Minor changes -------------------------------------------------------------------------------------------------


def test_minor_change_keeps_the_sign_off_with_its_date_and_a_reason(article: ArticlePage, gray: Reference) -> None:
    signed = sign(article)
    save_draft(article, prose(f"<p>Word.{cite(gray)}</p>"))
    assert get_state(article) == SignOffState.TEXT_CHANGED
    change = declare(article, make_reviewer("Otto Example"))
    assert get_state(article) == SignOffState.CURRENT
    assert (change.sign_off, change.reason, change.declared_by_name) == (signed, "A typing mistake.", "otto")
    with pytest.raises(ActionRefused, match="signed off already"):
        declare(article, change.declared_by)


def change_works(article: ArticlePage, gray: Reference) -> None:
    save_draft(article, prose(f"<p>Words.{cite(gray)}{cite(make_reference('Dunn'))}</p>"))


def drop_works(article: ArticlePage, _gray: Reference) -> None:
    save_draft(article, prose("<p>Words.</p>"))


def retract(_article: ArticlePage, gray: Reference) -> None:
    give_notice(gray, Status.RETRACTED)


@pytest.mark.parametrize("change", [change_works, drop_works, retract])
def test_other_works_are_never_minor(article: ArticlePage, gray: Reference, change: Any) -> None:
    sign(article)
    change(article, gray)
    with pytest.raises(ActionRefused, match="That is never minor"):
        declare(article, make_reviewer("Otto Example"))
    assert get_state(article) != SignOffState.CURRENT


def test_small_steps_do_not_make_another_work_minor(article: ArticlePage, gray: Reference) -> None:
    sign(article)
    save_draft(article, prose(f"<p>Word.{cite(gray)}</p>"))
    otto = make_reviewer("Otto Example")
    declare(article, otto)
    change_works(article, gray)
    with pytest.raises(ActionRefused, match="That is never minor"):
        declare(article, otto)


def test_nothing_is_minor_without_a_valid_sign_off(article: ArticlePage, gray: Reference) -> None:
    rosa = make_reviewer()
    with pytest.raises(ActionRefused, match="no sign-off that a minor change could keep"):
        declare(article, rosa)
    with time_machine.travel(noon(2026, 3, 31)):
        sign(article, rosa, months=1)
    with pytest.raises(ActionRefused, match="no sign-off that a minor change could keep"):
        declare(article, rosa)


def test_minor_change_of_one_page_is_not_one_of_another(article: ArticlePage, gray: Reference) -> None:
    sign(article)
    other = make_article("Another")
    assert get_state(other) == SignOffState.NEVER


def test_who_wrote_the_newest_text_cannot_sign_it_after_a_save_without_a_change(article: ArticlePage) -> None:
    rosa, cleo = make_reviewer(), make_user("cleo")
    save_draft(article, prose("<p>Written by Rosa.</p>"), user=rosa)
    ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().save_revision(user=cleo)
    with pytest.raises(ActionRefused, match="somebody else has to sign it"):
        sign(article, rosa)
    save_draft(article, prose("<p>Written by Cleo.</p>"), user=cleo)
    assert sign(article, rosa).signed_by == rosa


def test_what_others_show_of_a_page_is_signed_too(article: ArticlePage) -> None:
    sign(article)
    for name in ("seo_title", "search_description"):
        draft = ArticlePage.objects.get(pk=article.pk)
        setattr(draft, name, "It is cured.")
        draft.save_revision()
        assert get_state(article) == SignOffState.TEXT_CHANGED
        assert not draft.get_latest_revision_as_object().is_cleared()
