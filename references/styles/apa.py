"""Publication Manual of the American Psychological Association, 7th edition, chapters 9 and 10.

Where the manual leaves a choice, the text is that of the CSL style "apa".
"""

from collections.abc import Callable
from functools import partial

from django.utils.safestring import SafeString

from references import csl
from references.csl import Csl, Name
from references.inline_markup import italic, rendered
from references.styles import dates, names, numbers
from references.styles.casing import sentence_start, title_case
from references.styles.fields import doi, field, identifier, is_in_english
from references.styles.punctuation import enclosed, followed, joined, prefixed

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
# Serial if nobody edited them, and unpublished if they have no place in a serial either.
PRESENTED = {"interview", "paper-conference"}
EDITED_BY = ("editor", "collection-editor")
PUBLISHED_BY = (*EDITED_BY, "issue", "page", "supplement-number", "volume")
# They have a place, and are told by it.
RETRIEVABLE_BY = ("archive", "archive-place", "container-title", "DOI", "number", "publisher", "references", "URL")
ENTRIES = {"entry-dictionary", "entry-encyclopedia"}
REPORTS = {"report", "document", "standard"}
# Where in them something stands is not told.
UNPLACED = {"broadcast", "patent", "speech"}
# Their kind is told after the work that they are a part of.
TOLD_BY_CONTAINER = {*REPORTS, "software"}
KIND_IN_WORDS = {
    "broadcast": "Broadcast",
    "dataset": "Dataset",
    "figure": "Figure",
    "graphic": "Graphic",
    "interview": "Interview",
    "map": "Map",
    "motion_picture": "Film",
    "personal_communication": "Letter",
    "post": "Online post",
    "review": "Review",
    "review-book": "Review of the book",
    "software": "Computer software",
    "song": "Song",
}
# What tells where in a series a work stands.
PLACES = ("collection-title", "issue", "number", "page", "supplement-number", "volume")
DASH = "–"
ERAS = ("B.C.E.", "C.E.")

sorted_name = partial(names.inverted, separator=", ", stop=".")
direct_name = partial(names.direct, stop=".")


def entry(work: Csl) -> SafeString:
    """One entry of the list, without its number."""
    return rendered(marked_entry(work))


def marked_entry(work: Csl) -> str:
    kind = csl.text(work, "type")
    authors, editors = sorted_names(csl.listed_names(work, "author")), csl.listed_names(work, "editor")
    lead = authors or edited_first(editors or csl.listed_names(work, "collection-editor"))
    by_publisher = "" if lead or kind not in {"webpage", "software"} else field(work, "publisher")
    if kind in ENTRIES and not authors and (published := field(work, "publisher")):
        lead, by_publisher = "", published
    free_editors = editors if authors or by_publisher else []
    title = joined(" ", titled(work, kind), enclosed(identified(work, kind, free_editors), "()"))
    is_told_later = bool(field(work, "container-title")) and (
        kind in TOLD_BY_CONTAINER or (kind in {"paper-conference", "speech"} and not is_published(work))
    )
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
    if people and people[-1].is_others:
        return ", ".join(map(write, people))
    *others, last = [*map(write, people)] or [""]
    return f"{', '.join(others)}{',' if comma else ''} & {last}" if others else last


def edited_first(editors: list[Name]) -> str:
    return f"{sorted_names(editors)} ({'Eds.' if len(editors) > 1 else 'Ed.'})" if editors else ""


def date(work: Csl, kind: str) -> str:
    issued = csl.date_range(work)
    if not issued:
        return field(work, "status").lower() or "n.d."
    is_dated = kind in DATED or (kind in PRESENTED and not is_published(work))
    when = dates.year_then_month(issued, ERAS) if is_dated else dates.year(issued, ERAS)
    return f"ca. {when}" if issued.is_approximate else when


def is_serial(work: Csl, kind: str) -> bool:
    return kind in SERIALS or (kind in PRESENTED and not any(csl.listed_names(work, role) for role in EDITED_BY))


def is_published(work: Csl) -> bool:
    """Whether a paper stands in proceedings, and was not only read."""
    return any(work.get(variable) for variable in PUBLISHED_BY)


def titled(work: Csl, kind: str) -> str:
    title = field(work, "title")
    if kind in WEB_PAGES or (is_serial(work, kind) and not field(work, "container-title")):
        return italic(title)
    return title if field(work, "container-title") else italic(with_volume(work, title))


def with_volume(work: Csl, title: str) -> str:
    """A volume that is no number is a part of the title."""
    volume = field(work, "volume")
    return title if numbers.is_numeric(volume) else joined(": ", title, sentence_start(volume))


def identified(work: Csl, kind: str, editors: list[Name]) -> str:
    """What tells the work from others of its name, in brackets after the title: who helped, number, edition, pages."""
    if kind == "patent":
        return patented(work)
    is_part = bool(field(work, "container-title"))
    translators = csl.listed_names(work, "translator")
    helpers = [(translators, "Trans.")]
    if not is_serial(work, kind) and (kind in WEB_PAGES or not is_part):
        role = "Eds." if len(editors) > 1 else "Ed."
        helpers = [(editors, f"{role} & Trans.")] if editors == translators else [(editors, role), *helpers]
    helped = joined("; ", *(f"{direct_names(people)}, {role}" for people, role in helpers if people))
    if kind in WEB_PAGES:
        return joined("; ", helped, numbered(work, kind))
    return helped if is_part else joined("; ", helped, numbered(work, kind), located(work, kind))


def patented(work: Csl) -> str:
    """`U.S. Patent No. 7,123,456`."""
    number = field(work, "number")
    if not any(field(work, variable) for variable in ("authority", "genre", "number")):
        return ""
    kind = sentence_start(field(work, "genre")) or "Patent"
    return joined(" ", field(work, "authority"), kind, f"No. {number}" if number else "")


def numbered(work: Csl, kind: str) -> str:
    number = numbers.ranged(field(work, "number"), DASH)
    if not number:
        return ""
    genre = field(work, "genre")
    label = "Publication" if kind == "thesis" and genre else capitals(work, "genre")
    short = "Nos." if numbers.is_several(number) else "No."
    is_labelled = numbers.is_numeric(number) and kind != "standard"
    return joined(" ", label, f"{short} {sentence_start(number)}" if is_labelled else sentence_start(number))


def located(work: Csl, kind: str) -> str:
    """`2nd ed., Vol. 4, pp. 97–221`."""
    if is_serial(work, kind) or kind in UNPLACED:
        return ""
    return joined(
        ", ",
        prefixed("Version ", field(work, "version")),
        numbers.edition(field(work, "edition")),
        series(work) if kind in REPORTS else "",
        supplement(work),
        volumes(work),
        issues(work),
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


def issues(work: Csl) -> str:
    issue = numbers.ranged(field(work, "issue"), DASH)
    return prefixed("Issues " if numbers.is_numeric(issue) and numbers.is_several(issue) else "Issue ", issue)


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
    return unretrievable(work, kind) or KIND_IN_WORDS.get(kind, "")


def unretrievable(work: Csl, kind: str) -> str:
    """What a work is called that a reader cannot get."""
    is_retrievable = any(work.get(variable) for variable in RETRIEVABLE_BY)
    if kind == "manuscript":
        return "" if is_retrievable else "Unpublished manuscript"
    return "Personal communication" if kind in {"interview", "personal_communication"} and not is_retrievable else ""


def source(work: Csl, kind: str, editors: list[Name], *, is_published_by_author: bool) -> str:
    publisher = "" if is_published_by_author else field(work, "publisher")
    if kind in WEB_PAGES:
        return joined(". ", publisher, capitals(work, "container-title"))
    told = serial(work) if is_serial(work, kind) else book(work, kind, editors)
    is_unprinted = (kind != "interview" and is_serial(work, kind)) or (kind == "thesis" and is_online(work))
    return joined(". ", told, "" if is_unprinted else publisher, archived(work), event(work, kind))


def archived(work: Csl) -> str:
    """`Papers of A. Dunn (Box 3), Wellcome Collection, London`."""
    collection, archive, place = (field(work, name) for name in ("archive_collection", "archive", "archive-place"))
    box = enclosed(field(work, "archive_location"), "()")
    if collection:
        return joined(", ", joined(" ", collection, box), archive, place)
    return joined(", ", joined(" ", archive, box), place)


def event(work: Csl, kind: str) -> str:
    """`Annual meeting of the Society, Bonn, Germany`: where it was read, unless it is printed since."""
    title = sentence_start(field(work, "event-title") or field(work, "event"))
    if not title or (kind == "paper-conference" and is_published(work)):
        return ""
    return joined(", ", title, field(work, "event-place"), dates.american(csl.date_range(work, "event-date")))


def serial(work: Csl) -> str:
    journal = italic(joined(", ", capitals(work, "container-title"), capitals(work, "collection-title")))
    volume, number = (numbers.ranged(field(work, variable), DASH) for variable in ("volume", "issue"))
    part = enclosed(joined(", ", number, supplement(work)), "()")
    article = prefixed("Article ", field(work, "number"))
    pages = numbers.pages(field(work, "page"), DASH)
    placed = joined(", ", journal, f"{italic(volume)}{part}", article or pages)
    return joined(". ", placed, state(work, of_placed=False))


def history(work: Csl) -> str:
    if csl.text(work, "type") == "patent":
        return ""
    first = prefixed("Original work published ", dates.year(csl.date_range(work, "original-date"), ERAS))
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
    editors = editors or csl.listed_names(work, "collection-editor")
    role = "Eds." if len(editors) > 1 else "Ed."
    whole = joined(", ", f"{direct_names(editors)} ({role})" if editors else "", container)
    told = enclosed(joined("; ", numbered(work, kind), located(work, kind)), "()")
    is_told_here = kind in TOLD_BY_CONTAINER or (kind == "speech" and not is_published(work))
    return joined(" ", "In", whole, told, enclosed(description(work, kind), "[]") if is_told_here else "")


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
