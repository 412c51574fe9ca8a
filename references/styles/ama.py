"""AMA Manual of Style, 11th edition, chapter 3: the reference list of a medical journal.

Where the manual leaves a choice, the text is that of the CSL style "american-medical-association".
"""

from references import csl
from references.csl import Csl
from references.styles import dates, names, numbers
from references.styles.casing import capitalize_sentence
from references.styles.fields import (
    format_edition,
    format_field,
    format_range,
    format_short_container,
    format_title_case,
)
from references.styles.identifiers import get_bare_doi, get_identifier
from references.styles.punctuation import add_brackets, add_prefix, append_mark, join_parts
from references.styles.scripts import add_script_italics

# AMA 3.7: up to six authors are all named; of more, the first three.
MOST_NAMED_AUTHORS = 6
FIRST_NAMED_AUTHORS = 3

STAND_ALONE_TYPES = {"book", "report", "thesis", "graphic", "motion_picture", "song", "bill", "legislation"}
BOOK_PART_TYPES = csl.BOOK_PART_TYPES | csl.REFERENCE_ENTRY_TYPES
WEB_PAGE_TYPES = {"webpage", "post", "post-weblog"}
DASH = "-"


def format_entry(work: Csl) -> str:
    """Return one entry of the list as marked text, without its number."""
    kind = csl.get_text(work, "type")
    authors, editors = format_people(work, "author"), format_editors(work)
    title = (
        add_script_italics(format_title_case(work, "title"))
        if kind in STAND_ALONE_TYPES
        else format_field(work, "title")
    )
    whole = join_parts(". ", authors or editors, title, format_source(work, kind, editors if authors else ""))
    return join_parts(" ", append_mark(whole, "."), format_link(work))


def format_people(work: Csl, role: str) -> str:
    return names.format_name_list(
        csl.get_printed_names(work, role), names.format_index_name, most=MOST_NAMED_AUTHORS, first=FIRST_NAMED_AUTHORS
    )


def format_editors(work: Csl) -> str:
    editors = format_people(work, "editor")
    return (
        join_parts(", ", editors, "eds." if len(csl.get_printed_names(work, "editor")) > 1 else "ed.")
        if editors
        else ""
    )


def format_italic_title(work: Csl, variable: str) -> str:
    return add_script_italics(format_title_case(work, variable))


def format_source(work: Csl, kind: str, editors: str) -> str:
    if kind == "thesis":
        return join_parts(". ", format_field(work, "genre"), format_publication(work))
    if kind in STAND_ALONE_TYPES:
        whole = join_parts(
            ". ", format_volume(work), format_edition(work), add_brackets(editors, "()"), format_publication(work)
        )
        return join_parts(":", whole, format_pages(work))
    if kind in BOOK_PART_TYPES:
        book = (editors, format_italic_title(work, "container-title"), format_volume(work), format_edition(work))
        whole = join_parts(". ", *book, format_field(work, "collection-title"), format_publication(work))
        return join_parts(":", add_prefix("In: ", whole), format_pages(work) or format_chapter(work))
    if kind == "speech":
        return format_speech(work)
    if kind in WEB_PAGE_TYPES:
        return join_parts(
            ". ", format_field(work, "container-title"), dates.format_american_date(csl.get_date_range(work))
        )
    publisher = add_script_italics(format_field(work, "publisher")) if kind == "article" else ""
    return join_parts(
        ". ", editors, add_script_italics(format_short_container(work)), publisher, format_issue(work, kind)
    )


def format_speech(work: Csl) -> str:
    """Return `Poster presented at: Pain Week; May 3, 2019; Bonn`."""
    event, city = format_field(work, "event-title"), format_field(work, "event-place")
    when = dates.format_american_date(csl.get_date_range(work))
    if genre := capitalize_sentence(format_field(work, "genre")):
        read = f"{genre} presented at"
    else:
        read = "Presented at" if event or city else ""
    return join_parts(": ", read, join_parts("; ", event, when, city))


def format_issue(work: Csl, kind: str) -> str:
    """Return `2023;26(5):820-829` as far as it is known; without volume and issue, the day of publication."""
    date = csl.get_date_range(work)
    volume, number = (format_range(work, variable, DASH) for variable in ("volume", "issue"))
    if volume or number:
        when = dates.format_years(date)
    elif kind == "article-newspaper":
        when = dates.format_american_date(date)
    else:
        when = add_prefix(
            "Preprint posted online " if kind == "article" else "Published online ", dates.format_american_date(date)
        )
    part = (
        ""
        if kind == "article-newspaper"
        else f"{volume}{add_brackets(number, '()')}{add_brackets(format_supplement(work), '()')}"
    )
    return join_parts(":", join_parts(";", when, part), format_field(work, "number") or format_pages(work))


def format_supplement(work: Csl) -> str:
    return numbers.add_label(format_field(work, "supplement-number"), "suppl")


def format_volume(work: Csl) -> str:
    return numbers.add_label(format_range(work, "volume", DASH), "Vol", "Vols")


def format_publication(work: Csl) -> str:
    return join_parts("; ", format_field(work, "publisher"), dates.format_years(csl.get_date_range(work)))


def format_pages(work: Csl) -> str:
    return numbers.format_page_ranges(format_field(work, "page"), DASH)


def format_chapter(work: Csl) -> str:
    return numbers.add_label(format_field(work, "chapter-number"), "chap")


def format_link(work: Csl) -> str:
    if number := get_bare_doi(work):
        return f"doi:{number}"
    if not (url := get_identifier(work, "URL")):
        return ""
    return join_parts(
        ". ", add_prefix("Accessed ", dates.format_american_date(csl.get_date_range(work, "accessed"))), url
    )
