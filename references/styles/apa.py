"""Publication Manual of the American Psychological Association, 7th edition, chapters 9 and 10.

Where the manual leaves a choice, the text is that of the CSL style "apa".
"""

from references import csl
from references.csl import Csl, Name
from references.inline_markup import add_italics
from references.styles import dates, numbers
from references.styles.apa_names import format_leading_editors, format_sorted_names, format_unsorted_names
from references.styles.casing import capitalize_sentence
from references.styles.fields import format_edition, format_field, format_range, format_title_case
from references.styles.identifiers import get_bare_doi, get_identifier
from references.styles.punctuation import add_brackets, add_prefix, append_mark, join_parts

SERIAL_TYPES = frozenset(
    ("article-journal", "article-magazine", "article-newspaper", "periodical", "post-weblog", "review", "review-book")
)
WEB_PAGE_TYPES = {"webpage", "post"}
# Types that are dated by the day, not by the year.
DATED_TYPES = {
    *("article-magazine", "article-newspaper", "broadcast", "document", "interview", "motion_picture", "pamphlet"),
    *("personal_communication", "post", "post-weblog", "song", "speech", "webpage"),
}
# Types that are serial if nobody edited them, and unpublished if no serial printed them either.
PRESENTED_TYPES = {"interview", "paper-conference"}
EDITOR_ROLES = ("editor", "collection-editor")
PUBLICATION_VARIABLES = (*EDITOR_ROLES, "issue", "page", "supplement-number", "volume")
# A work with one of these can be retrieved.
RETRIEVAL_VARIABLES = ("archive", "archive-place", "container-title", "DOI", "number", "publisher", "references", "URL")
REPORT_TYPES = {"report", "document", "standard"}
# Types without edition, volume and pages.
UNPLACED_TYPES = {"broadcast", "patent", "speech"}
# Types whose description follows the work that they are a part of.
TYPES_DESCRIBED_BY_CONTAINER = {*REPORT_TYPES, "software"}
TYPE_DESCRIPTIONS = {
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
# Variables that say where in a serial a work was printed.
POSITION_VARIABLES = ("collection-title", "issue", "number", "page", "supplement-number", "volume")
DASH = "–"
APA_ERAS = ("B.C.E.", "C.E.")


def format_entry(work: Csl) -> str:
    """Return one entry of the list as marked text."""
    kind = csl.get_text(work, "type")
    authors, editors = format_sorted_names(csl.get_printed_names(work, "author")), csl.get_printed_names(work, "editor")
    lead = authors or format_leading_editors(editors or csl.get_printed_names(work, "collection-editor"))
    by_publisher = "" if lead or kind not in {"webpage", "software"} else format_field(work, "publisher")
    if kind in csl.REFERENCE_ENTRY_TYPES and not authors and (published := format_field(work, "publisher")):
        lead, by_publisher = "", published
    free_editors = editors if authors or by_publisher else []
    title = join_parts(
        " ", format_title(work, kind), add_brackets(format_title_details(work, kind, free_editors), "()")
    )
    is_told_later = bool(format_field(work, "container-title")) and (
        kind in TYPES_DESCRIBED_BY_CONTAINER or (kind in {"paper-conference", "speech"} and not is_in_proceedings(work))
    )
    described = "" if is_told_later else add_brackets(format_description(work, kind), "[]")
    published = add_brackets(format_issue_date(work, kind), "()")
    if lead or by_publisher:
        head = join_parts(". ", lead or by_publisher, published, join_parts(" ", title, described))
    else:
        head = join_parts(". ", title, published, described)
    whole = join_parts(". ", head, format_source(work, kind, free_editors, is_published_by_author=bool(by_publisher)))
    return join_parts(" ", append_mark(whole, "."), format_link(work), add_brackets(format_history(work), "()"))


def format_issue_date(work: Csl, kind: str) -> str:
    issued = csl.get_date_range(work)
    if not issued:
        return format_field(work, "status").lower() or "n.d."
    is_dated = kind in DATED_TYPES or (kind in PRESENTED_TYPES and not is_in_proceedings(work))
    when = dates.format_apa_date(issued, APA_ERAS) if is_dated else dates.format_years(issued, APA_ERAS)
    return f"ca. {when}" if issued.is_approximate else when


def is_serial(work: Csl, kind: str) -> bool:
    return kind in SERIAL_TYPES or (
        kind in PRESENTED_TYPES and not any(csl.get_printed_names(work, role) for role in EDITOR_ROLES)
    )


def is_in_proceedings(work: Csl) -> bool:
    """Return whether a paper was printed in proceedings, and not only read."""
    return any(work.get(variable) for variable in PUBLICATION_VARIABLES)


def format_title(work: Csl, kind: str) -> str:
    title = format_field(work, "title")
    if kind in WEB_PAGE_TYPES or (is_serial(work, kind) and not format_field(work, "container-title")):
        return add_italics(title)
    return title if format_field(work, "container-title") else add_italics(add_volume_title(work, title))


def add_volume_title(work: Csl, title: str) -> str:
    """Return the title with a volume that is no number, which is a part of the title."""
    volume = format_field(work, "volume")
    return title if numbers.is_numeric(volume) else join_parts(": ", title, capitalize_sentence(volume))


def format_title_details(work: Csl, kind: str, editors: list[Name]) -> str:
    """Return what stands in brackets after the title: who helped, number, edition, pages."""
    if kind == "patent":
        return format_patent(work)
    is_part = bool(format_field(work, "container-title"))
    translators = csl.get_printed_names(work, "translator")
    helpers = [(translators, "Trans.")]
    if not is_serial(work, kind) and (kind in WEB_PAGE_TYPES or not is_part):
        role = "Eds." if len(editors) > 1 else "Ed."
        helpers = [(editors, f"{role} & Trans.")] if editors == translators else [(editors, role), *helpers]
    helped = join_parts("; ", *(f"{format_unsorted_names(people)}, {role}" for people, role in helpers if people))
    if kind in WEB_PAGE_TYPES:
        return join_parts("; ", helped, format_number(work, kind))
    return helped if is_part else join_parts("; ", helped, format_number(work, kind), format_position(work, kind))


def format_patent(work: Csl) -> str:
    """Return `U.S. Patent No. 7,123,456`."""
    number = format_field(work, "number")
    if not any(format_field(work, variable) for variable in ("authority", "genre", "number")):
        return ""
    kind = capitalize_sentence(format_field(work, "genre")) or "Patent"
    return join_parts(" ", format_field(work, "authority"), kind, f"No. {number}" if number else "")


def format_number(work: Csl, kind: str) -> str:
    number = format_range(work, "number", DASH)
    if not number:
        return ""
    genre = format_field(work, "genre")
    label = "Publication" if kind == "thesis" and genre else format_title_case(work, "genre")
    short = "Nos." if numbers.is_plural(number) else "No."
    is_labelled = numbers.is_numeric(number) and kind != "standard"
    return join_parts(
        " ", label, f"{short} {capitalize_sentence(number)}" if is_labelled else capitalize_sentence(number)
    )


def format_position(work: Csl, kind: str) -> str:
    """Return `2nd ed., Vol. 4, pp. 97–221`."""
    if is_serial(work, kind) or kind in UNPLACED_TYPES:
        return ""
    return join_parts(
        ", ",
        add_prefix("Version ", format_field(work, "version")),
        format_edition(work),
        format_series(work) if kind in REPORT_TYPES else "",
        format_supplement(work),
        format_volumes(work),
        format_issues(work),
        format_pages_label(work) or format_chapter_label(work),
    )


def format_series(work: Csl) -> str:
    return join_parts(
        " ",
        format_title_case(work, "collection-title"),
        format_range(work, "collection-number", DASH),
    )


def format_volumes(work: Csl) -> str:
    volume = format_range(work, "volume", DASH)
    if numbers.is_numeric(volume):
        return numbers.add_label(volume, "Vol.", "Vols.")
    total = format_field(work, "number-of-volumes")
    return f"Vols. 1{DASH}{total}" if total.isdigit() else total


def format_issues(work: Csl) -> str:
    issue = format_range(work, "issue", DASH)
    return add_prefix("Issues " if numbers.is_numeric(issue) and numbers.is_plural(issue) else "Issue ", issue)


def format_pages_label(work: Csl) -> str:
    pages = numbers.format_page_ranges(format_field(work, "page"), DASH)
    return f"{'pp.' if numbers.is_plural(pages) else 'p.'} {pages}" if pages else ""


def format_chapter_label(work: Csl) -> str:
    return numbers.add_label(format_field(work, "chapter-number"), "Chapter")


def format_description(work: Csl, kind: str) -> str:
    genre, medium = capitalize_sentence(format_field(work, "genre")), capitalize_sentence(format_field(work, "medium"))
    if kind == "thesis":
        university = format_field(work, "publisher") if has_online_copy(work) else ""
        return join_parts("; ", join_parts(", ", genre, university), medium)
    if genre or medium:
        return join_parts("; ", "" if format_field(work, "number") else genre, medium)
    return describe_unretrievable(work, kind) or TYPE_DESCRIPTIONS.get(kind, "")


def describe_unretrievable(work: Csl, kind: str) -> str:
    """Return what APA calls a work that no reader can retrieve, or nothing."""
    is_retrievable = any(work.get(variable) for variable in RETRIEVAL_VARIABLES)
    if kind == "manuscript":
        return "" if is_retrievable else "Unpublished manuscript"
    return "Personal communication" if kind in {"interview", "personal_communication"} and not is_retrievable else ""


def format_source(work: Csl, kind: str, editors: list[Name], *, is_published_by_author: bool) -> str:
    publisher = "" if is_published_by_author else format_field(work, "publisher")
    if kind in WEB_PAGE_TYPES:
        return join_parts(". ", publisher, format_title_case(work, "container-title"))
    container = format_serial(work) if is_serial(work, kind) else format_book(work, kind, editors)
    is_unprinted = (kind != "interview" and is_serial(work, kind)) or (kind == "thesis" and has_online_copy(work))
    return join_parts(
        ". ", container, "" if is_unprinted else publisher, format_archive(work), format_event(work, kind)
    )


def format_archive(work: Csl) -> str:
    """Return `Papers of A. Dunn (Box 3), Wellcome Collection, London`."""
    collection, archive, city = (
        format_field(work, name) for name in ("archive_collection", "archive", "archive-place")
    )
    box = add_brackets(format_field(work, "archive_location"), "()")
    if collection:
        return join_parts(", ", join_parts(" ", collection, box), archive, city)
    return join_parts(", ", join_parts(" ", archive, box), city)


def format_event(work: Csl, kind: str) -> str:
    """Return where a paper was read, unless it was printed: `Annual meeting of the Society, Bonn, Germany`."""
    title = capitalize_sentence(format_field(work, "event-title") or format_field(work, "event"))
    if not title or (kind == "paper-conference" and is_in_proceedings(work)):
        return ""
    return join_parts(
        ", ",
        title,
        format_field(work, "event-place"),
        dates.format_american_date(csl.get_date_range(work, "event-date")),
    )


def format_serial(work: Csl) -> str:
    journal = add_italics(
        join_parts(", ", format_title_case(work, "container-title"), format_title_case(work, "collection-title"))
    )
    volume, number = (format_range(work, variable, DASH) for variable in ("volume", "issue"))
    part = add_brackets(join_parts(", ", number, format_supplement(work)), "()")
    article = add_prefix("Article ", format_field(work, "number"))
    pages = numbers.format_page_ranges(format_field(work, "page"), DASH)
    placed = join_parts(", ", journal, f"{add_italics(volume)}{part}", article or pages)
    return join_parts(". ", placed, format_status(work, of_placed=False))


def format_history(work: Csl) -> str:
    if csl.get_text(work, "type") == "patent":
        return ""
    first = add_prefix(
        "Original work published ", dates.format_years(csl.get_date_range(work, "original-date"), APA_ERAS)
    )
    return join_parts("; ", format_status(work, of_placed=True), first)


def format_status(work: Csl, *, of_placed: bool) -> str:
    """Return `Advance online publication`, of a work with a date.

    It comes last if volume or pages are known (`of_placed`), else behind the journal.
    """
    is_placed = any(format_field(work, variable) for variable in POSITION_VARIABLES)
    return (
        capitalize_sentence(format_field(work, "status")) if csl.get_date_range(work) and is_placed == of_placed else ""
    )


def format_supplement(work: Csl) -> str:
    number = format_field(work, "supplement-number")
    return f"Suppl. {number}" if numbers.is_numeric(number) else capitalize_sentence(number)


def format_book(work: Csl, kind: str, editors: list[Name]) -> str:
    """Return `In A. Dunn & B. Gray (Eds.), <i>Book</i> (2nd ed., pp. 1–9)`, of a part of the book."""
    container = format_field(work, "container-title")
    if not container:
        return ""
    container = add_italics(add_volume_title(work, container))
    editors = editors or csl.get_printed_names(work, "collection-editor")
    role = "Eds." if len(editors) > 1 else "Ed."
    whole = join_parts(", ", f"{format_unsorted_names(editors)} ({role})" if editors else "", container)
    details = add_brackets(join_parts("; ", format_number(work, kind), format_position(work, kind)), "()")
    is_told_here = kind in TYPES_DESCRIBED_BY_CONTAINER or (kind == "speech" and not is_in_proceedings(work))
    return join_parts(
        " ", "In", whole, details, add_brackets(format_description(work, kind), "[]") if is_told_here else ""
    )


def has_online_copy(work: Csl) -> bool:
    return bool(get_bare_doi(work) or get_identifier(work, "URL"))


def format_link(work: Csl) -> str:
    if number := get_bare_doi(work):
        return f"https://doi.org/{number}"
    if not (url := get_identifier(work, "URL")):
        return ""
    if csl.get_date_range(work) or format_field(work, "status"):
        return url
    accessed = dates.format_american_date(csl.get_date_range(work, "accessed"))
    return f"Retrieved {accessed}, from {url}" if accessed else f"Retrieved {url}"
