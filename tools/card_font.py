"""Make the typeface of social cards: a part of Charis SIL Regular, under a name of its own.

    pip install fonttools
    python -m tools.card_font CharisSIL-Regular.ttf

Charis descends from Bitstream Charter, which our style sheets name first, and is free under the SIL Open Font License
(beside the result). The licence asks a changed font to bear another name. Kept are the letters of the languages that
are written in Latin script, figures, punctuation and a few signs.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

RESULT = Path(__file__).resolve().parent.parent / "articles/metadata/fonts/clinic-card-serif.ttf"
FAMILY = "Clinic Card Serif"
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x218, 0x219, 0x21A, 0x21B, 0x1E9E, 0x3B1, 0x3B2, 0x3B3, 0x3B4, 0x3BB, 0x3BC),
    *range(0x2010, 0x2030),
    *(0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2192, 0x2212, 0x2248, 0x2260),
    *(0x2264, 0x2265, 0x2070, *range(0x2074, 0x207A), *range(0x2080, 0x208A)),
]
# Tables that only a program with Graphite reads, and those of an editor.
NEEDLESS_TABLES = ["Silf", "Silt", "Glat", "Gloc", "Feat", "Sill", "FFTM", "DSIG"]
NAMES = {1: FAMILY, 3: f"{FAMILY} 1", 4: FAMILY, 6: "ClinicCardSerif-Regular"}


def write_font(source: str) -> None:
    options = subset.Options(
        layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl"],
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        glyph_names=False,
        drop_tables=[*subset.Options().drop_tables, *NEEDLESS_TABLES],
    )
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    rename(font)
    font.save(RESULT)


def rename(font: TTFont) -> None:
    names = font["name"]
    for one in list(names.names):
        if one.nameID in {*NAMES, 16, 18, 21}:
            names.removeNames(nameID=one.nameID)
    for number, name in NAMES.items():
        names.setName(name, number, 3, 1, 0x409)


if __name__ == "__main__":
    write_font(sys.argv[1])
