import pytest

from references.formats.names import format_index_name, parse_medline_name, parse_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wolfe, Frederick", {"family": "Wolfe", "given": "Frederick"}),
        ("King, Martin L., Jr", {"family": "King", "given": "Martin L.", "suffix": "Jr"}),
        ("King, Jr., Martin L.", {"family": "King", "given": "Martin L.", "suffix": "Jr."}),
        ("van den Berg, Jan", {"family": "van den Berg", "given": "Jan"}),
        ("Wolfe F", {"family": "Wolfe", "given": "F"}),
        ("Clauw D. J.", {"family": "Clauw", "given": "D. J."}),
        ("van den Berg JA Jr", {"family": "van den Berg", "given": "JA", "suffix": "Jr"}),
        ("World Health Organization", {"literal": "World Health Organization"}),
        ("World Health Organization,", {"literal": "World Health Organization"}),
        ("Department of Health,, London", {"literal": "Department of Health, London"}),
        ("NHS UK", {"literal": "NHS UK"}),
    ],
)
def test_names_are_parsed(text: str, expected: dict[str, str]) -> None:
    assert parse_name(text) == expected


def test_medline_name_ends_with_its_suffix() -> None:
    assert parse_medline_name("King, Martin L Jr") == {"family": "King", "given": "Martin L", "suffix": "Jr"}


@pytest.mark.parametrize("literal", ["World Health Organization", "Health, London", "A, b, c", "Group WHO"])
def test_organisation_names_round_trip(literal: str) -> None:
    assert parse_name(format_index_name({"literal": literal})) == {"literal": literal}
