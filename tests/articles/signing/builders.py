"""Medical reviewers, what they sign, and what is published after that."""

from typing import Any

from django.contrib.auth.models import AbstractUser, User
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from articles.models import SignOff
from articles.models.medical_review import REVIEWER_GROUP
from articles.signing import actions
from tests.articles.builders import make_person
from tests.conftest import make_user

PUBLISH = {"action-publish": "Publish"}


def make_reviewer(name: str = "Rosa Example") -> AbstractUser:
    """Return a medical reviewer's account, which is that of a published person."""
    user = make_user(name.partition(" ")[0].lower(), REVIEWER_GROUP)
    make_person(name, account=user, title_before="Dr")
    return user


def sign(page: Page, user: AbstractUser | None = None, *, months: int = 12) -> SignOff:
    """Sign the newest version of a page, as a reviewer does who has read it: Rosa, if no other is given."""
    reviewer = user or User.objects.filter(username="rosa").first() or make_reviewer()
    shown = actions.read_draft(page.specific).content_hash
    return actions.sign_page(page.specific, reviewer, shown_hash=shown, months=months)


def publish_signed(client: Client, page: Page, form: dict[str, Any], *, follow: bool = False) -> Any:
    """Save what an editor sends, have it signed, and let the editor publish it. Returns the last response."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    saved = client.post(edit, form)
    assert saved.status_code == 302, saved.context["form"].errors
    sign(Page.objects.get(pk=page.pk))
    return client.post(edit, {**form, **PUBLISH}, follow=follow)
