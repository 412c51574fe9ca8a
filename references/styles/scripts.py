"""Scripts of the world, as far as lists of references set them differently."""

import re

from references.inline_markup import add_italics

# Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, Thai: given names in these are cut to initials.
INITIALLED_SCRIPT = re.compile(r"[-0-9a-zA-Z\u00c0-\u06ff\u0e01-\u0e5b\u1e00-\u1fff]")
# Han, kana, hangul: no space between the names, no initials, no italics.
UNSPACED_SCRIPT = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def is_unspaced_script(text: str) -> bool:
    return bool(UNSPACED_SCRIPT.search(text)) and not INITIALLED_SCRIPT.search(text)


def add_script_italics(text: str) -> str:
    """Return marked text in italics, or as it is if it is in a script that has none."""
    return text if is_unspaced_script(text) else add_italics(text)
