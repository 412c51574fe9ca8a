"""Which two records are the same work, which may be, and which are not."""

from typing import Any

import pytest

from references.identity.comparison import can_be_same_work, has_unlike_titles, is_same_work
from references.identity.rubrics import is_rubric
from references.identity.traits import Traits, extract_traits
from tests.references.builders import make_work


def traits(**changes: Any) -> Traits:
    work = {name: value for name, value in make_work(**changes).items() if value is not None}
    return extract_traits(work, {"doi": work["DOI"]} if "DOI" in work else {})


BARE = {"container-title": None, "volume": None, "issue": None, "page": None}
ONE = [
    {},
    {"container-title": "J Ex"},
    {"container-title": "The Journal of Examples (Hoboken, N.J.)"},
    {"container-title": "JE"},
    {"container-title": "Journal of Examples: official journal of the society"},
    {"volume": "7 Suppl 1"},
    {"volume": "Vol. 07"},
    {"page": "11"},
    {"page": "pp. 11–19"},
    {"page": None},
    {"volume": None, "issue": None, "page": None},
    {"issued": {"date-parts": [[2021]]}},
    {"issued": {"date-parts": [[2021]]}, "volume": None},
    {"issued": None},
    {"author": [{"family": "Dunn"}, {"family": "Gráy", "given": "A"}]},
    {"type": "document"},
    {"type": "article-magazine"},
    {"DOI": "10.1000/abc"},
]
PROBABLY_ONE = [
    BARE,
    {**BARE, "issued": {"date-parts": [[2021]]}},
    {**BARE, "issued": None},
    {"author": None},
    {"volume": "8"},
    {"page": "12-19"},
    {"container-title": "Annals of Other Things"},
    {"type": "chapter"},
]
TWO = [
    {"title": "Findings of Gray, part 2"},
    {"issued": {"date-parts": [[2022]]}},
    {"author": [{"family": "Gray", "given": "Carl"}]},
    {"volume": "8", "page": "100"},
    {"container-title": "Annals of Other Things", "volume": "71"},
    {"type": "chapter", "container-title": "Book of Examples"},
]


@pytest.mark.parametrize("changes", ONE, ids=str)
def test_agreeing_records_are_the_same_work(changes: dict[str, Any]) -> None:
    assert is_same_work(traits(), traits(**changes))
    assert is_same_work(traits(**changes), traits())


@pytest.mark.parametrize("changes", PROBABLY_ONE, ids=str)
def test_doubtful_records_may_be_the_same_work(changes: dict[str, Any]) -> None:
    for pair in ((traits(), traits(**changes)), (traits(**changes), traits())):
        assert not is_same_work(*pair)
        assert can_be_same_work(*pair)


@pytest.mark.parametrize("changes", TWO, ids=str)
def test_contradicting_records_are_different_works(changes: dict[str, Any]) -> None:
    assert not is_same_work(traits(), traits(**changes))
    assert not can_be_same_work(traits(), traits(**changes))


def test_different_dois_are_different_works() -> None:
    pair = traits(DOI="10.1000/abc"), traits(DOI="10.1000/other")
    assert not is_same_work(*pair)
    assert not can_be_same_work(*pair)


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Editorial",
            "EDITORIAL.",
            "Reply",
            "Erratum",
            "Letter",
            "Commentary",
            "Corrigendum",
            "Correction",
            "In reply",
        ),
        *("Author's reply", "Authors’ Response", "Foreword", "Preface", "Introduction", "Obituary", "Book review"),
        *(
            "Book Reviews",
            "Abstracts",
            "News",
            "Letter to the Editor",
            "Reply to the Author",
            "Editorial comment",
            "Errata",
        ),
        *("Introduction to the special issue", "Guest editorial 2", "In memoriam", "Erratum: Pain in cold water"),
        *("News & Views", "Foreword to the second edition", "Abstracts of the 5th congress", "Autorenantwort"),
        *("Comment on: Findings of Gray", "Reply to Miller et al.", "Author Correction: Findings of Gray"),
        *("Editorial II", "Leitartikel", "Vorwort", "Geleitwort", "Einleitung", "Nachruf", "Buchbesprechung"),
        *(
            "Buchbesprechungen",
            "Berichtigung",
            "Korrektur",
            "Leserbrief",
            "Antwort der Autoren",
            "Kommentar",
            "Erwiderung",
        ),
        *("Nachrichten", "Mitteilungen", "Leserbriefe an die Redaktion", "Schlusswort", "Zu diesem Heft", "Einführung"),
        *("Oral presentations", "References", "Vorträge", "Impressum", "Appendix"),
    ],
)
def test_rubrics_do_not_identify_a_work(title: str) -> None:
    assert is_rubric(title)
    one, other = traits(title=title, **BARE), traits(title=title, **{**BARE, "container-title": "Journal of Examples"})
    assert not is_same_work(one, other)
    assert not is_same_work(traits(title=title), traits(title=title, volume=None, issue=None))
    # Same author, volume and page: the same piece.
    assert is_same_work(traits(title=title), traits(title=title, issue=None))


@pytest.mark.parametrize(
    "title", ["Fibromyalgia", "Introduction to pain", "News from the clinic for pain", "Pain", "???"]
)
def test_titles_are_not_taken_for_rubrics(title: str) -> None:
    assert not is_rubric(title)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Findings of Gray: a trial"},
        {"title": "Findings of <i>Gray</i>."},
        # The title in another language, and everything else the same.
        {"title": "Was die Suche ergab"},
        {"title": "Was die Suche ergab", **BARE},
    ],
)
def test_similar_titles_under_one_identifier_agree(changes: dict[str, Any]) -> None:
    assert not has_unlike_titles(traits(), traits(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Sleep in chapters", "author": [{"family": "Birch"}]},
        {"title": "Sleep in chapters", "page": "99"},
        {"title": "Sleep in chapters", "author": None},
        {"title": "Findings of Birch", "page": "99"},
    ],
)
def test_unlike_titles_under_one_identifier_are_detected(changes: dict[str, Any]) -> None:
    assert has_unlike_titles(traits(), traits(**changes))
