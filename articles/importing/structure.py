"""Read the passages of an article into its outline: which part of the article each of them belongs to."""

import re
from dataclasses import replace
from enum import Enum, auto

from django.utils.translation import gettext as _

from articles.importing import question_answers, vocabulary
from articles.importing.entries import read_entries
from articles.importing.headings import (
    LONGEST_HEADING,
    clean_heading,
    find_headings,
    is_own_name,
    strip_bare_numbers,
    take_title,
)
from articles.importing.outline import CallToAction, Outline, Prose, Questions
from articles.importing.outline_writer import OutlineWriter
from articles.importing.passages import Kind, Passage, SourceText, write_excerpt
from articles.importing.phrases import is_bold_only
from articles.importing.typed_lists import join_typed_items, strip_item_numbers

# Above a title and below an article stand what a website puts there.
TOP_PASSAGES, LAST_PASSAGES = 5, 8
LONGEST_SURROUNDING = 130
# An invitation ends an article: so little comes behind it, not counting the list of works.
MOST_BEHIND_INVITATION = 5
LONGEST_INVITATION, LONGEST_BUTTON = 60, 40
LONGEST_SUBTITLE = 400


class Mode(Enum):
    BODY = auto()
    INSIGHT = auto()
    QUESTIONS = auto()
    INVITATION = auto()
    WORKS = auto()


def read_outline(source: SourceText, name: str) -> Outline:
    """Return the outline of a file. `name` is its name, for an article without a title."""
    passages = join_typed_items(strip_bare_numbers(find_headings(source)))
    title = take_title(passages, source, name)
    return OutlineReader(title, passages, source).read()


class OutlineReader:
    """Goes through the passages once. `mode` says which part of the article the next one belongs to."""

    def __init__(self, title: str, passages: list[Passage], source: SourceText) -> None:
        self.outline = Outline(title, remarks=list(source.remarks))
        self.passages = passages
        self.mode = Mode.BODY
        # The level of the heading that began the part.
        self.level = 0
        self.works: list[Passage] = []
        headings = [one for one in passages if one.kind == Kind.HEADING and one.level and not is_own_name(one)]
        self.parts = OutlineWriter(self.outline, min((one.level for one in headings), default=0))
        self.end = next((place for place, one in enumerate(passages) if self.begins_works(one)), len(passages))

    def read(self) -> Outline:
        for place, passage in enumerate(self.passages):
            if self.is_byline(place, passage):
                words = _("“%(line)s” was left out. Choose authors and reviewers on the page.")
                self.outline.warn(words % {"line": write_excerpt(passage.words)}, passage.line)
            elif self.is_surrounding(place, passage):
                words = _("“%(line)s” was left out. It is no part of the text.")
                self.outline.warn(words % {"line": write_excerpt(passage.words)}, passage.line)
            elif passage.kind == Kind.HEADING:
                self.read_heading(place, passage)
            else:
                self.read_text(place, passage)
        for passage in read_entries(self.works, self.outline):
            self.parts.add_prose(passage)
            self.outline.warn(
                _("“%(line)s” stands behind the list of works and is a paragraph now.")
                % {"line": write_excerpt(passage.words)},
                passage.line,
            )
        self.parts.drop_empty_parts()
        if not self.outline.parts:
            self.outline.warn(_("The file has no text beside its title and its list of works."))
        return self.outline

    def begins_works(self, passage: Passage) -> bool:
        return passage.kind in {Kind.HEADING, Kind.PARAGRAPH} and vocabulary.matches_wholly(
            vocabulary.REFERENCES, passage.words
        )

    def is_byline(self, place: int, passage: Passage) -> bool:
        """Return whether a line at the top says who wrote the article."""
        is_line = passage.kind in {Kind.HEADING, Kind.PARAGRAPH} and len(passage.words) <= LONGEST_SURROUNDING
        is_top = place < TOP_PASSAGES and self.mode == Mode.BODY
        return is_line and is_top and bool(vocabulary.BYLINE.fullmatch(passage.words.strip()))

    def is_surrounding(self, place: int, passage: Passage) -> bool:
        """Return whether a line is what a website puts around an article: a date, a notice of copyright."""
        is_outside = place < TOP_PASSAGES or place >= len(self.passages) - LAST_PASSAGES or self.mode == Mode.WORKS
        is_line = passage.kind in {Kind.HEADING, Kind.PARAGRAPH} and len(passage.words) <= LONGEST_SURROUNDING
        return is_outside and is_line and bool(vocabulary.SURROUNDING.fullmatch(passage.words.strip()))

    def read_heading(self, place: int, passage: Passage) -> None:
        words = passage.words
        if self.begins_works(passage):
            self.begin(Mode.WORKS, passage)
        elif vocabulary.matches_wholly(vocabulary.QUESTIONS, words):
            self.begin(Mode.QUESTIONS, passage)
            self.outline.parts.append(Questions(clean_heading(words)[:LONGEST_HEADING], passage.line))
        elif self.asks_above_button(place) or (
            vocabulary.matches_wholly(vocabulary.INVITATION, words) and self.ends_article(place, words)
        ):
            self.begin(Mode.INVITATION, passage)
            self.outline.parts.append(CallToAction(clean_heading(words)[:LONGEST_HEADING], passage.line))
        elif vocabulary.matches_wholly(vocabulary.INSIGHT, words):
            self.begin(Mode.INSIGHT, passage)
        elif vocabulary.INSIGHT_BEGINNING.match(words) or vocabulary.BUTTON.fullmatch(words.strip()):
            self.read_text(place, replace(passage, kind=Kind.PARAGRAPH))
        elif self.is_within_part(passage):
            self.read_text(place, passage)
        else:
            self.begin(Mode.BODY, passage)
            self.parts.add_heading(passage)

    def begin(self, mode: Mode, passage: Passage) -> None:
        self.mode, self.level = mode, passage.level

    def is_within_part(self, passage: Passage) -> bool:
        """Return whether a heading belongs to the questions or works above it, rather than ending them."""
        is_deeper = passage.level > self.level > 0
        if self.mode == Mode.QUESTIONS:
            is_question = passage.words.rstrip("*_ ").endswith("?") or bool(
                vocabulary.QUESTION_LABEL.match(passage.words)
            )
            return is_deeper or is_question
        # Only by its look: the title of a work, or a line of an entry.
        return self.mode == Mode.WORKS and not passage.level and not is_bold_only(passage.phrase)

    def read_text(self, place: int, passage: Passage) -> None:
        words = passage.words
        if passage.kind == Kind.LIST and self.mode != Mode.WORKS:
            passage = strip_item_numbers(passage)
        if passage.kind == Kind.PARAGRAPH and self.begins_works(passage):
            self.begin(Mode.WORKS, passage)
        elif passage.kind == Kind.PARAGRAPH and vocabulary.INSIGHT_BEGINNING.match(words) and self.mode != Mode.WORKS:
            self.parts.add_insight(passage)
        elif passage.kind == Kind.PARAGRAPH and self.is_invitation(place, passage):
            self.read_invitation(passage)
        elif self.mode == Mode.WORKS:
            self.works.append(passage)
        elif self.mode == Mode.INSIGHT:
            self.parts.add_named_insights(passage)
            self.mode = Mode.BODY
        elif self.mode == Mode.QUESTIONS:
            self.read_question(passage)
        elif self.mode == Mode.INVITATION and passage.kind == Kind.PARAGRAPH:
            self.read_invitation(passage)
        else:
            self.add_text(place, passage)

    def add_text(self, place: int, passage: Passage) -> None:
        if passage.kind == Kind.TABLE:
            self.parts.add_table(passage)
        elif passage.kind == Kind.QUOTE:
            self.parts.add_quotation(passage)
        elif place == 0 and passage.kind == Kind.PARAGRAPH and is_subtitle(passage):
            self.outline.standfirst = " ".join(passage.words.split())
        else:
            self.parts.add_prose(passage)

    def read_question(self, passage: Passage) -> None:
        questions = next(part for part in reversed(self.outline.parts) if isinstance(part, Questions))
        if passage.kind == Kind.TABLE:
            self.parts.add_table(passage)
        elif not question_answers.add_passage(questions, passage):
            # What introduces the questions stands above them.
            place = self.outline.parts.index(questions)
            self.outline.parts.insert(place, Prose([passage]))

    def asks_above_button(self, place: int) -> bool:
        """Return whether the last of the questions is none of them: a button follows in place of an answer."""
        following = self.passages[place + 1].words.strip() if place + 1 < len(self.passages) else ""
        is_asking = self.mode == Mode.QUESTIONS and self.passages[place].words.rstrip().endswith("?")
        return is_asking and bool(vocabulary.BUTTON.fullmatch(following))

    def ends_article(self, place: int, words: str) -> bool:
        """Return whether an invitation is the last thing that an article says: a button follows, or little at all."""
        end = self.end if place < self.end else len(self.passages)
        behind = self.passages[place + 1 : min(end, place + MOST_BEHIND_INVITATION + 2)]
        has_button = any(vocabulary.BUTTON.fullmatch(one.words.strip()) for one in behind[:4])
        is_asking = self.mode == Mode.QUESTIONS and not re.match(
            r"\W*(?:so,? )?(?:are you |sind sie )?(?:ready|bereit|möchten)", words, re.IGNORECASE
        )
        if is_asking:
            return has_button
        return has_button or (len(behind) <= MOST_BEHIND_INVITATION and sum(len(one.words) for one in behind) < 900)

    def is_invitation(self, place: int, passage: Passage) -> bool:
        """Return whether a paragraph invites readers: `Ready to …? Check eligibility`, or a button alone."""
        words = passage.words.strip()
        if vocabulary.BUTTON.fullmatch(words) and len(words) <= LONGEST_BUTTON + 10:
            return place >= min(self.end, len(self.passages)) - MOST_BEHIND_INVITATION or self.mode == Mode.INVITATION
        first = re.match(r".{5,120}?\?(?=\s|$)", words, re.DOTALL)
        is_invitation = first and vocabulary.INVITATION.fullmatch(first[0]) and len(words.split()) <= LONGEST_INVITATION
        return bool(is_invitation) and self.mode != Mode.INVITATION and self.ends_article(place, words)

    def read_invitation(self, passage: Passage) -> None:
        """Add a paragraph to the call to action: its question, sentences, or button."""
        self.mode = Mode.INVITATION
        last = self.outline.parts[-1] if self.outline.parts else None
        words = " ".join(passage.words.split())
        if not isinstance(last, CallToAction):
            first = re.match(r".{5,120}?\?(?=\s|$)", words)
            last = CallToAction(first[0] if first else "", passage.line)
            self.outline.parts.append(last)
            words = words[first.end() :].strip() if first else words
        if button := vocabulary.BUTTON.fullmatch(words):
            last.button = last.button or button[1][:LONGEST_BUTTON]
        elif words:
            last.sentences.append(words)


def is_subtitle(passage: Passage) -> bool:
    """Return whether the first paragraph is set in italics as a whole, as what stands under a title is."""
    return (
        all(run.is_italic or not run.text.strip() for run in passage.phrase) and len(passage.words) < LONGEST_SUBTITLE
    )
