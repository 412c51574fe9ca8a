"""Colours are checked from the style sheet itself: 4.5:1 for words, 3:1 for edges (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SITE = Path(settings.BASE_DIR, "static/css/site.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6});")

SURFACES = ["paper", "raised", "sage", "sand", "blush"]
WORDS = ["ink", "soft", "teal", "teal-deep", "ember"]
EDGES = ["edge", "teal", "ember"]
ON_FILLED = [("on-teal", "teal"), ("on-teal", "teal-deep"), ("on-teal", "ember"), ("paper", "ink")]


def colours() -> dict[str, dict[str, str]]:
    """Return the colours of each scheme. The dark one takes those that it does not name from the light one."""
    tokens = SITE[SITE.index("@layer tokens {") : SITE.index("@layer base {")]
    light, dark = tokens.split("@media screen and (prefers-color-scheme: dark)")
    of_light = dict(COLOUR.findall(light))
    return {"light": of_light, "dark": of_light | dict(COLOUR.findall(dark))}


def luminance(colour: str) -> float:
    channels = (int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(scheme: str, pairs: list[tuple[str, str]], least: float) -> dict[tuple[str, str], float]:
    found = colours()[scheme]
    ratios = {pair: round(contrast(found[pair[0]], found[pair[1]]), 2) for pair in pairs}
    return {pair: ratio for pair, ratio in ratios.items() if ratio < least}


def test_contrast_is_computed_as_in_wcag() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast_on_every_surface(scheme: str) -> None:
    pairs = [(word, surface) for word in WORDS for surface in SURFACES]
    assert too_faint(scheme, [*pairs, *ON_FILLED], 4.5) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_have_enough_contrast_on_every_surface(scheme: str) -> None:
    assert too_faint(scheme, [(edge, surface) for edge in EDGES for surface in SURFACES], 3) == {}


def test_dark_scheme_changes_every_colour() -> None:
    found = colours()
    assert [name for name, colour in found["light"].items() if found["dark"][name] == colour] == []


def test_theme_colour_is_the_page_background() -> None:
    base = Path(settings.BASE_DIR, "templates/base.html").read_text(encoding="utf-8")
    found = colours()
    assert re.findall(r'name="theme-color" content="(#[0-9a-f]+)"', base) == [
        found["dark"]["paper"],
        found["light"]["paper"],
    ]
