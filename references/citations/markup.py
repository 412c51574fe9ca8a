"""The marks that stand for citations on a page: superior numbers, notes in the margin, links back from the list.

Every mark is a function of the mentions and of what is said of their works. They are put together as plain strings, for
`format_html` would take longer than all else on the page; whatever is text goes in by `escape`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from references.citations.numbering import CitedWork, Mention, NumberedText, replace_citations
from references.styles import locators

# Three numbers in a row or more are written as a range.
MIN_RANGE_LENGTH = 3
HTML_TAG = re.compile("<[^>]*>")
# Letters of the text, some twenty lines: as far as a note in the margin is surely still in sight.
MARGIN_NOTE_DISTANCE = 1200


@dataclass(frozen=True)
class CitationWording:
    """What is said of a work where it is cited."""

    # For who hears the number.
    label: str
    # Beside the number: "retracted".
    notice: str = ""
    # In the margin beside the line, as HTML.
    margin: str = ""
    is_alarming: bool = False


class CitationMarkup:
    """The marks of one page. `wordings` are by the number of their work."""

    def __init__(self, wordings: Mapping[int, CitationWording]) -> None:
        self.wordings = wordings
        # Looked up once a page: there are hundreds of marks.
        self.heard = _("Reference %(number)s: %(label)s")
        self.back_link_label = _("%(letter)s: back to where reference %(number)s is cited")

    def write(self, numbered: NumberedText) -> str:
        """The rich text with its numbers in place of its citations, and each work in the margin: again only where the
        last note of it may be out of sight, so that many citations close together do not push each other away."""
        text, written, noted, position, end = numbered.text, [], dict[int, int](), 0, 0
        for group, mentions in zip(text.groups, numbered.mentions, strict=True):
            position += len(HTML_TAG.sub("", text.source[end : group[0].start]))
            numbers = dict.fromkeys(mention.number for mention in mentions)
            here = [
                number
                for number in numbers
                if position - noted.get(number, -MARGIN_NOTE_DISTANCE) >= MARGIN_NOTE_DISTANCE
            ]
            written.append(self.numbers(mentions) + "".join(map(self.margin_note, here)))
            noted.update(dict.fromkeys(here, position))
            end = group[-1].end
        return replace_citations(text, written)

    def numbers(self, mentions: list[Mention]) -> str:
        """The superior numbers of one group, `1,3–5`. Nothing if none of its works exists."""
        numbers = ",".join(map(self.run, self.runs(mentions)))
        return f'<sup class="citation">{numbers}</sup>' if numbers else ""

    def runs(self, mentions: list[Mention]) -> Iterator[list[Mention]]:
        """Mentions whose numbers follow each other. One with more to say than its number stands alone, so that no range
        hides it."""

        def start_of_run(item: tuple[int, Mention]) -> tuple[int, int]:
            position, mention = item
            stands_alone = mention.locator or self.wordings[mention.number].notice
            return mention.number - position, position if stands_alone else -1

        for _start, items in groupby(enumerate(mentions), key=start_of_run):
            yield [mention for _position, mention in items]

    def run(self, run: list[Mention]) -> str:
        if len(run) < MIN_RANGE_LENGTH:
            return ",".join(map(self.number, run))
        # The numbers inside a range are not written, but the list links back to them all the same.
        inner = "".join(f'<span id="{mention.anchor}"></span>' for mention in run[1:-1])
        return f"{self.number(run[0])}–{inner}{self.number(run[-1])}"

    def number(self, mention: Mention) -> str:
        """`3`, and with a locator `3(p823)`, as AMA has it (11th edition, 3.6): a link to the list."""
        wording = self.wordings[mention.number]
        seen = (
            f"{mention.number}({locators.shorten_locator(mention.locator)})" if mention.locator else str(mention.number)
        )
        # What is read out begins with what is seen (WCAG 2.2, 2.5.3).
        heard = self.heard % {"number": " ".join(filter(None, (seen, wording.notice))), "label": wording.label}
        return (
            f'<a class="citation__link" id="{mention.anchor}" href="#ref-{mention.number}" role="doc-noteref"'
            f' aria-label="{escape(heard)}">{escape(seen)}{render_notice(wording)}</a>'
        )

    def margin_note(self, number: int) -> str:
        """Hidden from who hears the page: the number has said it."""
        wording = self.wordings[number]
        note = f"<b>{number}</b>{render_notice(wording)} {wording.margin}"
        return f'<span class="margin-note" aria-hidden="true">{note}</span>'

    def back_links(self, work: CitedWork) -> SafeString:
        """To each place where a work is cited, with where in the work, and its words."""
        items = "".join(
            f"<li>{self.render_back_link(mention)}{render_details(mention)}</li>" for mention in work.mentions
        )
        return mark_safe(items)  # noqa: S308 -- see above

    def render_back_link(self, mention: Mention) -> str:
        heard = self.back_link_label % {"letter": mention.letter, "number": mention.number}
        return f'<a href="#{mention.anchor}" role="doc-backlink" aria-label="{escape(heard)}">{mention.letter}</a>'


def render_notice(wording: CitationWording) -> str:
    if not wording.notice:
        return ""
    grave = " citation__notice--grave" if wording.is_alarming else ""
    # No space at which a line could end.
    return f'\u00a0<span class="citation__notice{grave}">{escape(wording.notice)}</span>'


def render_details(mention: Mention) -> str:
    """` p. 823: “words”`."""
    quotes = "".join(f" <q>{escape(quote)}</q>" for quote in mention.quotes)
    if not mention.locator:
        return quotes
    return f" {escape(mention.locator)}{':' if quotes else ''}{quotes}"
