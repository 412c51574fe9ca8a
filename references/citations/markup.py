"""The markup of citations on a page: superscript numbers, notes in the margin, links back from the list.

The markup depends only on the mentions and the wording for their works. It is put together as plain strings, because
`format_html` would take longer than everything else on the page. All text is passed through `escape`.
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

# Three or more consecutive numbers are written as a range.
MIN_RANGE_LENGTH = 3
HTML_TAG = re.compile("<[^>]*>")
# In characters of text, about twenty lines: a note in the margin is surely still visible within this distance.
MARGIN_NOTE_DISTANCE = 1200


@dataclass(frozen=True)
class CitationWording:
    """What is shown about a work where it is cited."""

    # For screen readers.
    label: str
    # Beside the number: "retracted".
    notice: str = ""
    # In the margin beside the line, as HTML.
    margin: str = ""
    # What kind of evidence the work is: "Cohort study (women)".
    evidence: str = ""
    is_alarming: bool = False


class CitationMarkup:
    """The markup of one page. `wordings` are by the number of their work."""

    def __init__(self, wordings: Mapping[int, CitationWording]) -> None:
        self.wordings = wordings
        # Translated once a page, because there are hundreds of citations.
        self.link_label = _("Reference %(number)s: %(label)s")
        self.back_link_label = _("%(letter)s: back to where reference %(number)s is cited")

    def render_text(self, numbered: NumberedText) -> str:
        """Return the rich text with numbers in place of its citations, and notes in the margin.

        Works that are cited together get notes again only where the last note of any of them may be out of sight, so
        that notes of citations that are close together do not push each other away.
        """
        text, written, noted, position, end = numbered.text, [], dict[int, int](), 0, 0
        for group, mentions in zip(text.groups, numbered.mentions, strict=True):
            position += len(HTML_TAG.sub("", text.source[end : group[0].start]))
            numbers = dict.fromkeys(mention.number for mention in mentions)
            is_far = any(
                position - noted.get(number, -MARGIN_NOTE_DISTANCE) >= MARGIN_NOTE_DISTANCE for number in numbers
            )
            here = numbers if is_far else {}
            written.append(self.render_group(mentions) + "".join(map(self.render_margin_note, here)))
            noted.update(dict.fromkeys(here, position))
            end = group[-1].end
        return replace_citations(text, written)

    def render_group(self, mentions: list[Mention]) -> str:
        """Return the superscript numbers of one group, such as `1,3–5`, or an empty string if no work exists."""
        numbers = ",".join(map(self.render_run, self.split_runs(mentions)))
        return f'<sup class="citation">{numbers}</sup>' if numbers else ""

    def split_runs(self, mentions: list[Mention]) -> Iterator[list[Mention]]:
        """Yield mentions with consecutive numbers together.

        A mention with a locator or a notice is a run of its own, so that no range hides it.
        """

        def get_run_key(item: tuple[int, Mention]) -> tuple[int, int]:
            position, mention = item
            stands_alone = mention.locator or self.wordings[mention.number].notice
            return mention.number - position, position if stands_alone else -1

        for _start, items in groupby(enumerate(mentions), key=get_run_key):
            yield [mention for _position, mention in items]

    def render_run(self, run: list[Mention]) -> str:
        if len(run) < MIN_RANGE_LENGTH:
            return ",".join(map(self.render_number, run))
        # The numbers inside a range are not shown, but the list links back to them.
        inner = "".join(f'<span id="{mention.anchor}"></span>' for mention in run[1:-1])
        return f"{self.render_number(run[0])}–{inner}{self.render_number(run[-1])}"

    def render_number(self, mention: Mention) -> str:
        """Return a link to the list with the number: `3`, or `3(p823)` with a locator (AMA, 11th edition, 3.6)."""
        wording = self.wordings[mention.number]
        seen = (
            f"{mention.number}({locators.shorten_locator(mention.locator)})" if mention.locator else str(mention.number)
        )
        # The accessible name begins with the visible text (WCAG 2.2, 2.5.3).
        label = ", ".join(filter(None, (wording.label, wording.evidence)))
        heard = self.link_label % {"number": " ".join(filter(None, (seen, wording.notice))), "label": label}
        return (
            f'<a class="citation__link" id="{mention.anchor}" href="#ref-{mention.number}" role="doc-noteref"'
            f' aria-label="{escape(heard)}">{escape(seen)}{render_notice(wording)}</a>'
        )

    def render_margin_note(self, number: int) -> str:
        """Return the note of a work in the margin. Screen readers skip it, because the number says the same."""
        wording = self.wordings[number]
        evidence = f"<small>{escape(wording.evidence)}</small>" if wording.evidence else ""
        note = f"<b>{number}</b>{render_notice(wording)} {wording.margin}{evidence}"
        return f'<span class="margin-note" aria-hidden="true">{note}</span>'

    def render_back_links(self, work: CitedWork) -> SafeString:
        """Return links to each place that cites a work, with the locator and the quotes of the citation."""
        items = "".join(
            f"<li>{self.render_back_link(mention)}{render_details(mention)}</li>" for mention in work.mentions
        )
        return mark_safe(items)  # noqa: S308 -- every text in it is escaped

    def render_back_link(self, mention: Mention) -> str:
        heard = self.back_link_label % {"letter": mention.letter, "number": mention.number}
        return f'<a href="#{mention.anchor}" role="doc-backlink" aria-label="{escape(heard)}">{mention.letter}</a>'


def render_notice(wording: CitationWording) -> str:
    if not wording.notice:
        return ""
    grave = " citation__notice--grave" if wording.is_alarming else ""
    # A no-break space, so that the notice stays with the number.
    return f'\u00a0<span class="citation__notice{grave}">{escape(wording.notice)}</span>'


def render_details(mention: Mention) -> str:
    """Return the locator and the quotes, such as ` p. 823: “words”`."""
    quotes = "".join(f" <q>{escape(quote)}</q>" for quote in mention.quotes)
    if not mention.locator:
        return quotes
    return f" {escape(mention.locator)}{':' if quotes else ''}{quotes}"
