"""The ground of every social card: the loops of the site's mark, on paper, in the light colours of the style sheets."""

from collections.abc import Iterator
from functools import cache
from itertools import chain

from PIL import Image, ImageColor, ImageDraw

SIZE = (1200, 630)
# As in static/css/site.css.
PAPER, INK, SOFT, TEAL, EMBER = "#fbf7ef", "#17251f", "#4b5a53", "#0b5a5c", "#a23c16"
# Of each loop: its radius, its width, and how much of its colour it has.
LOOPS = [(52, 8, 1.0), (95, 9, 1.0), (138, 10, 1.0), (183, 6, 0.55), (229, 4, 0.38), (277, 4, 0.26), (327, 3, 0.14)]
CENTRE, OPEN_FROM, OPEN_TO = (985, 372), -98, -4
DOT, DOT_RADIUS = (1094, 130), 27
# Drawn larger and then reduced, which smooths every edge.
SCALE = 3
SHADES = 20

Colour = tuple[int, int, int]


@cache
def draw_background() -> Image.Image:
    """Return the ground. It is drawn once in a process, and must be copied to be drawn on."""
    width, height = SIZE
    image = Image.new("RGB", (width * SCALE, height * SCALE), PAPER)
    pen = ImageDraw.Draw(image)
    for radius, line, strength in LOOPS:
        colour = mix_colours(PAPER, TEAL, strength)
        pen.arc(build_box(CENTRE, radius), OPEN_TO, OPEN_FROM + 360, fill=colour, width=line * SCALE)
    pen.ellipse(build_box(DOT, DOT_RADIUS), fill=EMBER)
    return image.resize(SIZE, Image.Resampling.LANCZOS)


def build_box(centre: tuple[int, int], radius: int) -> tuple[int, int, int, int]:
    (x, y), reach = centre, radius
    return ((x - reach) * SCALE, (y - reach) * SCALE, (x + reach) * SCALE, (y + reach) * SCALE)


@cache
def build_palette() -> Image.Image:
    """Return the shades between paper and each colour: all that a card has, but for where a letter meets a loop."""
    palette = Image.new("P", (1, 1))
    palette.putpalette(list(chain.from_iterable(generate_shades())))
    return palette


def generate_shades() -> Iterator[Colour]:
    for colour in (INK, SOFT, TEAL, EMBER):
        yield from (mix_colours(PAPER, colour, step / (SHADES - 1)) for step in range(SHADES))


def mix_colours(first: str, second: str, share: float) -> Colour:
    """Return a colour between two, with this share of the second."""
    pairs = zip(ImageColor.getrgb(first)[:3], ImageColor.getrgb(second)[:3], strict=True)
    red, green, blue = (round(one + (other - one) * share) for one, other in pairs)
    return red, green, blue
