import bibtexparser
import pytest

from references.formats.reading import read_text
from references.formats.records import Record, Refusal
from references.formats.writing import bibtex
from tests.references.builders import make_work


def only(text: str) -> Record:
    (record,) = read_text(text)
    assert isinstance(record, Record)
    return record


BROKEN = {
    "unclosed": "@article{a,\n  title = {unclosed,\n  year = 2001\n}\n",
    "closed too early": "@article{a, title = {a}}, year = {2001}}\n",
    "no comma": "@article{a title = {a}}\n",
    "no title": "@article{a, year = 2001}\n",
    "no equals sign": "@article{a, title {a}}\n",
    "open quotation": '@article{a, title = "a, year = 2001}\n',
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_entry_is_refused_with_its_line_and_spoils_no_other(broken: str) -> None:
    fine = "@article{fine, title = {Fine}, year = {2000}}\n"
    first, refusal, last = read_text(fine + broken + fine)
    assert isinstance(refusal, Refusal)
    assert refusal.place == "line 2"
    for record in (first, last):
        assert isinstance(record, Record)
        assert record.csl["title"] == "Fine"


WHOLE = "@article{whole, title = {Whole}, year = {2000}}\n"
BEHIND = {
    "a remark": "%%% see {the notes}}\n",
    "entries that somebody took out": "%@article{b,\n%  title = {b},\n%}\n",
    "a stray brace": "left over }}}\n",
    "a note": "note = of mine\n",
}


@pytest.mark.parametrize("behind", BEHIND.values(), ids=BEHIND)
def test_what_stands_behind_an_entry_costs_it_nothing(behind: str) -> None:
    assert [record.csl["title"] for record in read_text(WHOLE + behind + WHOLE)] == ["Whole", "Whole"]  # type: ignore[union-attr]


@pytest.mark.parametrize("beginning", ["@article{\n  ", "@article{,\n  ", "@article( "])
def test_an_entry_may_have_no_key(beginning: str) -> None:
    end = ")" if "(" in beginning else "}"
    record = only(f"{beginning}author = {{Wolfe, F.}},\n  title = {{Fibromyalgia}},\n{end}\n")
    assert (record.csl["title"], record.csl["author"]) == ("Fibromyalgia", [{"family": "Wolfe", "given": "F."}])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("book_section", "chapter"),
        ("conference_proceedings", "paper-conference"),
        ("web_page", "webpage"),
        ("magazine_article", "article-magazine"),
        ("unheard-of", "document"),
    ],
)
def test_types_of_two_words(written: str, expected: str) -> None:
    first, second = read_text(f"{WHOLE}@{written}{{b, title = {{Second}}}}\n")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.csl["title"], second.csl["title"], second.csl["type"]) == ("Whole", "Second", expected)


def test_ranges_of_volumes_and_issues_have_a_hyphen_as_csl_has_them() -> None:
    record = only("@article{a, title = {a}, volume = {3--4}, number = {1--2}, pages = {5--9}}")
    assert (record.csl["volume"], record.csl["issue"], record.csl["page"]) == ("3-4", "1-2", "5-9")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Frederick Wolfe", {"family": "Wolfe", "given": "Frederick"}),
        ("Ludwig van Beethoven", {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}),
        ("King, Jr, Martin L.", {"family": "King", "given": "Martin L.", "suffix": "Jr"}),
        ("{World Health Organization}", {"literal": "World Health Organization"}),
        ("{Barnes and Noble}", {"literal": "Barnes and Noble"}),
        (r"Gr{\"a}ff, Johannes", {"family": "Gräff", "given": "Johannes"}),
        ("{van den Berg}, Jan", {"family": "van den Berg", "given": "Jan"}),
        ("Plato", {"family": "Plato"}),
    ],
)
def test_names(written: str, expected: dict[str, str]) -> None:
    record = only(f"@article{{a, title = {{a}}, author = {{{written} and others}}}}")
    assert record.csl["author"] == [expected]


def test_of_a_field_that_stands_twice_the_first_counts() -> None:
    assert only("@article{a, title = {one}, title = {two}}").csl["title"] == "one"


def test_strings_and_what_extends_them() -> None:
    text = (
        '@string{j = "Journal"}\n@string{long = j # { of Examples}}\n@article(a, title = {a}, journal = long # " (X)")'
    )
    assert only(text).csl["container-title"] == "Journal of Examples (X)"


def test_what_an_entry_inherits() -> None:
    child, parent = read_text(
        "@incollection{child, title = {Child}, crossref = {book}, xdata = {place}}\n"
        "@xdata{place, publisher = {Press}, location = {Nowhere}}\n"
        "@book{book, title = {Book}, year = 2011, editor = {Ed, One}}\n"
    )
    assert isinstance(child, Record)
    assert child.csl == {
        "id": "child",
        "type": "chapter",
        "title": "Child",
        "container-title": "Book",
        "publisher": "Press",
        "publisher-place": "Nowhere",
        "issued": {"date-parts": [[2011]]},
        "editor": [{"family": "Ed", "given": "One"}],
    }
    assert isinstance(parent, Record)
    assert parent.csl["title"] == "Book"


def test_another_reader_understands_what_we_write() -> None:
    text = "".join(bibtex([make_work(DOI="10.1000/x", id="gray2020", title="Gräff & <i>others</i>: 5% {x}")]))
    (entry,) = bibtexparser.parse_string(text).entries
    assert (entry.entry_type, entry.key) == ("article", "gray2020")
    assert {field.key: field.value for field in entry.fields} == {
        "title": r"{Gräff \& \textit{others}: 5\% \textbraceleft{}x\textbraceright{}}",
        "author": "Gray, Ann B.",
        "journal": "Journal of Examples",
        "year": "2020",
        "month": "mar",
        "volume": "7",
        "number": "2",
        "pages": "11--19",
        "doi": "10.1000/x",
    }
