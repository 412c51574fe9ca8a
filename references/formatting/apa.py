"""Publication Manual of the American Psychological Association, 7th edition, chapters 9 and 10.

Where the manual leaves a choice, the text is that of the CSL style "apa".
"""

from collections.abc import Callable
from functools import partial

from django.utils.safestring import SafeString

from references import csl
from references.csl import Csl, Name
from references.formatting import dates, names, numbers
from references.formatting.casing import sentence_start, title_case
from references.formatting.fields import doi, field, identifier, is_in_english
from references.formatting.markup import italic, rendered
from references.formatting.punctuation import enclosed, followed, joined, prefixed

# APA 9.8: up to twenty authors are all named; of more, the first nineteen and the last.
MOST_NAMED = 20
FIRST_NAMED = 19

SERIALS = frozenset(
    ("article-journal", "article-magazine", "article-newspaper", "periodical", "post-weblog", "review", "review-book")
)
WEB_PAGES = {"webpage", "post"}
# What appears on a day, not in a year.
DATED = {
    *("article-magazine", "article-newspaper", "broadcast", "document", "interview", "motion_picture", "pamphlet"),
    *("personal_communication", "post", "post-weblog", "song", "speech", "webpage"),
}
REPORTS = {"report", "document", "standard"}
# Their kind is told after the work that they are a part of.
TOLD_BY_CONTAINER = {*REPORTS, "software"}
KIND_IN_WORDS = {
    "broadcast": "Broadcast",
    "dataset": "Dataset",
    "figure": "Figure",
    "graphic": "Graphic",
    "map": "Map",
    "motion_picture": "Film",
    "post": "Online post",
    "review": "Review",
    "review-book": "Review of the book",
    "software": "Computer software",
    "song": "Song",
}
# What tells where in a series a work stands.
PLACES = ("collection-title", "issue", "number", "page", "supplement-number", "volume")
DASH = "–"

sorted_name = partial(names.inverted, separator=", ", stop=".")
direct_name = partial(names.direct, stop=".")


def entry(work: Csl) -> SafeString:
    """One entry of the list, without its number."""
    return rendered(marked_entry(work))


def marked_entry(work: Csl) -> str:
    kind = csl.text(work, "type")
    authors, editors = sorted_names(csl.names(work, "author")), csl.names(work, "editor")
    lead = authors or edited_first(editors)
    by_publisher = "" if lead or kind not in {"webpage", "software"} else field(work, "publisher")
    free_editors = editors if authors else []
    title = joined(" ", titled(work, kind), enclosed(identified(work, kind, free_editors), "()"))
    is_told_later = kind in TOLD_BY_CONTAINER and bool(field(work, "container-title"))
    described = "" if is_told_later else enclosed(description(work, kind), "[]")
    published = enclosed(date(work, kind), "()")
    if lead or by_publisher:
        head = joined(". ", lead or by_publisher, published, joined(" ", title, described))
    else:
        head = joined(". ", title, published, described)
    whole = joined(". ", head, source(work, kind, free_editors, is_published_by_author=bool(by_publisher)))
    return joined(" ", followed(whole, "."), address(work), enclosed(history(work), "()"))


def sorted_names(people: list[Name]) -> str:
    # No comma before a body that is the second of two, as in the examples of APA 10.4.
    return listed(people, sorted_name, comma=not (len(people) == 2 and people[-1].is_body))


def direct_names(people: list[Name]) -> str:
    return listed(people, direct_name, comma=len(people) > 2)


def listed(people: list[Name], write: Callable[[Name], str], *, comma: bool) -> str:
    if len(people) > MOST_NAMED:
        return ", ".join([*map(write, people[:FIRST_NAMED]), f"… {write(people[-1])}"])
    *others, last = [*map(write, people)] or [""]
    return f"{', '.join(others)}{',' if comma else ''} & {last}" if others else last


def edited_first(editors: list[Name]) -> str:
    return f"{sorted_names(editors)} ({'Eds.' if len(editors) > 1 else 'Ed.'})" if editors else ""


def date(work: Csl, kind: str) -> str:
    issued = csl.date_range(work)
    if not issued:
        return field(work, "status").lower() or "n.d."
    when = dates.year_then_month(issued) if kind in DATED else dates.year(issued)
    return f"ca. {when}" if issued.is_approximate else when


def titled(work: Csl, kind: str) -> str:
    title = field(work, "title")
    if kind in WEB_PAGES or (kind in SERIALS and not field(work, "container-title")):
        return italic(title)
    return title if field(work, "container-title") else italic(with_volume(work, title))


def with_volume(work: Csl, title: str) -> str:
    """A volume that is no number is a part of the title."""
    volume = field(work, "volume")
    return title if numbers.is_numeric(volume) else joined(": ", title, sentence_start(volume))


def identified(work: Csl, kind: str, editors: list[Name]) -> str:
    """What tells the work from others of its name, in brackets after the title: who helped, number, edition, pages."""
    is_part = bool(field(work, "container-title"))
    helpers = [(csl.names(work, "translator"), "Trans.")]
    if kind not in SERIALS and (kind in WEB_PAGES or not is_part):
        helpers.insert(0, (editors, "Eds." if len(editors) > 1 else "Ed."))
    helped = joined("; ", *(f"{direct_names(people)}, {role}" for people, role in helpers if people))
    if kind in WEB_PAGES:
        return joined("; ", helped, numbered(work, kind))
    return helped if is_part else joined("; ", helped, numbered(work, kind), located(work, kind))


def numbered(work: Csl, kind: str) -> str:
    number = numbers.ranged(field(work, "number"), DASH)
    if not number:
        return ""
    genre = field(work, "genre")
    label = "Publication" if kind == "thesis" and genre else capitals(work, "genre")
    short = "Nos." if numbers.is_several(number) else "No."
    return joined(" ", label, f"{short} {number}" if numbers.is_numeric(number) else sentence_start(number))


def located(work: Csl, kind: str) -> str:
    """`2nd ed., Vol. 4, pp. 97–221`."""
    if kind in SERIALS:
        return ""
    return joined(
        ", ",
        prefixed("Version ", field(work, "version")),
        numbers.edition(field(work, "edition")),
        series(work) if kind in REPORTS else "",
        volumes(work),
        prefixed("Issue ", numbers.ranged(field(work, "issue"), DASH)),
        pages_label(work) or chapter_label(work),
    )


def series(work: Csl) -> str:
    return joined(" ", capitals(work, "collection-title"), numbers.ranged(field(work, "collection-number"), DASH))


def volumes(work: Csl) -> str:
    volume = numbers.ranged(field(work, "volume"), DASH)
    if numbers.is_numeric(volume):
        return f"{'Vols.' if numbers.is_several(volume) else 'Vol.'} {volume}"
    total = field(work, "number-of-volumes")
    return f"Vols. 1{DASH}{total}" if total.isdigit() else total


def pages_label(work: Csl) -> str:
    pages = numbers.pages(field(work, "page"), DASH)
    return f"{'pp.' if numbers.is_several(pages) else 'p.'} {pages}" if pages else ""


def chapter_label(work: Csl) -> str:
    number = field(work, "chapter-number")
    return f"Chapter {number}" if numbers.is_numeric(number) else number


def description(work: Csl, kind: str) -> str:
    genre, medium = sentence_start(field(work, "genre")), sentence_start(field(work, "medium"))
    if kind == "thesis":
        university = field(work, "publisher") if is_online(work) else ""
        return joined("; ", joined(", ", genre, university), medium)
    if genre or medium:
        return joined("; ", "" if field(work, "number") else genre, medium)
    return KIND_IN_WORDS.get(kind, "")


def source(work: Csl, kind: str, editors: list[Name], *, is_published_by_author: bool) -> str:
    publisher = "" if is_published_by_author else field(work, "publisher")
    if kind in WEB_PAGES:
        return joined(". ", publisher, capitals(work, "container-title"))
    if kind in SERIALS:
        return serial(work)
    if kind == "thesis" and is_online(work):
        publisher = ""
    return joined(". ", book(work, kind, editors), publisher)


def serial(work: Csl) -> str:
    journal = italic(joined(", ", capitals(work, "container-title"), capitals(work, "collection-title")))
    volume, number = (numbers.ranged(field(work, variable), DASH) for variable in ("volume", "issue"))
    part = enclosed(joined(", ", number, supplement(work)), "()")
    article = prefixed("Article ", field(work, "number"))
    pages = numbers.pages(field(work, "page"), DASH)
    placed = joined(", ", journal, f"{italic(volume)}{part}", article or pages)
    return joined(". ", placed, state(work, of_placed=False))


def history(work: Csl) -> str:
    first = prefixed("Original work published ", dates.year(csl.date_range(work, "original-date")))
    return joined("; ", state(work, of_placed=True), first)


def state(work: Csl, *, of_placed: bool) -> str:
    """`Advance online publication`, of a work that has a date. It stands last where volume and pages are known."""
    is_placed = any(field(work, variable) for variable in PLACES)
    return sentence_start(field(work, "status")) if csl.date_range(work) and is_placed == of_placed else ""


def capitals(work: Csl, variable: str) -> str:
    text = field(work, variable)
    return title_case(text) if is_in_english(work) else text


def supplement(work: Csl) -> str:
    number = field(work, "supplement-number")
    return f"Suppl. {number}" if numbers.is_numeric(number) else sentence_start(number)


def book(work: Csl, kind: str, editors: list[Name]) -> str:
    """`In A. Dunn & B. Gray (Eds.), <i>Book</i> (2nd ed., pp. 1–9)`, of a part of it."""
    container = field(work, "container-title")
    if not container:
        return ""
    container = italic(with_volume(work, container))
    editors = editors or csl.names(work, "collection-editor")
    role = "Eds." if len(editors) > 1 else "Ed."
    whole = joined(", ", f"{direct_names(editors)} ({role})" if editors else "", container)
    told = enclosed(joined("; ", numbered(work, kind), located(work, kind)), "()")
    return joined(" ", "In", whole, told, enclosed(description(work, kind), "[]") if kind in TOLD_BY_CONTAINER else "")


def is_online(work: Csl) -> bool:
    return bool(doi(work) or identifier(work, "URL"))


def address(work: Csl) -> str:
    if number := doi(work):
        return f"https://doi.org/{number}"
    if not (url := identifier(work, "URL")):
        return ""
    if csl.date_range(work) or field(work, "status"):
        return url
    seen = dates.american(csl.date_range(work, "accessed"))
    return f"Retrieved {seen}, from {url}" if seen else f"Retrieved {url}"
