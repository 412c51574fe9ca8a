"""Write phrases as rich text, with a citation in place of each marker."""

import re
from collections import Counter
from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.importing import markers
from articles.importing.author_years import AuthorYears
from articles.importing.markers import FoundMarker, Marker, MarkerStyle
from articles.importing.passages import Line, Remark
from articles.importing.phrases import Phrase, get_words, render_phrase, slice_phrase
from articles.importing.works import PlannedWork
from references.citations.features import LINK_TYPE, LOCATOR_ATTRIBUTE

SPACE_AT_END = re.compile(r"\s+$")


class CitationWriter:
    """Renders the phrases of one article and keeps account of what they cite.

    `works` are by the numbers of the list. A work that is not stored yet is cited by 0: a dry run renders too.
    """

    def __init__(self, works: Mapping[int, PlannedWork], styles: set[MarkerStyle]) -> None:
        self.works = works
        self.styles = styles
        # Only where there are no numbers: `(2014)` behind a name may be anything in an article that has them.
        self.author_years = AuthorYears(works) if MarkerStyle.ROUND in styles else None
        self.remarks: list[Remark] = []
        # How often each work is cited, and which entries are.
        self.cited: Counter[int | str] = Counter()
        self.cited_numbers: set[int] = set()
        # Numbers that no entry has, with the first line of each.
        self.unknown: dict[int, int] = {}

    def render_lines(self, lines: tuple[Line, ...]) -> str:
        """Return the lines of one passage as rich text, without a tag around it."""
        pieces = []
        for place, line in enumerate(lines):
            if place:
                pieces.append(" " if line.is_wrapped else "<br/>")
            pieces.append(self.render(line.phrase, line.number))
        return "".join(pieces)

    def render(self, phrase: Phrase, line: int) -> str:
        html, position = [], 0
        for marker, left in self.find_markers(phrase, line):
            if left:
                self.remarks.append(
                    Remark(_("“%(words)s” was left as text: it reads like an interval.") % {"words": left.words}, line)
                )
            if not marker or marker.start < position:
                continue
            written = self.render_marker(marker, line)
            if written:
                html += [render_phrase(slice_phrase(phrase, position, marker.start)), written]
                position = marker.end
        return "".join([*html, render_phrase(slice_phrase(phrase, position))])

    def find_markers(self, phrase: Phrase, line: int) -> list[FoundMarker]:
        """Return the markers of a phrase in its order; a number in round brackets that is none by rule is said."""
        found, words = markers.find_markers(phrase, self.styles), get_words(phrase)
        if self.author_years:
            found += [(marker, None) for marker in self.author_years.find(words)]
            for unknown in self.author_years.find_unknown(words):
                told = {"words": unknown}
                self.remarks.append(
                    Remark(
                        _("“%(words)s” reads like a citation and names no single entry. It was left as text.") % told,
                        line,
                    )
                )
            return sorted(found, key=lambda one: one[0].start if one[0] else 0)
        for marker in markers.find_round(words):
            if all(number in self.works for number in marker.numbers):
                told = {"words": words[marker.start : marker.end]}
                self.remarks.append(Remark(_("“%(words)s” may be a marker. It was left as text.") % told, line))
        return found

    def render_marker(self, marker: Marker, line: int) -> str:
        """Return the citations of a marker, with the numbers that cite nothing as text; nothing if none does."""
        known = {number: work for number in marker.numbers if (work := self.works.get(number))}
        for number in marker.numbers:
            if number not in known:
                self.unknown.setdefault(number, line)
        self.cited_numbers |= known.keys()
        citable = {number: work for number, work in known.items() if not work.reason}
        left = [str(number) for number in marker.numbers if number not in citable]
        links = [self.render_citation(work, marker.locator) for work in citable.values()]
        return "".join([*links, f" [{', '.join(left)}]" if left else ""]) if links else ""

    def render_citation(self, work: PlannedWork, locator: str) -> str:
        self.cited[work.identity] += 1
        reference = work.reference or (work.same_as.reference if work.same_as else None)
        pk, label = (reference.pk, reference.label) if reference else (0, work.entry.number)
        if locator:
            return format_html(
                '<a linktype="{}" id="{}" {}="{}">{}</a>', LINK_TYPE, pk, LOCATOR_ATTRIBUTE, locator, label
            )
        return format_html('<a linktype="{}" id="{}">{}</a>', LINK_TYPE, pk, label)

    def strip_markers(self, phrase: Phrase, line: int) -> str:
        """Return plain words, for a place that cannot cite, without their markers. The editor is told."""
        words, kept, position = get_words(phrase), [], 0
        for marker, _left in markers.find_markers(phrase, self.styles):
            if marker and marker.start >= position and all(number in self.works for number in marker.numbers):
                kept.append(SPACE_AT_END.sub("", words[position : marker.start]))
                position = marker.end
                self.cited_numbers |= set(marker.numbers)
                self.remarks.append(
                    Remark(
                        _("“%(words)s” cannot cite here, so the marker was left out.")
                        % {"words": words[marker.start : marker.end]},
                        line,
                    )
                )
        return "".join([*kept, words[position:]])
