"""An article to be edited and two works, for the running site: `manage.py shell -c` calls `make` there."""

from tests.articles.builders import make_article, prose
from tests.references.builders import make_reference


def make() -> None:
    make_reference("Finch")
    make_reference("Wren")
    make_article("Undone", prose("<p>Words.</p>"), slug="undone")
