"""Our entries against those of citeproc-js. goldens/README.md says how these were made."""

import json
from html import unescape
from pathlib import Path

import pytest

from references.enums import CitationStyle
from references.styles import reference_list

GOLDENS = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("goldens/*.json")
}


@pytest.mark.parametrize("style", CitationStyle)
def test_entries_equal_those_of_citeproc(style: CitationStyle) -> None:
    printed, expected = {}, {}
    for kind, goldens in sorted(GOLDENS.items()):
        for golden in goldens:
            case = f"{kind}: {golden['case']}"
            deviation = golden.get("deviations", {}).get(style)
            printed[case] = unescape(reference_list.render_styled_entry(golden["work"], style))
            expected[case] = deviation["ours"] if deviation else golden[style]
    assert printed == expected


def test_goldens_cover_every_type_a_clinic_cites() -> None:
    assert {kind: len(goldens) >= 7 for kind, goldens in GOLDENS.items()} == dict.fromkeys(
        [
            *("article", "book", "chapter", "conference", "dataset", "guideline", "patent", "report", "thesis"),
            *("unpublished", "webpage"),
        ],
        True,
    )


def test_deviations_are_listed_with_their_reasons() -> None:
    deviations = [
        (kind, golden["case"], style, bool(deviation["reason"]))
        for kind, goldens in sorted(GOLDENS.items())
        for golden in goldens
        for style, deviation in golden.get("deviations", {}).items()
        if deviation["ours"] != golden[style]
    ]
    assert deviations == [
        *[("article", "given names that are initials without stops", style, True) for style in CitationStyle],
        ("article", "made up: days of two months", "vancouver", True),
        *[("article", "made up: a hyphen before a small letter", style, True) for style in ("ama", "vancouver")],
        *[("article", "made up: a suffix in a given name, no comma", style, True) for style in CitationStyle],
        ("chapter", "made up: a question within a book that is one", "ama", True),
        ("dataset", "a version", "apa", True),
        ("report", "a range of years", "vancouver", True),
        ("webpage", "a range of months", "apa", True),
        ("webpage", "made up: days of two years", "apa", True),
    ]
