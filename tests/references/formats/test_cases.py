"""Small inputs that were once read wrongly, with the right values. Each stands for a kind of input."""

from typing import Any

import pytest

from references.enums import CitationStyle
from references.styles import reference_list
from tests.references.formats.reading import read_bibtex, read_case, read_ris

PEOPLE = [{"family": family, "given": given} for family, given in (("Smith", "J."), ("Doe", "J."), ("Roe", "R."))]


def families(work: dict[str, Any]) -> list[str]:
    return [person.get("family", person.get("literal")) for person in work["author"]]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("u1", ["Østergaard", "Østergaard", "Østergaard"]),
        ("u2", ["Møller", "Kowal", "Kowal"]),
        ("u3", ["Çetin", "Álvarez", "Y\u0131lmaz", "Čech", "Čech"]),
        ("u4", ["İnan", "Åkesson", "Åkesson", "ågren", "ßmith", "Straßer"]),
        ("u5", ["Hašek", "Dvořák", "Núñez"]),
        ("u6", ["Smith", "Hooft", "O’Neil", "Hof"]),
        ("u9", ["Ørsted", "Ørsted", "Ørsted"]),
    ],
)
def test_family_names_may_begin_with_a_latex_command(key: str, expected: list[str]) -> None:
    assert families(read_case("50_uncbraced.bib")[key]) == expected


def test_given_names_may_begin_with_a_latex_command() -> None:
    found = read_case("50_uncbraced.bib")
    assert [person["given"] for person in found["u3"]["author"]] == ["Ayşe", "Ángel", "Özgür", "Jan", "Jan"]
    assert [person["given"] for person in found["u2"]["author"]] == ["Søren", "Łukasz", "Łukasz"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"{\'Ecole Normale Sup\'erieure}", [{"literal": "École Normale Supérieure"}]),
        (r"\'Ecole and {\AA}s, {\O}yvind", [{"family": "École"}, {"family": "Ås", "given": "Øyvind"}]),
        (r"{\relax Ch}ristos Papa", [{"family": "Papa", "given": "Christos"}]),
        ("Smith, A. B., Doe, C", [{"family": "Smith", "given": "A. B."}, {"family": "Doe", "given": "C"}]),
        ("Smith AB, de la Cruz M", [{"family": "Smith", "given": "AB"}, {"family": "de la Cruz", "given": "M"}]),
        ("King, Martin L., Jr.", [{"family": "King", "given": "Martin L.", "suffix": "Jr."}]),
        ("Smith III, Bob A", [{"family": "Smith III", "given": "Bob A"}]),
        ("Garcia Lopez M.", [{"family": "Garcia Lopez", "given": "M."}]),
        ("Ann B. van", [{"family": "van", "given": "Ann B."}]),
        ("Martin King, Jr.", [{"family": "King", "given": "Martin", "suffix": "Jr."}]),
        (r"Smith, J.; Doe, J. \& Roe, R.", PEOPLE),
        ("Smith, J., Doe, J., Roe, R.", PEOPLE),
        (r"\emph{Smith}, J. & Doe, J. & Roe, R.", PEOPLE),
        ("Smith J., Doe J., Roe R., et al", [*PEOPLE, {"literal": "et al."}]),
        ("Smith, J. and Doe, J. and Roe, R. et al.", [*PEOPLE, {"literal": "et al."}]),
        ("Smith, John, Doe, Jane", [{"family": "Smith", "given": "John"}, {"family": "Doe", "given": "Jane"}]),
        (r"Barnes \& Noble", [{"family": "Noble", "given": "Barnes &"}]),
    ],
)
def test_unusual_author_lists_are_parsed(written: str, expected: list[dict[str, str]]) -> None:
    assert read_bibtex(f"author = {{{written}}}")["author"] == expected


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("t1", "Serum TGF-β1 and IL-1β in FM"),
        ("t2", "Pain scores ≥7 and >3 points, ±2 SD"),
        ("t3", "Δ9-tetrahydrocannabinol and GABA<sub>A</sub> receptors"),
        ("t4", "5-HT<sub>2A</sub> and <sup>18</sup>F-FDG; Ca<sup>2+</sup> and H<sub>2</sub>O"),
        ("t8", "Costs of US$5 & €10 — £3 and §4"),
        ("t9", "μ-opioid and \u03b12-adrenergic"),
        ("t12", "β-blockers and \u03b3-GT"),
    ],
)
def test_titles_are_decoded(key: str, title: str) -> None:
    assert read_case("51_titles.bib")[key]["title"] == title


@pytest.mark.parametrize("written", ["from $5 to $10", "$5-$10 a day", "US$5 and US$7"])
def test_amounts_of_money_are_not_formulas(written: str) -> None:
    assert read_bibtex(f"note = {{{written}}}")["note"] == written


def test_comma_separated_author_lists_are_split() -> None:
    found = read_case("18_names.bib")
    assert families(found["n3"]) == ["Pardee", "Kirkwood", "MacCrimmon", "Miller", "Whitcomb"]
    assert found["n7"]["author"] == [
        {"family": "Wilshut", "given": "E"},
        {"family": "Rinkenauer", "given": "G"},
        {"family": "Brookhuis", "given": "KA"},
        {"family": "Falkenstein", "given": "M"},
    ]


@pytest.mark.parametrize(
    ("style", "entry"),
    [
        ("ama", "Test S, et al. T4. Published online 2015."),
        ("vancouver", "Test S, et al. T4. 2015."),
        ("apa", "Test, S., et al. (2015). <i>T4</i>."),
    ],
)
def test_et_al_is_printed_and_is_not_an_author(style: CitationStyle, entry: str) -> None:
    work = read_case("18_names.bib")["n4"]
    assert work["author"] == [{"family": "Test", "given": "Some"}, {"literal": "et al."}]
    assert reference_list.render_styled_entry(work, style) == entry


@pytest.mark.parametrize(
    ("key", "issued", "ama", "apa"),
    [
        ("mon3", {"date-parts": [[2002, 1], [2002, 2]]}, "Published online January–February 2002", "(2002)"),
        ("mon4", {"date-parts": [[2002]], "season": 1}, "Published online Spring 2002", "(2002)"),
        ("mon5", {"date-parts": [[1999, 12, 3]], "circa": True}, "Published online December 3, 1999", "(ca. 1999)"),
        ("mon6", {"literal": "in press"}, "Published online in press", "(in press)"),
        ("mon7", {"date-parts": [[1998]], "circa": True}, "Published online 1998", "(ca. 1998)"),
        ("mon9", {"date-parts": [[1999], [0]]}, "Published online 1999–", "(1999–)"),
        ("mon10", {"date-parts": [[2010]], "season": 1}, "Published online Spring 2010", "(2010)"),
        ("mon14", {"date-parts": [[2011], [2012]]}, "Published online 2011–2012", "(2011–2012)"),
        ("mon15", {"literal": "199X"}, "Published online 199X", "(199X)"),
        ("mon16", {"date-parts": [[-44]]}, "Published online 44 BC", "(44 B.C.E.)"),
    ],
)
def test_dates_are_kept_and_printed(key: str, issued: dict[str, Any], ama: str, apa: str) -> None:
    work = read_case("22_strings.bib")[key]
    assert work["issued"] == issued
    assert ama in reference_list.render_styled_entry(work, CitationStyle.AMA)
    assert apa in reference_list.render_styled_entry(work, CitationStyle.APA)


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ("date = {2001/open}", {"date-parts": [[2001], [0]]}),
        ("date = {unknown/2001}", {"date-parts": [[2001]]}),
        ("date = {15.03.2001}", {"date-parts": [[2001, 3, 15]]}),
        ("year = {44 BC}", {"date-parts": [[-44]]}),
        ("year = {44 v. Chr.}", {"date-parts": [[-44]]}),
        ("year = 2001, month = {1-2}", {"date-parts": [[2001, 1], [2001, 2]]}),
        ('year = 2001, month = {M{\\"a}rz}', {"date-parts": [[2001, 3]]}),
        ("year = 2001, month = {Dezember}", {"date-parts": [[2001, 12]]}),
        ("year = 2001, month = {Herbst}", {"date-parts": [[2001]], "season": 3}),
    ],
)
def test_unusual_dates_are_parsed(fields: str, issued: dict[str, Any]) -> None:
    assert read_bibtex(fields)["issued"] == issued


def test_raw_years_before_christ_are_printed_as_bce() -> None:
    assert "(44 B.C.E.)" in reference_list.render_styled_entry(
        {"type": "book", "title": "a", "issued": {"raw": "44 BC"}}, CitationStyle.APA
    )


@pytest.mark.parametrize("line", ["Smith, J.; Doe, J.; Roe, R.", "Smith J., Doe J., Roe R."])
def test_ris_author_line_with_several_people_is_split(line: str) -> None:
    assert read_ris(f"AU  - {line}")["author"] == PEOPLE


def test_crossref_books_preprints_and_formulas_are_read() -> None:
    found = read_case("70_crossref.json")
    chapter, preprint = found["10.5555/cr5"], found["10.5555/cr6"]
    assert (chapter["container-title"], chapter["collection-title"]) == ("The Book", "Series of Books")
    assert preprint["publisher"] == "medRxiv"
    assert found["10.5555/cr2"]["title"] == ("β Decay of <sup>38</sup>Ca: from 0<sup>+</sup>→0<sup>+</sup> Transitions")
    assert found["10.5555/CR1"]["number"] == "e1698"


def test_conference_paper_is_read() -> None:
    (work,) = read_case("98_conf.ris").values()
    assert (work["type"], work["container-title"], work["page"]) == ("paper-conference", "Proceedings of ICE", "5-9")
    assert work["event-title"] == "2020 International Congress on Examples (ICE)"
    assert "collection-title" not in work


def test_volume_of_proceedings_is_a_book() -> None:
    assert read_ris("A2  - Dunn, C.\nT2  - A series", "CONF")["type"] == "book"


def test_pubmed_season_is_read() -> None:
    found = read_case("09_pubmed.xml")
    assert found["10.5555/pm.2"]["issued"] == {"date-parts": [[2020]], "season": 1}
    assert families(found["10.5555/pm.3"]) == ["van der Birch", "Madonna", "et al."]


@pytest.mark.parametrize(
    ("kind", "field", "variable", "expected"),
    [
        ("report", "type = {resreport}", "genre", "Research report"),
        ("report", "type = {techreport}", "genre", "Technical report"),
        ("thesis", "type = {candthesis}", "genre", "Candidate thesis"),
        ("thesis", "type = {mathesis}", "genre", "Master’s thesis"),
        ("patent", "type = {patentus}", "genre", "U.S. patent"),
        ("patent", "type = {patreqeu}", "genre", "European patent request"),
        ("dataset", "type = {datacd}", "genre", "CD-ROM"),
        (
            "patent",
            "location = {countryus and countryuk}",
            "publisher-place",
            "United States of America, United Kingdom",
        ),
        ("article", "series = {newseries}", "collection-title", "new series"),
        ("article", "series = {oldseries}", "collection-title", "old series"),
        ("article", "pubstate = {inpress}", "status", "in press"),
        ("article", "pubstate = {prepublished}", "status", "pre-published"),
        ("article", "language = {langgerman}", "language", "de"),
        ("report", r"type = {\bibstring{resreport}}", "genre", "Research report"),
    ],
)
def test_biblatex_keys_become_words(kind: str, field: str, variable: str, expected: str) -> None:
    assert read_bibtex(field, kind)[variable] == expected


def test_circa_in_a_ris_date_is_read() -> None:
    assert read_ris("PY  - 1998///circa")["issued"] == {"date-parts": [[1998]], "circa": True}


def test_article_number_is_read_beside_the_pages() -> None:
    found = read_ris("C7  - e42692\nSP  - 1\nEP  - 10\nVL  - 3\nPY  - 2019")
    assert (found["number"], found["page"]) == ("e42692", "1-10")
    assert reference_list.render_styled_entry(found, CitationStyle.AMA) == "a. 2019;3:e42692."
    assert read_bibtex("eid = {e42692}, pages = {1--10}")["number"] == "e42692"
