"""Pages that carry the name of a colleague who leaves: said before, and handed over."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from articles.models import ArticlePage, SignOff
from articles.models.review_settings import ReviewSettings
from intake.enums import Action
from intake.models import AuditEntry
from tests.articles.signing.builders import make_reviewer, sign
from tests.intake.staff.pages import get_page_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(starter_site: None) -> User:
    """A medical reviewer, who is a person of the site, has signed a page, owns one and has locked one."""
    rosa = make_reviewer()
    article = ArticlePage.objects.filter(live=True).order_by("pk").first()
    sign(article, rosa)
    Page.objects.filter(pk=article.pk).update(owner=rosa, locked=True, locked_by=rosa)
    ReviewSettings.objects.update_or_create(defaults={"second_reader": rosa})
    return rosa


def url(account: User) -> str:
    return reverse("colleagues:departure", args=[account.pk])


def test_page_says_which_pages_carry_the_name(dora_client: Client, rosa: User) -> None:
    words = get_page_text(dora_client.get(url(rosa)))
    for said in (
        "owns, and is reminded of: 1.",
        "Pages locked by this colleague: 1.",
        "Reminders of every medical review",
        "Pages signed as medical reviewer: 1.",
        "A person of the site: Rosa Example.",
    ):
        assert said in words


def test_pages_go_to_an_editor_without_locks(dora_client: Client, rosa: User, cleo: User) -> None:
    page = Page.objects.get(owner=rosa)
    assert dora_client.post(url(rosa), {"pages_to": cleo.pk}).status_code == 302
    page.refresh_from_db()
    assert (page.owner, page.locked, page.locked_by) == (cleo, False, None)
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.unlock", user__username="dora").exists()
    assert ReviewSettings.load().second_reader == cleo
    assert SignOff.objects.get().signed_by == rosa
    detail = AuditEntry.objects.get(action=Action.COLLEAGUE_LEFT).detail
    assert (detail["owner"], detail["pages"], detail["locks"]) == ("cleo", "1", "1")


def test_without_an_editor_pages_are_unlocked_and_publishers_are_reminded(dora_client: Client, rosa: User) -> None:
    assert dora_client.post(url(rosa)).status_code == 302
    page = Page.objects.get(owner=rosa)
    assert not page.locked
    assert ReviewSettings.load().second_reader is None


def test_pages_go_to_nobody_who_cannot_edit(dora_client: Client, rosa: User, ben: User) -> None:
    assert dora_client.post(url(rosa), {"pages_to": ben.pk}).status_code == 422
    assert Page.objects.filter(owner=rosa, locked=True).exists()


def test_who_has_no_page_is_asked_for_no_keeper(mia_client: Client, ben: User) -> None:
    words = get_page_text(mia_client.get(url(ben)))
    assert "Pages that carry this name" not in words
    assert "Who takes the pages" not in words
