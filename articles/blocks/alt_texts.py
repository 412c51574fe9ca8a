"""Tells an alternative text that describes a picture from one that is only the name of its file."""

import re
from pathlib import PurePosixPath

IMAGE_EXTENSION = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|tiff?|bmp|heic|svg|pdf)$", re.IGNORECASE)
# What cameras, scanners, phones and messengers call a file, and what people call one that has no name.
NAMELESS = re.compile(
    r"(?:img|dsc[nf]?|pict?|mvi|scan|image|bild|foto|photo|picture|screen ?shot|bildschirmfoto|unbenannt|untitled"
    r"|whatsapp (?:image|bild)|download|copy|kopie)?[\d\W_]*(?:(?:at|um)[\d\W_]*)?(?:copy|kopie)?[\d\W_]*",
    re.IGNORECASE,
)
# Storage adds such an ending to the name of a second file of one name.
RANDOM_ENDING = re.compile(r"_[a-zA-Z0-9]{7}$")
DIGIT = re.compile(r"\d")


def is_file_like(text: str, file_name: str = "") -> bool:
    """Return whether an alternative text is the name of a file: of this one, or by its looks of any."""
    text = text.strip()
    if not text:
        return False
    is_joined = " " not in text and ("_" in text or ("-" in text and bool(DIGIT.search(text))))
    return bool(
        is_joined
        or IMAGE_EXTENSION.search(text)
        or NAMELESS.fullmatch(text)
        or spread_words(text) in list_names(file_name)
    )


def list_names(file_name: str) -> set[str]:
    """Return what a file is called, with and without what the storage added."""
    stem = PurePosixPath(file_name).stem
    return {spread_words(stem), spread_words(RANDOM_ENDING.sub("", stem))} - {""}


def spread_words(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()
