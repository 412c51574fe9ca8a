"""Add passages to an outline as the parts that they are, and say what was changed or left out."""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from articles.importing import vocabulary
from articles.importing.headings import LONGEST_HEADING, can_be_sentence, clean_heading
from articles.importing.outline import DataTable, KeyInsight, Outline, Prose, Questions, Quotation, SectionHeading
from articles.importing.passages import Kind, Passage, write_excerpt
from articles.importing.phrases import Phrase, drop_bold, get_words, is_bold_only, slice_phrase, trim_phrase

LARGEST_TABLE, WIDEST_TABLE = 60, 8
LONGEST_CAPTION = 200
LONGEST_ATTRIBUTION = 120
ATTRIBUTION = re.compile(r"\s*[–—-]+\s*(?=\S)")
MAIN_LEVEL, SMALL_LEVEL = 2, 3


class OutlineWriter:
    """Writes the parts of one outline. `main_level` is the level of its sections among the file's headings, or 0."""

    def __init__(self, outline: Outline, main_level: int) -> None:
        self.outline = outline
        self.main_level = main_level

    def add_heading(self, passage: Passage) -> None:
        words = clean_heading(passage.words)
        if len(words) > LONGEST_HEADING:
            self.outline.warn(
                _("“%(line)s” is too long for a heading and is a paragraph now.") % {"line": write_excerpt(words)},
                passage.line,
            )
            self.add_prose(replace(passage, kind=Kind.PARAGRAPH, level=0))
            return
        if can_be_sentence(passage):
            self.outline.warn(_("“%(line)s” is a heading now. It may be a sentence.") % {"line": words}, passage.line)
        self.outline.headings.append(words)
        if self.find_level(passage) == MAIN_LEVEL:
            self.outline.parts.append(SectionHeading(words, passage.line))
        else:
            self.add_prose(passage)

    def find_level(self, passage: Passage) -> int:
        """Return 2 for the heading of a section, 3 for a small one within it."""
        if passage.level:
            return MAIN_LEVEL if passage.level == self.main_level else SMALL_LEVEL
        return SMALL_LEVEL if self.main_level and is_bold_only(passage.phrase) else MAIN_LEVEL

    def add_prose(self, passage: Passage) -> None:
        last = self.outline.parts[-1] if self.outline.parts else None
        if not isinstance(last, Prose):
            last = Prose()
            self.outline.parts.append(last)
        last.passages.append(passage)

    def add_insight(self, passage: Passage) -> None:
        label = vocabulary.INSIGHT_BEGINNING.match(passage.words)
        phrase = trim_phrase(slice_phrase(passage.phrase, label.end() if label else 0))
        self.outline.parts.append(KeyInsight(strip_bold(phrase), passage.line))

    def add_quotation(self, passage: Passage) -> None:
        if vocabulary.INSIGHT_BEGINNING.match(passage.words):
            self.add_insight(passage)
            return
        attribution, lines = "", passage.lines
        if len(lines) > 1 and (dash := ATTRIBUTION.match(get_words(lines[-1].phrase))):
            attribution, lines = get_words(lines[-1].phrase)[dash.end() :][:LONGEST_ATTRIBUTION], lines[:-1]
        self.outline.parts.append(Quotation(replace(passage, lines=lines).phrase, attribution, passage.line))

    def add_table(self, passage: Passage) -> None:
        size = {"rows": len(passage.rows), "columns": max(map(len, passage.rows))}
        if size["rows"] > LARGEST_TABLE or size["columns"] > WIDEST_TABLE:
            self.outline.warn(
                _(
                    "The table has %(rows)s rows and %(columns)s columns, too many for a page, and was left out. "
                    "Shorten it, or offer it as a file."
                )
                % size,
                passage.line,
            )
            return
        title = passage.caption or self.take_caption()
        if not title:
            self.outline.warn(_("The table has no title. Give it one."), passage.line)
        title = vocabulary.TABLE_CAPTION.sub("", title, count=1).strip(" .:") or _("Table")
        self.outline.parts.append(DataTable(passage, title[:LONGEST_HEADING]))

    def take_caption(self) -> str:
        """Return the line above a table that names it, which is no paragraph then."""
        last = self.outline.parts[-1] if self.outline.parts else None
        if (
            isinstance(last, Prose)
            and last.passages
            and vocabulary.TABLE_CAPTION.match(last.passages[-1].words)
            and len(last.passages[-1].words) < LONGEST_CAPTION
        ):
            return last.passages.pop().words
        return ""

    def drop_empty_parts(self) -> None:
        """Remove what has no content, and warn of it where a reader would miss something."""
        for part in [*self.outline.parts]:
            if isinstance(part, Questions) and not part.items:
                self.outline.warn(_("No questions were found below “%(line)s”.") % {"line": part.heading}, part.line)
                self.outline.parts.remove(part)
            elif isinstance(part, Prose) and not part.passages:
                self.outline.parts.remove(part)

    def add_named_insights(self, passage: Passage) -> None:
        """Add what stands below a heading such as “Key insight”: one paragraph, or each item of a list."""
        if passage.kind == Kind.LIST:
            for item in passage.items:
                self.outline.parts.append(KeyInsight(item.phrase, item.lines[0].number))
        elif passage.kind == Kind.TABLE:
            self.add_table(passage)
        else:
            self.outline.parts.append(KeyInsight(strip_bold(passage.phrase), passage.line))


def strip_bold(phrase: Phrase) -> Phrase:
    return drop_bold(phrase) if is_bold_only(phrase) else phrase
