import pytest

from articles.models import ArticleIndexPage


@pytest.fixture
def index(site: None) -> ArticleIndexPage:
    """The list of articles that drafts are put in; the library has the four works of the starter article."""
    return ArticleIndexPage.objects.get()
