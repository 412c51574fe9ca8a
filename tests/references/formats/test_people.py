"""Names of people and organisations as programs write them: roles, capitals, suffixes, "and" within a name."""

import json
from functools import partial
from typing import Any

import pytest

from references.enums import CitationStyle
from references.styles import reference_list
from tests.references.formats.reading import read_bibtex, read_record, read_ris, read_work

bibtex = partial(read_bibtex, kind="book", title="T")
ris = partial(read_ris, kind="BOOK", title="T")


def csl(author: Any, **others: Any) -> dict[str, Any]:
    return read_work(json.dumps([{"type": "book", "title": "T", "author": author, **others}]))


def told(people: list[dict[str, str]]) -> list[str]:
    parts = ("non-dropping-particle", "family", "given", "suffix", "literal")
    return ["|".join(person[part] for part in parts if part in person) for person in people]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("SMITH JB", ["SMITH|JB"]),
        ("SMITH J.B.", ["SMITH|J.B."]),
        ("VAN DER BERG JA", ["VAN DER BERG|JA"]),
        ("LI X", ["LI|X"]),
        ("O'Brien T", ["O'Brien|T"]),
        ("Öztürk Ş", ["Öztürk|Ş"]),
        ("Sánchez ÁM", ["Sánchez|ÁM"]),
        ("King MLJr", ["King|ML|Jr"]),
        ("King Jr ML", ["King|ML|Jr"]),
        ("King ML, Jr", ["King|ML|Jr"]),
        ("King, ML Jr", ["King|ML|Jr"]),
        ("King, MLJr", ["King|ML|Jr"]),
        ("King Jr., ML", ["King|ML|Jr."]),
        ("Smith, John, MD", ["Smith|John"]),
        ("Smith, John, MD, PhD", ["Smith|John"]),
        ("Smith J, MD", ["Smith|J"]),
        ("Kim, DO", ["Kim|DO"]),
        ("Smith, J.B., Kim, DO", ["Smith|J.B.", "Kim|DO"]),
        ("PD Dr. Smith, J.", ["Smith|J."]),
        ("Dr. Smith, J.", ["Smith|J."]),
        ("Smith, J. and Doe, K.", ["Smith|J.", "Doe|K."]),
        ("Smith J and Doe K", ["Smith|J", "Doe|K"]),
        ("Smith J, et al.", ["Smith|J", "et al."]),
        ("Smith, J.B.,Doe, K.L.", ["Smith|J.B.", "Doe|K.L."]),
    ],
)
def test_author_line_is_split_alike_in_ris_and_bibtex(line: str, expected: list[str]) -> None:
    assert told(ris(f"AU  - {line}")["author"]) == expected
    assert told(bibtex(f"author = {{{line}}}")["author"]) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("NHS UK", "NHS UK"),
        ("Diabetes UK", "Diabetes UK"),
        ("Group WHO", "Group WHO"),
        ("Barnes and Noble", "Barnes and Noble"),
        ("U.S. Congress", "U.S. Congress"),
        ("Royal College of Physicians", "Royal College of Physicians"),
        ("John B. Smith", "Smith|John B."),
        ("J.B. Smith", "Smith|J.B."),
        ("Jan van den Berg", "van den Berg|Jan"),
        ("Smith, Ed", "Smith|Ed"),
        ("Smith, Ed.", "Smith|Ed."),
    ],
)
def test_ris_tells_organisations_from_people(line: str, expected: str) -> None:
    assert told(ris(f"AU  - {line}")["author"]) == [expected]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Diabetes UK", ["Diabetes UK"]),
        ("Cancer Research UK and Smith, J.", ["Cancer Research UK", "Smith|J."]),
        ("WHO", ["WHO"]),
        ("JOHN LI", ["LI|JOHN"]),
        ("JAMES BOB", ["BOB|JAMES"]),
        ("J. B. SMITH", ["SMITH|J. B."]),
        ("Martin Luther King Jr.", ["King|Martin Luther|Jr."]),
        ("Henry King III", ["King|Henry|III"]),
        ("Ludwig von der Heide Jr.", ["von der|Heide|Ludwig|Jr."]),
        ("García Márquez G", ["García Márquez|G"]),
        ("{Barnes {and} Noble}", ["Barnes and Noble"]),
        ("{{World Health Organization}}", ["World Health Organization"]),
        ("{Barnes} {and Noble}", ["and Noble|Barnes"]),
        ("Smith, J. and {Department of Health and Social Care}", ["Smith|J.", "Department of Health and Social Care"]),
        ("Smith, J. and and Doe, K. and", ["Smith|J.", "Doe|K."]),
        ("and Smith, J.", ["Smith|J."]),
        ("Smith, John and others", ["Smith|John", "et al."]),
        ("Smith, Dr. John and Prof. Dr. Jane Doe", ["Smith|John", "Doe|Jane"]),
        ("Smith, John PhD and Doe, J. Pharm.D.", ["Smith|John", "Doe|J."]),
        ("Smith, J. M.D.", ["Smith|J. M.D."]),
        ("Smith PhD", ["PhD|Smith"]),
        ("Alder, Ann* and Birch$^{1,2}$, Bob and Cedar, Cleo$^*$", ["Alder|Ann", "Birch|Bob", "Cedar|Cleo"]),
    ],
)
def test_bibtex_author_lists_are_parsed(written: str, expected: list[str]) -> None:
    assert told(bibtex(f"author = {{{written}}}")["author"]) == expected


@pytest.mark.parametrize("empty", ["", " ", "{ }", "{} and {}", r"\relax{}"])
def test_author_without_letters_is_left_out(empty: str) -> None:
    assert "author" not in bibtex(f"author = {{{empty}}}")


@pytest.mark.parametrize("line", ["Smith, Dr. John", "Smith, John*", "Smith, John PhD"])
def test_ris_names_lose_titles_degrees_and_footnote_marks(line: str) -> None:
    assert ris(f"AU  - {line}")["author"] == [{"family": "Smith", "given": "John"}]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"family": "Doe", "given": "Jane", "suffix": "MD"}, "Doe|Jane"),
        ({"family": "Doe", "given": "Jane", "suffix": "M.D., Ph.D."}, "Doe|Jane"),
        ({"family": "Doe", "given": "Jane", "suffix": "MD PhD"}, "Doe|Jane"),
        ({"family": "Doe", "given": "Jane, MD, PhD"}, "Doe|Jane"),
        ({"family": "Doe", "given": "Prof. Jane"}, "Doe|Jane"),
        ({"family": "Doe*", "given": "Jane*"}, "Doe|Jane"),
        ({"family": "King, Jr.", "given": "Martin Luther"}, "King|Martin Luther|Jr."),
        ({"family": "King", "given": "Martin Luther Jr"}, "King|Martin Luther|Jr"),
        ({"family": "King", "given": "Martin", "suffix": "III"}, "King|Martin|III"),
        ({"family": "Kim", "given": "DO"}, "Kim|DO"),
        ({"family": "Madonna"}, "Madonna"),
        ({"given": "Plato"}, "Plato"),
    ],
)
def test_crossref_names_are_cleaned(parts: dict[str, str], expected: str) -> None:
    item = {"title": ["a"], "type": "journal-article", "author": [parts]}
    record = read_record(json.dumps({"status": "ok", "message-type": "work", "message": item}))
    assert told(record.csl["author"]) == [expected]


@pytest.mark.parametrize("mark", ["(editor)", "(Ed.)", "(ed)", "[Ed.]", "(Hrsg.)", ", editor", ", ed."])
def test_editor_mark_makes_an_author_an_editor(mark: str) -> None:
    expected = {"editor": [{"family": "Smith", "given": "J."}]}
    for work in (
        bibtex(f"author = {{Smith, J.{mark if mark[0] == ',' else f' {mark}'}}}"),
        ris(f"AU  - Smith, J.{mark if mark[0] == ',' else f' {mark}'}"),
        ris(f"A2  - Smith, J.{mark if mark[0] == ',' else f' {mark}'}"),
    ):
        assert {role: work[role] for role in ("author", "editor") if role in work} == expected
    assert reference_list.render_styled_entry(work, CitationStyle.AMA) == "Smith J, ed. <i>T</i>."


def test_role_mark_applies_to_the_right_people() -> None:
    work = bibtex("author = {Smith, J. and Doe, K. (Eds.)}")
    assert told(work["editor"]) == ["Smith|J.", "Doe|K."]
    work = bibtex("author = {Smith, J. and Doe, K. (translator)}")
    assert (told(work["author"]), told(work["translator"])) == (["Smith|J."], ["Doe|K."])
    # An article has authors only.
    assert told(bibtex("author = {Smith, J. (Ed.)}", kind="article")["author"]) == ["Smith|J."]


@pytest.mark.parametrize(
    ("fields", "role"),
    [
        ("editor = {Doe, K}, editortype = {translator}", "translator"),
        ("editor = {Doe, K}, editortype = {compiler}", "editor"),
        ("editora = {Doe, K}, editoratype = {translator}", "translator"),
        ("editorb = {Doe, K}, editorbtype = {collaborator}", "contributor"),
        ("editorc = {Doe, K}", "contributor"),
        ("author = {Doe, K}, authortype = {editor}", "editor"),
    ],
)
def test_biblatex_editor_types_become_roles(fields: str, role: str) -> None:
    work = bibtex(fields)
    assert told(work[role]) == ["Doe|K"]
    assert [name for name, value in work.items() if isinstance(value, list)] == [role]


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (["Smith, John", "World Health Organization"], ["Smith|John", "World Health Organization"]),
        ("Smith, John; Doe, Jane", ["Smith|John", "Doe|Jane"]),
        ({"family": "Smith", "given": "J"}, ["Smith|J"]),
        ([{"name": "Smith, John"}], ["Smith|John"]),
        ([{"firstName": "John", "lastName": "Smith"}], ["Smith|John"]),
        ([{"literal": "WHO"}, {}], ["WHO"]),
        ([{"literal": "Smith, John"}], ["Smith, John"]),
        ([{"family": "World Health Organization"}], ["World Health Organization"]),
    ],
)
def test_json_author_shapes_are_read(author: Any, expected: list[str]) -> None:
    assert told(csl(author)["author"]) == expected


@pytest.mark.parametrize(
    "person",
    [
        {"family": "Smith", "given": "J. (Ed.)"},
        {"family": "Smith (editor)", "given": "J."},
        {"family": "Smith", "given": "J.", "suffix": "(Ed.)"},
    ],
)
def test_editor_mark_in_a_json_name_makes_an_editor(person: dict[str, str]) -> None:
    work = csl([person])
    assert work["editor"] == [{"family": "Smith", "given": "J."}]
    assert "author" not in work


@pytest.mark.parametrize("role", ["title", ["editor"], {"a": 1}, 7])
def test_role_in_a_json_name_is_ignored(role: Any) -> None:
    work = csl([{"family": "Smith", "given": "J.", "role": role}])
    assert (work["title"], work["author"]) == ("T", [{"family": "Smith", "given": "J."}])


@pytest.mark.parametrize("behind", [", MD", ",", " (", "[", " and", ", (", "Jr ", "A."])
def test_long_names_are_read_in_linear_time(behind: str) -> None:
    name = f"Smith, J{behind * 15_000} x"
    assert ris(f"AU  - {name}")["author"]
    assert bibtex(f"author = {{{name}}}")["author"]
    assert csl(name)["author"]
