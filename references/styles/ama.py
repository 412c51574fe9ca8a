"""AMA Manual of Style, 11th edition, chapter 3: the reference list of a medical journal.

Where the manual leaves a choice, the text is that of the CSL style "american-medical-association".
"""

from functools import partial

from django.utils.safestring import SafeString

from references import csl
from references.csl import Csl
from references.inline_markup import italic, rendered
from references.styles import dates, names, numbers
from references.styles.casing import sentence_start, title_case
from references.styles.fields import doi, field, identifier, is_in_english, short_container
from references.styles.punctuation import enclosed, followed, joined, prefixed

# AMA 3.7: up to six authors are all named; of more, the first three.
MOST_NAMED = 6
FIRST_NAMED = 3

STAND_ALONE = {"book", "report", "thesis", "graphic", "motion_picture", "song", "bill", "legislation"}
PARTS_OF_BOOKS = {"chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia"}
WEB_PAGES = {"webpage", "post", "post-weblog"}
DASH = "-"

full_name = partial(names.inverted, separator=" ", stop="")


def entry(work: Csl) -> SafeString:
    """One entry of the list, without its number."""
    return rendered(marked_entry(work))


def marked_entry(work: Csl) -> str:
    kind = csl.text(work, "type")
    authors, editors = people(work, "author"), edited_by(work)
    title = capitals(work, "title") if kind in STAND_ALONE else field(work, "title")
    whole = joined(". ", authors or editors, title, source(work, kind, editors if authors else ""))
    return joined(" ", followed(whole, "."), address(work))


def people(work: Csl, role: str) -> str:
    return names.listed(csl.listed_names(work, role), full_name, most=MOST_NAMED, first=FIRST_NAMED)


def edited_by(work: Csl) -> str:
    editors = people(work, "editor")
    return joined(", ", editors, "eds." if len(csl.listed_names(work, "editor")) > 1 else "ed.") if editors else ""


def capitals(work: Csl, variable: str) -> str:
    text = field(work, variable)
    return slanted(title_case(text) if is_in_english(work) else text)


def slanted(text: str) -> str:
    """`text` in italics, unless it is in a script that has none."""
    return text if names.is_unspaced(text) else italic(text)


def source(work: Csl, kind: str, editors: str) -> str:
    if kind == "thesis":
        return joined(". ", field(work, "genre"), published(work))
    if kind in STAND_ALONE:
        whole = joined(". ", volume_label(work), edition(work), enclosed(editors, "()"), published(work))
        return joined(":", whole, pages(work))
    if kind in PARTS_OF_BOOKS:
        book = (editors, capitals(work, "container-title"), volume_label(work), edition(work))
        whole = joined(". ", *book, field(work, "collection-title"), published(work))
        return joined(":", prefixed("In: ", whole), pages(work) or chapter_number(work))
    if kind == "speech":
        return speech(work)
    if kind in WEB_PAGES:
        return joined(". ", field(work, "container-title"), dates.american(csl.date_range(work)))
    publisher = slanted(field(work, "publisher")) if kind == "article" else ""
    return joined(". ", editors, slanted(short_container(work)), publisher, issue(work, kind))


def speech(work: Csl) -> str:
    """`Poster presented at: Pain Week; May 3, 2019; Bonn`."""
    event, place = field(work, "event-title"), field(work, "event-place")
    when = dates.american(csl.date_range(work))
    if genre := sentence_start(field(work, "genre")):
        read = f"{genre} presented at"
    else:
        read = "Presented at" if event or place else ""
    return joined(": ", read, joined("; ", event, when, place))


def issue(work: Csl, kind: str) -> str:
    """`2023;26(5):820-829`, as far as it is known; without volume and issue, when it came out."""
    date = csl.date_range(work)
    volume, number = numbers.ranged(field(work, "volume"), DASH), numbers.ranged(field(work, "issue"), DASH)
    if volume or number:
        when = dates.year(date)
    elif kind == "article-newspaper":
        when = dates.american(date)
    else:
        when = prefixed("Preprint posted online " if kind == "article" else "Published online ", dates.american(date))
    part = "" if kind == "article-newspaper" else f"{volume}{enclosed(number, '()')}{enclosed(supplement(work), '()')}"
    return joined(":", joined(";", when, part), field(work, "number") or pages(work))


def supplement(work: Csl) -> str:
    number = field(work, "supplement-number")
    return f"suppl {number}" if numbers.is_numeric(number) else number


def volume_label(work: Csl) -> str:
    volume = numbers.ranged(field(work, "volume"), DASH)
    label = "Vols" if numbers.is_several(volume) else "Vol"
    return f"{label} {volume}" if numbers.is_numeric(volume) else volume


def edition(work: Csl) -> str:
    return numbers.edition(field(work, "edition"))


def published(work: Csl) -> str:
    return joined("; ", field(work, "publisher"), dates.year(csl.date_range(work)))


def pages(work: Csl) -> str:
    return numbers.pages(field(work, "page"), DASH)


def chapter_number(work: Csl) -> str:
    number = field(work, "chapter-number")
    return f"chap {number}" if numbers.is_numeric(number) else number


def address(work: Csl) -> str:
    if number := doi(work):
        return f"doi:{number}"
    if not (url := identifier(work, "URL")):
        return ""
    return joined(". ", prefixed("Accessed ", dates.american(csl.date_range(work, "accessed"))), url)
