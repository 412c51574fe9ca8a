import pytest
from wagtail.models import Page

from articles.models import ArticleIndexPage


@pytest.fixture
def site(db: None) -> None:
    """A list of articles, for pages that cite."""
    Page.objects.get(depth=1).add_child(instance=ArticleIndexPage(title="Articles", slug="articles"))
