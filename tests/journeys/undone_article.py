"""An article to edit and two works, added to the running site by `make`."""

from tests.articles.builders import make_article, prose
from tests.references.builders import make_reference


def make() -> None:
    make_reference("Finch")
    make_reference("Wren")
    make_article("Undone", prose("<p>Words.</p>"), slug="undone")
