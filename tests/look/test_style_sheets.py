"""Whole style sheets: the tokens that they use exist, and their size is limited."""

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from fibro_site.serving.static_storage import minify_css

CSS = Path(settings.BASE_DIR, "static/css")
PUBLIC = [
    *("site.css", "article.css", "form.css", "body-map.css", "receipt.css", "account.css", "own.css", "library.css"),
    "people.css",
    "glossary.css",
    "blocks.css",
    "home.css",
    "lists.css",
    "search.css",
]
# Together with the HTML and the scripts a page must fit the first round trip, 14 KB (test_page_weight.py).
LARGEST = {("site.css", "article.css"): 4_250, ("site.css", "form.css"): 3_820}


def read(name: str) -> str:
    return (CSS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PUBLIC)
def test_every_token_used_is_defined(name: str) -> None:
    defined = set(re.findall(r"^\s*(--[a-z0-9-]+):", read("site.css"), re.MULTILINE))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", read(name))) - defined == set()


@pytest.mark.parametrize("name", PUBLIC[1:])
def test_colours_come_from_the_tokens(name: str) -> None:
    # White behind a QR code is what cameras need, in either scheme.
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", read(name))) <= {"#fff"}


@pytest.mark.parametrize("name", PUBLIC)
def test_style_sheets_load_nothing_external(name: str) -> None:
    assert re.findall(r"@import|@font-face|https?://", read(name)) == []


@pytest.mark.parametrize("names", LARGEST)
def test_style_sheets_stay_within_their_weight(names: tuple[str, ...]) -> None:
    weights = {name: len(brotli.compress(minify_css(read(name)).encode(), quality=11)) for name in names}
    assert sum(weights.values()) <= LARGEST[names], weights
