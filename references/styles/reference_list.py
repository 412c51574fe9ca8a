"""The list at the foot of a page in the style that the site has chosen."""

from django.utils.safestring import SafeString

from references.csl import Csl
from references.enums import CitationStyle
from references.inline_markup import rendered, unmarked
from references.styles import ama, apa, vancouver

ENTRIES = {
    CitationStyle.AMA: ama.marked_entry,
    CitationStyle.VANCOUVER: vancouver.marked_entry,
    CitationStyle.APA: apa.marked_entry,
}


def entry(work: Csl, style: CitationStyle) -> SafeString:
    """One entry of the list, without its number: HTML with no tags but <i>, <b>, <sub> and <sup>."""
    return rendered(ENTRIES[style](work))


def plain(work: Csl, style: CitationStyle) -> str:
    """The same as plain text, to be copied."""
    return unmarked(ENTRIES[style](work))
