"""Read questions and their answers, however they were written: as headings, in bold, behind `Q:`, or asking."""

import re
from collections.abc import Iterator
from dataclasses import replace

from articles.importing import vocabulary
from articles.importing.headings import clean_heading
from articles.importing.outline import Question, Questions
from articles.importing.passages import Kind, Line, ListItem, Passage
from articles.importing.phrases import Phrase, drop_bold, get_words, is_bold_only, slice_phrase, trim_phrase

MOST_WORDS_OF_QUESTION = 30
LONGEST_QUESTION = 200


def add_passage(questions: Questions, passage: Passage) -> bool:
    """Add a passage to the questions: it asks one or goes on with the last answer. False if there is none to go "
    "on with."""
    for piece in split_run_in(passage):
        if asked := read_question(piece):
            questions.items.append(Question(asked, piece.line))
        elif questions.items:
            add_to_answer(questions.items[-1], piece)
        else:
            return False
    return True


def is_asking(passage: Passage) -> bool:
    """Return whether a passage asks, or is a list of questions with their answers."""
    return any(read_question(piece) for piece in split_run_in(passage))


def read_question(passage: Passage) -> str:
    """Return the question that a passage is, or nothing."""
    if passage.kind not in {Kind.PARAGRAPH, Kind.HEADING}:
        return ""
    words = " ".join(passage.words.split())
    if label := vocabulary.QUESTION_LABEL.match(words):
        return words[label.end() :].strip("*_ ")
    if vocabulary.ANSWER_LABEL.match(words) or len(words.split()) > MOST_WORDS_OF_QUESTION:
        return ""
    is_asking = words.rstrip('*_ ”"').endswith("?") and not re.search(r"[.!?]\s+\S", clean_heading(words))
    is_set_apart = passage.kind == Kind.HEADING and passage.level > 0
    is_bold_question = is_bold_only(passage.phrase) and words.rstrip().endswith("?")
    return clean_heading(words) if is_asking or is_set_apart or is_bold_question else ""


def split_run_in(passage: Passage) -> Iterator[Passage]:
    """Yield a passage, or its parts if it is a question in bold with its answer behind it, or a list of such."""
    if passage.kind == Kind.PARAGRAPH and (end := find_bold_question(passage.phrase)):
        line = passage.line
        yield Passage(Kind.PARAGRAPH, line, (Line(trim_phrase(slice_phrase(passage.phrase, 0, end)), line),))
        yield Passage(Kind.PARAGRAPH, line, (Line(trim_phrase(slice_phrase(passage.phrase, end)), line),))
    elif passage.kind == Kind.LIST and all(asks_first(item) for item in passage.items if not item.depth):
        for item in passage.items:
            yield from split_asking_item(item)
    else:
        yield passage


def find_bold_question(phrase: Phrase) -> int:
    """Return where a question ends that is bold at the beginning of a phrase which goes on, or 0."""
    end = 0
    for run in phrase:
        if not run.is_bold and re.search(r"\w", run.text):
            break
        end += len(run.text)
    words = get_words(phrase)
    head, rest = words[:end].rstrip(), words[end:].strip()
    is_question = head.endswith("?") or bool(vocabulary.QUESTION_LABEL.match(head))
    return end if head and rest and is_question else 0


def asks_first(item: ListItem) -> bool:
    """Return whether an item of a list begins with a question and has its answer too."""
    if find_bold_question(item.phrase):
        return True
    first = get_words(item.lines[0].phrase).strip()
    return first.endswith("?") and len(item.lines) > 1


def split_asking_item(item: ListItem) -> Iterator[Passage]:
    if item.depth:
        yield Passage(Kind.LIST, item.lines[0].number, items=(replace(item, depth=item.depth - 1),))
        return
    if end := find_bold_question(item.phrase):
        question, answer = slice_phrase(item.phrase, 0, end), slice_phrase(item.phrase, end)
        line = item.lines[0].number
        yield Passage(Kind.PARAGRAPH, line, (Line(trim_phrase(question), line),))
        yield Passage(Kind.PARAGRAPH, line, (Line(trim_phrase(answer), line),))
        return
    yield Passage(Kind.PARAGRAPH, item.lines[0].number, item.lines[:1])
    yield Passage(Kind.PARAGRAPH, item.lines[1].number, item.lines[1:])


def add_to_answer(question: Question, passage: Passage) -> None:
    """Add a passage to an answer, without the label `A:`. The clinic's own view is a tick and no text."""
    if passage.lines:
        phrase = passage.lines[0].phrase
        if label := vocabulary.ANSWER_LABEL.match(get_words(phrase)):
            phrase = trim_phrase(slice_phrase(phrase, label.end()))
        phrase, is_view = take_clinic_view(phrase)
        question.is_clinic_view |= is_view
        lines = (replace(passage.lines[0], phrase=phrase), *passage.lines[1:])
        passage = replace(passage, kind=Kind.PARAGRAPH, level=0, lines=tuple(line for line in lines if line.phrase))
        if passage.kind == Kind.PARAGRAPH and is_bold_only(passage.phrase):
            passage = replace(
                passage, lines=tuple(replace(line, phrase=drop_bold(line.phrase)) for line in passage.lines)
            )
    if passage.lines or passage.items:
        question.passages.append(passage)


def take_clinic_view(phrase: Phrase) -> tuple[Phrase, bool]:
    """Return the phrase without `(the clinic's own view)` at its beginning or end, and whether it was there."""
    words = get_words(phrase)
    for found in vocabulary.CLINIC_VIEW.finditer(words):
        is_marked = re.search(r"[(\[:]", found[0])
        if is_marked and found.start() == 0:
            return trim_phrase(slice_phrase(phrase, found.end())), True
        if is_marked and found.end() >= len(words.rstrip(" .")):
            return trim_phrase(slice_phrase(phrase, 0, found.start())), True
    return phrase, False
