"""Tell which passages are headings, and which is the title.

Many articles have headings that are only bold, or a line of their own. A line that may as well be a sentence is taken
for a heading if nothing else in the file is one, and the editor is told of it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from articles.importing import vocabulary
from articles.importing.passages import Kind, Passage, Remark, SourceText, write_excerpt
from articles.importing.phrases import get_words, is_bold_only, slice_phrase

MOST_WORDS, MOST_CHARACTERS = 14, 110
# Longer ones are named to the editor.
MANY_WORDS = 9
LONGEST_HEADING = 120
LONGEST_TITLE, MOST_TITLE_WORDS = 200, 20
# So many short lines in a row are a list without bullets.
MANY_BARE_LINES = 3
# A file with so many real headings needs no bare lines as headings.
ENOUGH_HEADINGS = 2
NUMBER_MARK = re.compile(r"\[\d|\(\d{1,3}(?:[,;–-]\s?\d{1,3})*\)\W*$|[¹²³⁴-⁹]\W*$")
TITLE_MARKER = re.compile(r"\s*(?:\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\]|[¹²³⁴-⁹]{1,3}(?:[,⁻–-][¹²³⁴-⁹]{1,3})*)\s*$")
HEADING_START = re.compile(r"[\W_]*(?:[^\W\d_a-zß-öø-ÿ]|\d)")
OWN_NAMES = (vocabulary.REFERENCES, vocabulary.QUESTIONS, vocabulary.INSIGHT, vocabulary.INVITATION)
# How many passages at the top may stand before the title: a date, a name.
TOP = 3


def split_passages(passages: list[Passage]) -> Iterator[Passage]:
    """Yield the passages with each line that has a label, or is bold above others, as a passage of its own."""
    for passage in passages:
        if passage.kind != Kind.PARAGRAPH or len(passage.lines) < 2:
            yield passage
            continue
        start = 0
        for place in range(1, len(passage.lines)):
            if begins_passage(passage, place, start):
                yield replace(
                    passage, line=passage.lines[start].number, lines=passage.lines[start:place], is_attached=start > 0
                )
                start = place
        yield replace(passage, line=passage.lines[start].number, lines=passage.lines[start:], is_attached=start > 0)


def begins_passage(passage: Passage, place: int, start: int) -> bool:
    line, above = passage.lines[place], passage.lines[place - 1]
    words = get_words(line.phrase)
    if any(
        label.match(words)
        for label in (vocabulary.QUESTION_LABEL, vocabulary.ANSWER_LABEL, vocabulary.INSIGHT_BEGINNING)
    ):
        return True
    is_below_bold = place - 1 == start and is_bold_only(above.phrase) and not is_bold_only(line.phrase)
    is_bold_line = is_bold_only(line.phrase) and not line.is_wrapped
    is_named = vocabulary.matches_wholly(vocabulary.REFERENCES, words)
    is_below_name = place - 1 == start and vocabulary.matches_wholly(vocabulary.REFERENCES, get_words(above.phrase))
    return is_below_bold or is_bold_line or is_named or is_below_name


def find_headings(source: SourceText) -> list[Passage]:
    """Return the passages with every heading as one. Remarks go to the source."""
    passages = list(split_passages(source.passages))
    explicit = sum(passage.kind == Kind.HEADING for passage in passages)
    bold = sum(is_bold_heading(passage) for passage in passages)
    has_enough = explicit + bold > ENOUGH_HEADINGS
    candidates = {place for place in range(len(passages)) if is_bare_heading(passages, place)}
    lists = find_bare_lists(passages, sorted(candidates))
    found = []
    is_in_works = False
    for place, passage in enumerate(passages):
        is_named = place in candidates and is_own_name(passage)
        is_bold = is_bold_heading(passage) and place + 1 < len(passages)
        is_bare = place in candidates and place not in lists and not is_in_works
        if is_named or is_bold or (is_bare and (place == 0 or not has_enough)):
            found.append(turn_into_heading(passage))
        else:
            found.append(passage)
            if is_bare:
                source.remarks.append(Remark(_("“%(line)s” may be a heading.") % {"line": passage.words}, passage.line))
            elif lists.get(place) and not is_in_works:
                words = _("These short lines may be headings or a list. They are paragraphs now.")
                source.remarks.append(Remark(words, passage.line))
        if found[-1].kind == Kind.HEADING:
            is_in_works = vocabulary.matches_wholly(vocabulary.REFERENCES, passage.words)
    return found


def turn_into_heading(passage: Passage) -> Passage:
    return replace(passage, kind=Kind.HEADING, level=0)


def is_own_name(passage: Passage) -> bool:
    return any(vocabulary.matches_wholly(name, passage.words) for name in OWN_NAMES)


def is_bold_heading(passage: Passage) -> bool:
    """Return whether a paragraph is a heading by being bold as a whole."""
    if passage.kind != Kind.PARAGRAPH or not is_bold_only(passage.phrase) or is_label_line(passage.words):
        return False
    return is_short_line(passage) and not passage.words.rstrip().endswith((".", "!", ",", ";"))


def is_bare_heading(passages: list[Passage], place: int) -> bool:
    """Return whether a paragraph can be a heading by being a short line of its own."""
    passage = passages[place]
    if passage.kind != Kind.PARAGRAPH or len(passage.lines) != 1 or not is_short_line(passage):
        return False
    words = passage.words.strip()
    if is_own_name(passage):
        return True
    if all(run.is_italic or not run.text.strip() for run in passage.phrase) or any(run.url for run in passage.phrase):
        return False
    if (
        words.endswith((".", "!", ",", ";", ":", "…", ")"))
        or is_label_line(words)
        or vocabulary.BUTTON.fullmatch(words)
    ):
        return False
    is_number = vocabulary.TYPED_NUMBER.match(words)
    if is_number and any(stands_in_list(passages, place, other) for other in (place - 1, place + 1)):
        return False
    return place + 1 < len(passages)


def is_short_line(passage: Passage) -> bool:
    words = passage.words
    if any(run.is_raised and re.search(r"\d", run.text) for run in passage.phrase):
        return False
    if len(words) > MOST_CHARACTERS or len(words.split()) > MOST_WORDS or not HEADING_START.match(words):
        return False
    return not NUMBER_MARK.search(words) and not vocabulary.SURROUNDING.fullmatch(words) and "://" not in words


def is_label_line(words: str) -> bool:
    labels = (vocabulary.QUESTION_LABEL, vocabulary.ANSWER_LABEL, vocabulary.INSIGHT_BEGINNING, vocabulary.TITLE_LABEL)
    return any(label.match(words) for label in labels) or bool(vocabulary.BYLINE.fullmatch(words))


def stands_in_list(passages: list[Passage], place: int, other: int) -> bool:
    """Return whether the passages at both places begin with numbers that follow each other."""
    if not 0 <= other < len(passages) or passages[other].kind != Kind.PARAGRAPH:
        return False
    numbers = [re.match(r"\W{0,2}(\d{1,3})[.)\]]", passages[at].words) for at in (place, other)]
    return all(numbers) and abs(int(numbers[0][1]) - int(numbers[1][1])) == 1  # type: ignore[index]


def find_bare_lists(passages: list[Passage], candidates: list[int]) -> dict[int, bool]:
    """Return the places of short lines that follow one another like the items of a list; True for the first of each."""
    found: dict[int, bool] = {}
    run: list[int] = []
    for place in [*candidates, len(passages) + 1]:
        if run and place != run[-1] + 1:
            if len(run) >= MANY_BARE_LINES:
                found |= dict.fromkeys(run, False) | {run[0]: True}
            run = []
        # The title and the names of parts begin no list.
        if (
            place < len(passages)
            and place > 0
            and not is_own_name(passages[place])
            and "?" not in passages[place].words
        ):
            run.append(place)
    return found


def strip_bare_numbers(passages: list[Passage]) -> list[Passage]:
    """Return the passages without the numbers that only count their headings: `1 Introduction`, `2 What helps`."""
    counts: list[list[int]] = []
    for place, passage in enumerate(passages):
        number = vocabulary.BARE_NUMBER.match(passage.words) if passage.kind == Kind.HEADING else None
        if number and int(number[1]) == 1:
            counts.append([place])
        elif number and counts and int(number[1]) == len(counts[-1]) + 1:
            counts[-1].append(place)
    counted = {place for count in counts if len(count) > 1 for place in count}
    return [strip_bare_number(passage) if place in counted else passage for place, passage in enumerate(passages)]


def strip_bare_number(passage: Passage) -> Passage:
    number = vocabulary.BARE_NUMBER.match(passage.words)
    if not number:
        return passage
    first = replace(passage.lines[0], phrase=slice_phrase(passage.lines[0].phrase, number.end()))
    return replace(passage, lines=(first, *passage.lines[1:]))


def clean_heading(words: str) -> str:
    """Return the words of a heading without a typed number, marks of Markdown and a colon at its end."""
    words = " ".join(words.split()).strip("*_#= ").rstrip(":").strip()
    return vocabulary.TYPED_NUMBER.sub("", words, count=1) if vocabulary.TYPED_NUMBER.match(words) else words


def can_be_sentence(passage: Passage) -> bool:
    """Return whether a heading may be a sentence: it has a verb, or ends as one, or is long."""
    words = passage.words.strip()
    if words.endswith((".", "!", ";", ",")) and len(words.split()) > 3:
        return True
    if words.endswith("?") or passage.level:
        return len(words) > LONGEST_HEADING
    is_question = vocabulary.QUESTION_WORD.match(clean_heading(words))
    return len(words.split()) >= MANY_WORDS or (bool(vocabulary.SENTENCE_VERB.search(words)) and not is_question)


def take_title(passages: list[Passage], source: SourceText, name: str) -> str:
    """Return the title, and take its passage out of the list. Without any it is the name of the file, and said."""
    place = find_title(passages, source)
    if place is not None:
        passage = passages.pop(place)
        words = vocabulary.TITLE_LABEL.sub("", strip_title_markers(passage, source), count=1)
        title = " ".join(words.split()).strip("*_# ")
    else:
        title = source.title.partition(" | ")[0].strip()
    if not title:
        title = name
        source.remarks.append(Remark(_("The file has no title. The draft is named after the file.")))
    if len(title) > LONGEST_TITLE:
        source.remarks.append(Remark(_("The title was too long and was cut: “%(title)s”.") % {"title": title}))
        title = write_excerpt(title, LONGEST_TITLE)
    return title


def strip_title_markers(passage: Passage, source: SourceText) -> str:
    """Return the words of a title without the numbers that cite in it: a title cannot."""
    kept: list[str] = []
    left_out: list[str] = []
    for run in passage.phrase:
        is_marker = run.is_raised and re.fullmatch(r"[\s\d,;–-]+", run.text) and kept
        (left_out if is_marker else kept).append(run.text)
    words = "".join(kept)
    if found := TITLE_MARKER.search(words):
        left_out.append(found[0])
        words = words[: found.start()]
    if left_out:
        told = {"words": " ".join(piece.strip() for piece in left_out)}
        source.remarks.append(
            Remark(_("“%(words)s” cannot cite here, so the marker was left out.") % told, passage.line)
        )
    return words


def find_title(passages: list[Passage], source: SourceText) -> int | None:
    top = [place for place, passage in enumerate(passages[: TOP + 1]) if not is_own_name(passage)]
    firsts = [place for place in top if passages[place].kind == Kind.HEADING and passages[place].level == 1]
    others = sum(passage.kind == Kind.HEADING and passage.level == 1 for passage in passages)
    labelled = next((place for place in top if vocabulary.TITLE_LABEL.match(passages[place].words)), None)
    if labelled is not None:
        return labelled
    is_bare_first = bool(passages) and passages[0].kind == Kind.HEADING and not passages[0].level and 0 in top
    if (
        firsts
        and all(is_before_title(passage) for passage in passages[: firsts[0]])
        and not (is_bare_first and others > 1)
    ):
        return firsts[0]
    if is_bare_first:
        return 0
    if source.title:
        same = (place for place in top if passages[place].words.strip() == source.title.strip())
        return next(same, None)
    if passages and 0 in top and passages[0].kind == Kind.HEADING:
        return 0
    return 0 if 0 in top and is_title_line(passages, source) else None


def is_title_line(passages: list[Passage], source: SourceText) -> bool:
    """Return whether the first passage is the title only by being a short line. The editor is told of a sentence."""
    first = passages[0]
    is_line = first.kind == Kind.PARAGRAPH and len(first.lines) == 1
    is_alone = len(passages) == 1 and not is_short_line(first)
    if not is_line or is_alone or len(first.words.split()) > MOST_TITLE_WORDS:
        return False
    is_sentence = re.search(r"\.[\s\d\[\](),–-]*$", first.words) is not None
    # Among real headings, a sentence is the beginning of the text.
    if is_sentence and any(passage.kind == Kind.HEADING and passage.level for passage in passages):
        return False
    if is_sentence:
        words = _("“%(line)s” is the title now. It may be a sentence.") % {"line": write_excerpt(first.words)}
        source.remarks.append(Remark(words, first.line))
    return True


def is_before_title(passage: Passage) -> bool:
    return len(passage.words.split()) <= MOST_WORDS
