"""Build the body of a draft from an outline: blocks, in the form in which Wagtail stores them."""

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.importing.citing import CitationWriter
from articles.importing.outline import (
    CallToAction,
    DataTable,
    KeyInsight,
    Outline,
    Part,
    Prose,
    Question,
    Questions,
    Quotation,
    SectionHeading,
)
from articles.importing.passages import Kind, ListItem, Passage, Remark, write_excerpt
from articles.importing.phrases import write_phrase
from articles.importing.question_answers import LONGEST_QUESTION

BlockData = dict[str, Any]

# What a call to action says that has no words of its own, by the language of the page.
INVITATIONS = {
    "en": ("Ready to see if this applies to your situation?", "Check eligibility"),
    "de": ("Möchten Sie wissen, ob das auf Sie zutrifft?", "Eignung prüfen"),
}


class BodyBuilder:
    """Builds the blocks of one article, in its order."""

    def __init__(self, outline: Outline, citations: CitationWriter, language: str) -> None:
        self.outline = outline
        self.citations = citations
        self.invitation = INVITATIONS.get(language[:2], INVITATIONS["en"])
        self.uncited_answers: list[int] = []

    def build(self) -> list[BlockData]:
        body = [block for part in self.outline.parts for block in self.build_part(part)]
        if self.uncited_answers:
            lines = ", ".join(map(str, self.uncited_answers))
            words = ngettext(
                "An answer has no citation (line %(lines)s): cite a work, or mark it as the clinic's own view.",
                "Answers have no citation (lines %(lines)s): cite works, or mark them as the clinic's own view.",
                len(self.uncited_answers),
            )
            self.outline.warn(words % {"lines": lines})
        return body

    def build_part(self, part: Part) -> list[BlockData]:
        """Return the block of a part; none for a text without words."""
        match part:
            case Prose():
                html = "".join(map(self.render_passage, part.passages))
                return [{"type": "prose", "value": html}] if html else []
            case SectionHeading():
                value = {"heading": self.citations.strip_markers(write_phrase(part.words), part.line)}
                return [{"type": "heading", "value": value}]
            case KeyInsight():
                return [{"type": "key_insight", "value": {"text": self.render_paragraph(part)}}]
            case Quotation():
                value = {"text": self.render_paragraph(part), "attribution": part.attribution}
                return [{"type": "quote", "value": value}]
            case DataTable():
                block = self.build_table(part)
            case Questions():
                block = build_questions_block(part.heading, [self.build_question(item) for item in part.items])
            case CallToAction():
                block = self.build_call_to_action(part)
        return [block]

    def render_paragraph(self, part: KeyInsight | Quotation) -> str:
        return f"<p>{self.citations.render(part.phrase, part.line)}</p>"

    def render_passage(self, passage: Passage) -> str:
        if passage.kind == Kind.LIST:
            return self.render_list(passage.items)
        if passage.kind == Kind.HEADING:
            words = self.citations.render_lines(passage.lines)
            return f"<h3>{words.replace('<b>', '').replace('</b>', '')}</h3>"
        html = self.citations.render_lines(passage.lines)
        return f"<p>{html}</p>" if html.strip() else ""

    def render_list(self, items: Sequence[ListItem]) -> str:
        """Return nested lists. An item that is deeper than the one before it begins a list within that one."""
        html: list[str] = []
        tags: list[str] = []
        for item in items:
            depth = min(item.depth + 1, len(tags) + 1)
            while len(tags) > depth:
                html.append(f"</li></{tags.pop()}>")
            tag = "ol" if item.is_ordered else "ul"
            if len(tags) < depth:
                tags.append(tag)
                html.append(f"<{tag}>")
            else:
                html.append("</li>")
            html.append(f"<li>{self.citations.render_lines(item.lines)}")
        return "".join([*html, *(f"</li></{tag}>" for tag in reversed(tags))])

    def build_table(self, part: DataTable) -> BlockData:
        """Return a table, whose first row has the headings if the file says so, or if there is no other way to tell."""
        rows = part.passage.rows
        width = max(map(len, rows))
        head = rows[0] if all(cell.is_heading for cell in rows[0]) or len(rows) > 1 else ()
        if not all(cell.is_heading for cell in head):
            self.outline.warn(_("The first row of the table was taken for its headings."), part.passage.line)
        columns = [
            {
                "type": "text",
                "heading": " ".join(self.citations.strip_markers(cell.phrase, part.passage.line).split())
                if cell
                else "",
            }
            for _column, cell in zip_longest(range(width), head)
        ]
        values = [
            {
                "values": [
                    f"<p>{self.citations.render_lines(cell.lines)}</p>" if cell else ""
                    for _column, cell in zip_longest(range(width), row)
                ]
            }
            for row in rows[1 if head else 0 :]
        ]
        has_row_headings = all(row[0].is_heading for row in rows[1:] if row) and len(rows) > 1
        value = {
            "title": part.title,
            "caption": "",
            "has_row_headings": has_row_headings,
            "table": {"columns": columns, "rows": values},
        }
        return {"type": "table", "value": value}

    def build_question(self, question: Question) -> BlockData:
        words = self.citations.strip_markers(write_phrase(question.words), question.line)
        if len(words) > LONGEST_QUESTION:
            self.outline.warn(
                _("The question was too long and was cut: “%(question)s”.") % {"question": write_excerpt(words)},
                question.line,
            )
            words = write_excerpt(words, LONGEST_QUESTION - 1)
        before = sum(self.citations.cited.values())
        answer = "".join(map(self.render_answer, question.passages))
        if not answer:
            self.outline.warn(_("“%(question)s” has no answer.") % {"question": write_excerpt(words)}, question.line)
        elif not question.is_clinic_view and sum(self.citations.cited.values()) == before:
            self.uncited_answers.append(question.line)
        return {"question": words, "answer": answer, "is_clinic_view": question.is_clinic_view}

    def render_answer(self, passage: Passage) -> str:
        return (
            self.render_list(passage.items)
            if passage.kind == Kind.LIST
            else f"<p>{self.citations.render_lines(passage.lines)}</p>"
        )

    def build_call_to_action(self, part: CallToAction) -> BlockData:
        heading, button = part.heading or self.invitation[0], part.button or self.invitation[1]
        if not (part.heading and part.button):
            self.outline.warn(
                _("The call to action was completed: “%(heading)s”, “%(button)s”.")
                % {"heading": heading, "button": button},
                part.line,
            )
        text = self.citations.strip_markers(write_phrase("\n".join(part.sentences)), part.line)
        return {"type": "call_to_action", "value": {"heading": heading, "text": text, "button": button}}


def build_questions_block(heading: str, items: list[BlockData]) -> BlockData:
    """Return the block of questions with their answers: the one place that says how an article stores them."""
    return {"type": "questions", "value": {"heading": heading, "questions": items}}


def count_blocks(body: Sequence[BlockData]) -> dict[str, int]:
    return dict(Counter(block["type"] for block in body))


def sort_remarks(remarks: list[Remark]) -> list[Remark]:
    """Return the remarks once each, those about the whole article first, then by line."""
    return sorted(dict.fromkeys(remarks), key=lambda remark: remark.line or 0)
