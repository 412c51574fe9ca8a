"""An article as a work that others may cite."""

from django.utils import timezone
from django.utils.translation import get_language

from articles.models import ArticlePage
from references.csl import Csl
from references.enums import WorkType


def build_article_csl(page: ArticlePage, *, clinic: str, url: str) -> Csl:
    """The article as it stands at `address` on the site of `clinic`.

    Its date is that of the words that are read: when it was last published. The day of reading is left out: it is the
    reader's, and a page out of a cache would tell another's.
    """
    known = {
        "id": page.slug,
        "type": WorkType.WEB_PAGE.value,
        "title": page.title,
        "author": page.author_name and [{"literal": page.author_name}],
        "container-title": clinic,
        "issued": page.last_published_at and {"date-parts": [get_date_parts(page)]},
        "URL": url,
        "language": get_language(),
    }
    return {variable: value for variable, value in known.items() if value}


def get_date_parts(page: ArticlePage) -> list[int]:
    day = timezone.localdate(page.last_published_at)
    return [day.year, day.month, day.day]
