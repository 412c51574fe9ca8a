import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from articles.models import ArticleIndexPage
from references.models import Reference

LIBRARY = ("stegemann2023", "efremov2024", "kalisch2024", "jacobs2021")


@pytest.fixture
def index(site: None) -> ArticleIndexPage:
    """The list of articles that drafts are put in.

    Of the library, an import finds four works, whatever else the site starts with: the others are cited by its pages,
    so they are not deleted but made unknown.
    """
    others = Reference.objects.exclude(key__in=LIBRARY)
    unknown = Concat(Value("other-"), Cast("pk", CharField()))
    others.update(key=unknown, title_key="", doi=None, pmid=None, pmcid=None, isbn=None)
    return ArticleIndexPage.objects.get(slug="articles")
