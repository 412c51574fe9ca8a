"""An article whose work will be retracted, and one that cites two records of one work, for the running site:
`manage.py shell -c` calls `make` there."""

from references.enums import Status
from tests.articles.builders import make_article, prose
from tests.references.builders import cite, give_notice, make_reference, make_work

ADDRESS = "/articles/judged/"
MERGED_ADDRESS = "/articles/merged/"
DOI = "10.5555/lund"


def make() -> None:
    lund = make_reference("Lund", work=make_work("Lund", DOI=DOI))
    make_article("Judged", prose(f"<p>A claim{cite(lund, 'Lund 2020')}</p>"), slug="judged")
    # A work that is cited nowhere, whose notice comes last and has a link.
    give_notice(make_reference("Nash"), Status.CONCERN, doi="10.5555/concern")
    first = make_reference("Moor", work=make_work("Moor", volume="8"))
    second = make_reference("Moor-again", work=make_work("Moor", abstract="A made-up abstract."))
    words = f"<p>One claim{cite(first)} and another{cite(second)}</p>"
    make_article("Merged", prose(words), slug="merged")
