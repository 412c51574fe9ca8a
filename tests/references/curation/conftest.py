import pytest
from django.contrib.auth.models import AbstractUser, Permission
from wagtail.models import Page

from articles.models import ArticleIndexPage


@pytest.fixture
def site(db: None) -> None:
    """A list of articles, for pages that cite."""
    Page.objects.get(depth=1).add_child(instance=ArticleIndexPage(title="Articles", slug="articles"))


@pytest.fixture
def cleo(cleo: AbstractUser) -> AbstractUser:
    """With what the starter gives to editors."""
    codenames = [f"{verb}_reference" for verb in ("add", "change", "delete")]
    wanted = Permission.objects.filter(codename__in=codenames)
    cleo.groups.get().permissions.add(*wanted)
    return cleo
