"""AMA Manual of Style, 11th edition, chapter 3: the reference list of a medical journal.

Journal articles follow it to the letter. Every other type gives authors, title, container, publisher, year and address
in AMA's order.
"""

import re
from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from references import csl
from references.csl import Csl, Name
from references.enums import WorkType
from references.formatting import markup

# AMA 3.7: up to six authors are all named; of more, the first three.
ALL_NAMED = 6
NAMED_OF_MORE = 3

SENTENCE_ENDS = (".", "?", "!")
STANDS_ALONE = {WorkType.BOOK, WorkType.REPORT, WorkType.THESIS, WorkType.DATASET}


def entry(work: Csl) -> SafeString:
    """One entry of the list, without its number."""
    parts = article(work) if csl.text(work, "type") == WorkType.ARTICLE else other(work)
    return format_html_join(" ", "{}", ((sentence(part),) for part in parts if part))


def article(work: Csl) -> list[SafeString]:
    return [
        authors(work, "author"),
        markup.html(csl.text(work, "title")),
        italic(csl.text(work, "container-title-short") or csl.text(work, "container-title")),
        markup.html(issue(work)),
        *address(work),
    ]


def other(work: Csl) -> list[SafeString]:
    title, container = csl.text(work, "title"), csl.text(work, "container-title")
    edition, publisher = csl.text(work, "edition"), csl.text(work, "publisher")
    return [
        authors(work, "author"),
        italic(title) if csl.text(work, "type") in STANDS_ALONE else markup.html(title),
        contained_in(work, container),
        markup.html(f"{edition} ed" if edition.isdigit() else edition),
        markup.html("; ".join(filter(None, (publisher, issue(work))))),
        *address(work),
    ]


def contained_in(work: Csl, container: str) -> SafeString:
    if not container or csl.text(work, "type") != WorkType.CHAPTER:
        return italic(container)
    editors = authors(work, "editor")
    role = "eds" if len(csl.names(work, "editor")) > 1 else "ed"
    return (
        format_html("In: {}, {}. {}", editors, role, italic(container))
        if editors
        else format_html("In: {}", italic(container))
    )


def authors(work: Csl, role: str) -> SafeString:
    people = csl.names(work, role)
    listed = people if len(people) <= ALL_NAMED else people[:NAMED_OF_MORE]
    words = [name(person) for person in listed]
    return markup.html(", ".join([*words, "et al"] if len(listed) < len(people) else words))


def name(person: Name) -> str:
    return " ".join(filter(None, (person.particle, person.family, initials(person.given), person.suffix)))


def initials(given: str) -> str:
    return "".join(part[0].upper() for part in re.split(r"[\s.\-\u2010\u2011]+", given) if part)


def issue(work: Csl) -> str:
    """`2023;26(5):820-829`, as far as it is known."""
    year = csl.year(work)
    volume, number, pages = (csl.text(work, variable) for variable in ("volume", "issue", "page"))
    volume += f"({number})" if number else ""
    when = ";".join(filter(None, (str(year or ""), volume)))
    return ":".join(filter(None, (when, pages)))


def address(work: Csl) -> Iterable[SafeString]:
    if doi := csl.text(work, "DOI"):
        return [markup.html(f"doi:{doi}")]
    return [markup.html(csl.text(work, "URL"))]


def italic(text: str) -> SafeString:
    return format_html("<i>{}</i>", markup.html(text)) if text else SafeString("")


def sentence(part: SafeString) -> SafeString:
    """`part` closed by a full stop, unless it is closed already or ends in an address, which a stop would break."""
    words = markup.plain(part)
    is_address = part.startswith(("doi:", "http://", "https://"))
    return part if is_address or words.endswith(SENTENCE_ENDS) else format_html("{}.", part)
