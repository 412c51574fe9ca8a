"""The words of a passage of Markdown as HTML: emphasis, links, pictures, notes."""

import re
from collections.abc import Mapping
from html import escape

NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,60})\](?!:)")
CODE = re.compile(r"(`+)([^`].{0,500}?)\1(?!`)")
IMAGE = re.compile(r"!\[([^\]]{0,500})\]\(([^)\s]{0,2000})(?:\s+\"[^\"]{0,500}\")?\)")
LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){1,1000})\]"
    r"\(<?([^()\s>]{1,2000}(?:\([^)\s]{0,200}\)[^()\s]{0,500})?)>?(?:\s+\"[^\"]{0,500}\")?\)"
)
REFERENCE_LINK = re.compile(r"\[([^\[\]]{1,500})\]\[([^\[\]]{0,200})\]")
AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,2000})>")
STRONG = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).){1,1000}[*_]?)(?<=\S)\1(?!\w)", re.DOTALL)
EMPHASIS = re.compile(r"(?<![\w*\\])(\*|_)(?=[^\s*_])((?:(?!\1).){1,1000})(?<=[^\s\\])\1(?![\w*])", re.DOTALL)
RAISED = re.compile(r"\^([\d,–-]{1,20})\^")
BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
# Stands for a character behind a backslash while the marks are read.
PRIVATE_START = 0xE000


def render_words(text: str, links: Mapping[str, str], notes: Mapping[str, str]) -> str:
    """Return the HTML of some words. `links` are addresses that are defined elsewhere, `notes` the marks of notes."""

    def render_reference_link(found: re.Match[str]) -> str:
        url = links.get((found[2] or found[1]).casefold())
        return f'<a href="{escape(url)}">{found[1]}</a>' if url else found[0]

    text = BACKSLASH.sub(lambda found: chr(PRIVATE_START + ord(found[1])), text)
    text = CODE.sub(lambda found: escape(found[2]), text)
    text = NOTE_MARK.sub(lambda found: keep_stars(notes[found[1]]) if found[1] in notes else found[0], text)
    text = IMAGE.sub(lambda found: f'<img alt="{escape(found[1])}">', text)
    text = LINK.sub(lambda found: f'<a href="{escape(found[2])}">{found[1]}</a>', text)
    text = REFERENCE_LINK.sub(render_reference_link, text)
    text = AUTOLINK.sub(lambda found: f'<a href="{escape(found[1])}">{escape(found[1])}</a>', text)
    # Twice, for emphasis within emphasis.
    for _round in range(2):
        text = EMPHASIS.sub(r"<i>\2</i>", STRONG.sub(r"<b>\2</b>", text))
    text = RAISED.sub(r"<sup>\1</sup>", text)
    return re.sub("[\ue000-\ue0ff]", lambda found: escape(chr(ord(found[0]) - PRIVATE_START)), text)


def keep_stars(text: str) -> str:
    """Return text whose stars are read as if a backslash stood before them."""
    return text.replace("*", chr(PRIVATE_START + ord("*")))
