"""Draw the icons that are no SVG from static/img/favicon.svg: `python -m tools.icons`.

Browsers ask for /favicon.ico and /apple-touch-icon.png whether or not a page names them, so these two are served from
the root of the site; the others are named by the manifest.
"""

from io import BytesIO

from PIL import Image

from tests import browser
from tools.figures import ROOT

ICON = ROOT / "static/img/favicon.svg"
ICO_SIZES = [(16, 16), (32, 32), (48, 48)]
# File, size, and whether a device cuts its own shape out of it: then the ground reaches the edges.
PICTURES = [
    ("static/root/apple-touch-icon.png", 180, True),
    ("static/img/icon-192.png", 192, False),
    ("static/img/icon-512.png", 512, False),
    ("static/img/icon-maskable-512.png", 512, True),
]
BARE = "<style>body { margin: 0 } svg { display: block }</style>"
ROUNDED = 'rx="7" '
# What is cut off may be a fifth on each side: the drawing keeps to a circle of four fifths.
MARK, MARK_WITHIN_CIRCLE = "translate(3.2 3.2) scale(.8)", "translate(6 6) scale(.625)"


def build_svg(size: int, *, is_maskable: bool) -> str:
    svg = ICON.read_text(encoding="utf-8").replace("<svg ", f'<svg width="{size}" height="{size}" ')
    return svg.replace(ROUNDED, "").replace(MARK, MARK_WITHIN_CIRCLE) if is_maskable else svg


def draw_icons() -> None:
    with browser.running() as chromium:
        page = chromium.new_page()

        def draw(size: int, *, is_maskable: bool) -> Image.Image:
            page.set_viewport_size({"width": size, "height": size})
            page.set_content(f"{BARE}{build_svg(size, is_maskable=is_maskable)}")
            return Image.open(BytesIO(page.screenshot(omit_background=True))).convert("RGBA")

        for path, size, is_maskable in PICTURES:
            icon = draw(size, is_maskable=is_maskable)
            colours = icon.quantize(64, method=Image.Quantize.FASTOCTREE)
            colours.save(ROOT / path, optimize=True)
        sizes = [draw(width, is_maskable=False) for width, _height in ICO_SIZES]
        sizes[-1].save(ROOT / "static/root/favicon.ico", sizes=ICO_SIZES, append_images=sizes[:-1])


if __name__ == "__main__":
    draw_icons()
