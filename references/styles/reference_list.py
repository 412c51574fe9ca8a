"""The list at the foot of a page in the style that the site has chosen."""

from django.utils.safestring import SafeString

from references.csl import Csl
from references.enums import CitationStyle
from references.inline_markup import render_marks, strip_marks
from references.styles import ama, apa, vancouver

ENTRY_FORMATTERS = {
    CitationStyle.AMA: ama.format_entry,
    CitationStyle.VANCOUVER: vancouver.format_entry,
    CitationStyle.APA: apa.format_entry,
}


def render_styled_entry(work: Csl, style: CitationStyle) -> SafeString:
    """One entry of the list, without its number: HTML with no tags but <i>, <b>, <sub> and <sup>."""
    return render_marks(ENTRY_FORMATTERS[style](work))


def render_all_styles(work: Csl, *, first: CitationStyle = CitationStyle.AMA) -> list[tuple[str, SafeString]]:
    """Return the entry in every style with the name of the style, the style `first` before the others."""
    styles = sorted(CitationStyle, key=lambda style: style != first)
    return [(style.label, render_styled_entry(work, style)) for style in styles]


def format_plain_entry(work: Csl, style: CitationStyle) -> str:
    """Return the entry as plain text, to be copied."""
    return strip_marks(ENTRY_FORMATTERS[style](work))
