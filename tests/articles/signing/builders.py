"""Medical reviewers, and what they sign."""

from django.contrib.auth.models import AbstractUser, Group
from wagtail.models import Page

from articles.models import SignOff
from articles.models.medical_review import REVIEWER_GROUP
from articles.signing import actions
from tests.articles.builders import make_person
from tests.conftest import make_user


def make_reviewer(name: str = "Rosa Example") -> AbstractUser:
    """Return a medical reviewer's account, which is that of a published person."""
    Group.objects.get_or_create(name=REVIEWER_GROUP)
    user = make_user(name.partition(" ")[0].lower(), REVIEWER_GROUP)
    make_person(name, account=user, title_before="Dr")
    return user


def sign(page: Page, user: AbstractUser | None = None, *, months: int = 12) -> SignOff:
    """Sign the newest version of a page, as a reviewer does who has read it."""
    draft = actions.read_draft(page)
    return actions.sign_page(page, user or make_reviewer(), shown_hash=draft.content_hash, months=months)
