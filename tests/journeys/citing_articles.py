"""Two articles to edit and works to cite, added to the running site by `make`."""

from references.enums import Status
from tests.articles.builders import make_article, prose
from tests.references.builders import give_notice, make_reference, make_work

ABSTRACT = "Pain <i>is</i> real. In non-smokers it fell by 0.5%."


def make() -> None:
    make_reference("Hill", work=make_work("Hill", abstract=ABSTRACT))
    make_reference("Moss")
    give_notice(make_reference("Vale"), Status.RETRACTED)
    make_article("Citing one", prose("<p>First words.</p>"), prose("<p>Second words.</p>"), slug="citing-one")
    make_article("Citing two", prose("<p>Third words.</p>"), slug="citing-two")
