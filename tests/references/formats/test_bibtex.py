import bibtexparser
import pytest

from references.formats.export import write_bibtex
from references.formats.parser import parse_pasted_works
from references.formats.records import Record, Refusal
from tests.references.builders import make_work
from tests.references.formats.reading import read_case, read_record

BROKEN = {
    "unclosed": "@article{a,\n  title = {unclosed,\n  year = 2001\n}\n",
    "closed too early": "@article{a, title = {a}}, year = {2001}}\n",
    "no comma": "@article{a title = {a}}\n",
    "no title": "@article{a, year = 2001}\n",
    "no equals sign": "@article{a, title {a}}\n",
    "open quotation": '@article{a, title = "a, year = 2001}\n',
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_broken_entry_is_refused_with_its_line_and_others_are_read(broken: str) -> None:
    fine = "@article{fine, title = {Fine}, year = {2000}}\n"
    first, refusal, last = parse_pasted_works(fine + broken + fine)
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
def test_text_after_an_entry_is_ignored(behind: str) -> None:
    assert [record.csl["title"] for record in parse_pasted_works(WHOLE + behind + WHOLE)] == ["Whole", "Whole"]  # type: ignore[union-attr]


@pytest.mark.parametrize("beginning", ["@article{\n  ", "@article{,\n  ", "@article( "])
def test_entry_may_have_no_key(beginning: str) -> None:
    end = ")" if "(" in beginning else "}"
    record = read_record(f"{beginning}author = {{Wolfe, F.}},\n  title = {{Fibromyalgia}},\n{end}\n")
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
def test_unusual_entry_types_are_mapped(written: str, expected: str) -> None:
    first, second = parse_pasted_works(f"{WHOLE}@{written}{{b, title = {{Second}}}}\n")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.csl["title"], second.csl["title"], second.csl["type"]) == ("Whole", "Second", expected)


def test_ranges_of_volumes_and_issues_have_a_hyphen() -> None:
    record = read_record("@article{a, title = {a}, volume = {3--4}, number = {1--2}, pages = {5--9}}")
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
def test_names_are_parsed(written: str, expected: dict[str, str]) -> None:
    record = read_record(f"@article{{a, title = {{a}}, author = {{{written} and others}}}}")
    assert record.csl["author"] == [expected, {"literal": "et al."}]


def test_first_of_duplicate_fields_is_used() -> None:
    assert read_record("@article{a, title = {one}, title = {two}}").csl["title"] == "one"


@pytest.mark.parametrize(
    "text",
    [
        "@article{a,\n% year = 1999,\n title = {T}, % the title\n year = 2001}",
        "@article{a, title = {T}, % two\n % remarks\n year = 2001, % year = 1999\n}",
        "@article\n{a, title = {T}, year = 2001}",
        "@article \r\n  {a, title = {T}, year = 2001}\r\n",
        "@someone\nand nobody\n@article{a, title = {T}, year = 2001}\n@nobody",
    ],
)
def test_comments_and_line_breaks_are_allowed_where_bibtex_allows_them(text: str) -> None:
    work = read_record(text).csl
    assert (work["title"], work["issued"]) == ("T", {"date-parts": [[2001]]})


@pytest.mark.parametrize(
    ("kind", "written", "page"),
    [
        ("article", "pp. 600--10", "600-610"),
        ("article", "S. 5--9", "5-9"),
        ("article", "p2143", "p2143"),
        ("article", "S12", "S12"),
        ("incollection", "Seiten 12--19", "12-19"),
        ("inproceedings", "p. 7", "7"),
    ],
)
def test_page_labels_are_removed(kind: str, written: str, page: str) -> None:
    assert read_record(f"@{kind}{{a, title = {{T}}, pages = {{{written}}}}}").csl["page"] == page


def test_strings_are_concatenated() -> None:
    text = (
        '@string{j = "Journal"}\n@string{long = j # { of Examples}}\n@article(a, title = {a}, journal = long # " (X)")'
    )
    assert read_record(text).csl["container-title"] == "Journal of Examples (X)"


def test_entry_inherits_from_crossref_and_xdata() -> None:
    child, parent = parse_pasted_works(
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


def test_bibtexparser_reads_our_export() -> None:
    text = "".join(write_bibtex([make_work(DOI="10.1000/x", id="gray2020", title="Gräff & <i>others</i>: 5% {x}")]))
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


def test_parent_keys_ignore_case_and_inheritance_is_recursive() -> None:
    works = read_case("23_crossref.bib")
    assert (works["childcase"]["container-title"], works["childcase"]["publisher"]) == ("Proceedings of It", "P")
    assert works["childcase"]["issued"] == {"date-parts": [[2001]]}
    volume = works["volchild"]
    assert (volume["container-title"], volume["volume"], volume["publisher"]) == ("Third Volume", "3", "Pub")
    assert volume["issued"] == {"date-parts": [[1990], [1995]]}
    assert works["vol3"]["container-title"] == "The Great Series"
    # `xref` inherits nothing.
    assert "container-title" not in works["gc"]


@pytest.mark.parametrize(
    ("key", "container", "year"),
    [
        # However the key of the parent is written.
        ("number", "Book twelve", 2012),
        ("named", "Lectures", 2013),
        ("joined", "Lectures", 2013),
        # And however the parent calls what its child stands in (BibLaTeX 3.20, B).
        ("art", "The Journal: News of it", 2014),
        ("special", "The Journal", 2015),
        ("paper", "Proceedings of It", 2016),
    ],
)
def test_container_title_comes_from_the_parent(key: str, container: str, year: int) -> None:
    work = read_case("24_crossref.bib")[key]
    assert work["container-title"] == container
    assert work["issued"] == {"date-parts": [[year]]}


def test_identifiers_are_not_inherited() -> None:
    works = read_case("23_crossref.bib")
    assert "DOI" in works["Parent1"]
    assert "DOI" not in works["child1"]
    chapters = read_case("60_dedupe_crossref.bib")
    assert [works.get("DOI") for works in chapters.values()] == [None, None, "10.5555/bookx"]


@pytest.mark.parametrize(
    ("own", "year"), [("year = 2001,", 2001), ("date = {2001-02},", 2001), ("", 1990)], ids=["year", "date", "none"]
)
def test_own_date_is_not_replaced_by_an_inherited_one(own: str, year: int) -> None:
    child, _parent = parse_pasted_works(
        f"@inbook{{a, title = {{A}}, {own} crossref = {{b}}}}\n@book{{b, title = {{B}}, date = {{1990}}}}\n"
    )
    assert isinstance(child, Record)
    assert child.csl["issued"]["date-parts"][0][0] == year


def test_circular_inheritance_is_read() -> None:
    ring = "".join(f"@book{{k{n}, title = {{T{n}}}, crossref = {{k{(n + 1) % 3}}}}}\n" for n in range(3))
    own = "@book{me, title = {Me}, crossref = {me}}\n"
    assert [record.csl["title"] for record in parse_pasted_works(ring + own)] == ["T0", "T1", "T2", "Me"]  # type: ignore[union-attr]


@pytest.mark.parametrize("key", ["a", "A"])
def test_entry_that_refers_to_itself_has_no_container(key: str) -> None:
    record = read_record(f"@inbook{{a, title = {{T}}, crossref = {{{key}}}}}")
    assert "container-title" not in record.csl


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("eprint = {1707.02264}, archiveprefix = {arXiv}", "https://arxiv.org/abs/1707.02264"),
        ("eprint = {1707.02264v2}, eprinttype = {arxiv}", "https://arxiv.org/abs/1707.02264v2"),
        ("eprint = {arXiv:1707.02264}, eprinttype = {arxiv}", "https://arxiv.org/abs/1707.02264"),
        ("eprint = {math.GT/0309136}", "https://arxiv.org/abs/math.GT/0309136"),
        ("eprint = {https://example.org/1}", None),
        ("eprint = {1707.02264}, archiveprefix = {arXiv}, url = {https://example.org/}", "https://example.org/"),
    ],
)
def test_arxiv_number_becomes_the_url(written: str, url: str | None) -> None:
    record = read_record(f"@misc{{a, title = {{A}}, {written}}}")
    assert record.csl.get("URL") == url


def test_missing_comma_loses_no_field() -> None:
    work = read_case("15_bbt2377.bib")["missingcomma"]
    assert (work["issue"], work["page"]) == ("4", "601-610")


@pytest.mark.parametrize("issue", ["{4}", '"4"', "4", "{{4}}", 'four # "" '])
@pytest.mark.parametrize("pages", ["{6--9}", '"6--9"'])
def test_missing_comma_after_any_value_is_tolerated(issue: str, pages: str) -> None:
    record = parse_pasted_works(
        f'@string{{four = "4"}}@article{{a, title = {{A}}, number = {issue}\n pages = {pages}, year = 2001}}'
    )
    [work] = [result.csl for result in record if isinstance(result, Record)]
    assert (work["issue"], work["page"], work["issued"]) == ("4", "6-9", {"date-parts": [[2001]]})


@pytest.mark.parametrize("title", ["{a b = {c}}", '"a b = c"', '{a} # " b = c"'])
def test_equals_sign_in_a_value_begins_no_field(title: str) -> None:
    assert read_record(f"@article{{a, title = {title}, year = 2001}}").csl["title"] == "a b = c"
