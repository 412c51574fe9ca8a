"""The style sheets are written in one dialect (CONTRIBUTING.md), as stylelint would hold it if the project had Node."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR, "static/css")
# Each declares its layers itself, or adds to those of site.css.
SHEETS = sorted(path.name for path in CSS.glob("*.css"))
LAYERS = re.compile(r"^@layer ([a-z, ]+);$", re.MULTILINE)
# Wagtail's sheet, into a layer (docs/adr/0024-one-style-sheet-for-the-admin.md).
IMPORT = re.compile(r"^@import .* layer\(wagtail\);$", re.MULTILINE)

SIDE = "(?:top|right|bottom|left)"
# What to write, by what a sheet holds in its place.
DIALECT = {
    "double quotes": r"'",
    "no zero before the point, as in .5rem": r"(?<![\w.#])0\.\d",
    "min-width and max-width, which older phones know too": r"\((?:width|height|inline-size|block-size)\b",
    "logical sizes, as in inline-size": r"(?<![\w(-])(?:min-|max-)?(?:width|height):",
    "logical sides, as in margin-block-start": rf"(?<![\w-])(?:(?:margin|padding|border|inset)-{SIDE}\b|{SIDE}:)",
    "start and end": r"(?<![\w-])(?:text-align|float|clear): (?:left|right)\b",
    "steps of two spaces": r"^(?:  )* \S|\t",
    "flat selectors, in which only @-rules nest": r"^ *[^@\s{};][^{};]*\{[^}]*\{|&",
    "one line of at most 100 columns, or one declaration to a line": r"^(?=.{101}).*\{.*\}$",
}
SPREAD_RULE = re.compile(r"^( *)([^@\s{};][^{};]*\{)\n([^{}]*;)\n *\}$", re.MULTILINE)


def read_code(name: str) -> str:
    """Return a sheet without its comments, each line where it was."""
    text = (CSS / name).read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", lambda comment: "\n" * comment[0].count("\n"), text, flags=re.DOTALL)


def find_breaches(code: str) -> Iterator[tuple[int, str]]:
    """Yield the position and the rule that is broken there."""
    for rule, pattern in DIALECT.items():
        yield from ((found.start(), rule) for found in re.finditer(pattern, code, re.MULTILINE))
    for found in SPREAD_RULE.finditer(code):
        if len(f"{found[1]}{' '.join(found[0].split())}") <= 100:
            yield found.start(), "one line where a rule fits 100 columns"


@pytest.mark.parametrize("name", SHEETS)
def test_style_sheets_hold_the_dialect(name: str) -> None:
    code = read_code(name)
    told = [f"static/css/{name}:{code.count(chr(10), 0, at) + 1}: {rule}" for at, rule in find_breaches(code)]
    assert told == [], "\n".join(told)


@pytest.mark.parametrize("name", SHEETS)
def test_style_sheets_put_rules_in_declared_layers(name: str) -> None:
    code = read_code(name)
    layers = LAYERS.search(code) or LAYERS.search(read_code("site.css"))
    assert layers
    outside = re.sub(
        rf"^@layer (?:{layers[1].replace(', ', '|')}) \{{\n.*?^\}}$", "", code, flags=re.DOTALL | re.MULTILINE
    )
    assert IMPORT.sub("", outside.replace(layers[0], "")).split() == []
