"""Draws the picture that is shown beside a link to a page: its title, in the site's own type, and the clinic's name.

It is of light colours, as messengers show it on both. The typeface is a part of Charis SIL (`fonts/`), which descends
from the first typeface of our style sheets: a server has no system fonts to rely on.
"""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from articles.metadata.card_background import INK, SOFT, build_palette, draw_background

FONT = Path(__file__).with_name("fonts") / "clinic-card-serif.ttf"
# Raise it when the drawing changes: the URL of a card has what it shows in it.
DRAWING_VERSION = 1
LEFT, TITLE_TOP, TITLE_WIDTH, TITLE_HEIGHT = 72, 72, 640, 410
CLINIC_BASELINE, CLINIC_WIDTH = 558, 620
TITLE_SIZES = range(84, 35, -6)
CLINIC_SIZES = range(30, 19, -2)
LINE_HEIGHT = 1.22
HYPHEN, ELLIPSIS = "-", "…"


def hash_card(title: str, clinic: str) -> str:
    """Return a short hash of what a card shows."""
    return sha256(json.dumps([DRAWING_VERSION, title, clinic]).encode()).hexdigest()[:12]


def draw_card(title: str, clinic: str) -> bytes:
    """Return a card as a PNG file. A title is set smaller until it fits; what then does not fit is cut off."""
    image = draw_background().copy()
    pen = ImageDraw.Draw(image)
    lines, size = fit_lines(keep_drawable(title))
    font = load_font(size)
    for place, line in enumerate(lines):
        pen.text((LEFT, TITLE_TOP + size + place * size * LINE_HEIGHT), line, fill=INK, font=font, anchor="ls")
    draw_clinic(pen, keep_drawable(clinic))
    file = BytesIO()
    image.quantize(palette=build_palette(), dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def draw_clinic(pen: ImageDraw.ImageDraw, name: str) -> None:
    fitting = (size for size in CLINIC_SIZES if load_font(size).getlength(name) <= CLINIC_WIDTH)
    font = load_font(next(fitting, CLINIC_SIZES[-1]))
    pen.text((LEFT, CLINIC_BASELINE), cut_to_width(name, font, CLINIC_WIDTH), fill=SOFT, font=font, anchor="ls")


def fit_lines(title: str) -> tuple[Sequence[str], int]:
    """Return the lines of a title, and the largest size at which they fit."""
    words = title.split()
    for size in TITLE_SIZES:
        font, most = load_font(size), int(TITLE_HEIGHT / (size * LINE_HEIGHT))
        lines = list(wrap_words(words, font))
        if len(lines) <= most and all(font.getlength(word) <= TITLE_WIDTH for word in words):
            return lines, size
    # A word wider than the card, or too many words.
    font, lines = load_font(size), list(wrap_words(break_words(words, font), font))
    shown = lines[:most]
    if lines[most:]:
        shown[-1] = cut_to_width(f"{shown[-1]} {lines[most]}", font, TITLE_WIDTH)
    return shown, size


def wrap_words(words: Sequence[str], font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".lstrip()
        if line and font.getlength(longer) > TITLE_WIDTH:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def break_words(words: Sequence[str], font: ImageFont.FreeTypeFont) -> list[str]:
    """Return the words, and those that are wider than a line in pieces that are not."""
    return [piece for word in words for piece in break_word(word, font)]


def break_word(word: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    while font.getlength(word) > TITLE_WIDTH:
        end = next(n for n in range(len(word), 0, -1) if n == 1 or font.getlength(word[:n] + HYPHEN) <= TITLE_WIDTH)
        yield word[:end] + HYPHEN
        word = word[end:]
    yield word


def cut_to_width(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + ELLIPSIS) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def keep_drawable(text: str) -> str:
    """Return the text with the characters that the typeface has; of others their base letters, or nothing."""
    kept = (one if is_drawable(one) else strip_accents(one) for one in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).split())


def strip_accents(character: str) -> str:
    return "".join(filter(is_drawable, unicodedata.normalize("NFKD", character)))


@lru_cache(maxsize=2048)
def is_drawable(character: str) -> bool:
    """Return whether the typeface has a character: without one, it draws a box."""
    if character.isspace():
        return True
    font = load_font(TITLE_SIZES[0])
    return character.isprintable() and bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))


@lru_cache(maxsize=32)
def load_font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)
