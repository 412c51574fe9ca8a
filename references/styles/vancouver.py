"""Citing Medicine, 2nd edition, of the National Library of Medicine: the "Vancouver" style.

Where the manual leaves a choice, the text is that of the CSL style "nlm-citation-sequence".
"""

from references import csl
from references.csl import Csl
from references.styles import dates, names, numbers
from references.styles.casing import capitalize_sentence
from references.styles.fields import format_edition, format_field, format_range, format_short_container
from references.styles.identifiers import get_bare_doi, get_identifier
from references.styles.punctuation import add_brackets, add_prefix, append_mark, join_parts

# ICMJE: of more than six authors, the first six are named.
MOST_NAMED_AUTHORS = FIRST_NAMED_AUTHORS = 6

ABBREVIATED_TYPES = {"article-journal", "review", "review-book"}
NUMBERED_SERIAL_TYPES = {*ABBREVIATED_TYPES, "article-magazine", "periodical", "post-weblog"}
SERIAL_TYPES = {*NUMBERED_SERIAL_TYPES, "article-newspaper"}
BOOK_PART_TYPES = csl.BOOK_PART_TYPES | csl.REFERENCE_ENTRY_TYPES
PERMANENT_IDENTIFIERS = ("DOI", "PMID", "PMCID")
DASH = "–"


def format_entry(work: Csl) -> str:
    """Return one entry of the list as marked text, without its number."""
    kind = csl.get_text(work, "type")
    authors, editors = format_people(work, "author"), format_credit(work, "editor")
    is_part_of_site = kind == "webpage" and bool(format_field(work, "container-title"))
    whole = join_parts(
        ". ",
        authors or format_helpers(work) or format_credit(work, "collection-editor"),
        format_title(work, kind, is_part_of_site=is_part_of_site),
        join_parts(
            ": ", "In" if kind in BOOK_PART_TYPES else "", format_container(work, kind, editors if authors else "")
        ),
        join_parts("; ", format_publisher(work, kind), format_dated_issue(work, kind)),
        format_extent(work, kind),
        format_field(work, "title") if is_part_of_site else "",
        format_series(work, kind),
        format_report_number(work, kind),
    )
    return join_parts(" ", append_mark(whole, "."), format_link(work, kind), format_pubmed_ids(work))


def format_people(work: Csl, role: str) -> str:
    return names.format_name_list(
        csl.get_printed_names(work, role), names.format_index_name, most=MOST_NAMED_AUTHORS, first=FIRST_NAMED_AUTHORS
    )


def format_credit(work: Csl, role: str) -> str:
    """Return `Dunn B, Gray A, editors`."""
    word = role.removeprefix("collection-")
    helpers = format_people(work, role)
    return (
        join_parts(", ", helpers, f"{word}s" if len(csl.get_printed_names(work, role)) > 1 else word) if helpers else ""
    )


def format_helpers(work: Csl) -> str:
    """Return `Dunn B, editor, Gray A, translator`, or `Dunn B, editor & translator`."""
    editors = csl.get_printed_names(work, "editor")
    if editors and editors == csl.get_printed_names(work, "translator"):
        return (
            f"{format_people(work, 'editor')}, {'editors & translators' if len(editors) > 1 else 'editor & translator'}"
        )
    return join_parts(", ", format_credit(work, "editor"), format_credit(work, "translator"))


def format_title(work: Csl, kind: str, *, is_part_of_site: bool) -> str:
    title = format_field(work, "container-title" if is_part_of_site else "title")
    has_container = bool(format_field(work, "container-title"))
    carrier = format_medium(work, kind) if is_part_of_site or not has_container else ""
    whole = join_parts(" ", title, add_brackets(format_field(work, "genre"), "[]"), add_brackets(carrier, "[]"))
    return whole if has_container else join_parts(". ", whole, format_edition(work))


def format_medium(work: Csl, kind: str) -> str:
    if named := format_field(work, "medium"):
        return capitalize_sentence(named)
    return "Internet" if get_identifier(work, "URL") and kind not in BOOK_PART_TYPES else ""


def format_container(work: Csl, kind: str, editors: str) -> str:
    if kind == "webpage":
        return editors
    title = format_short_container(work) if kind in ABBREVIATED_TYPES else format_field(work, "container-title")
    if not title and kind == "speech":
        genre, event = capitalize_sentence(format_field(work, "genre")), format_field(work, "event")
        read = join_parts(": ", join_parts(" ", genre, "presented at"), event) if genre or event else ""
        return join_parts(". ", editors, read)
    if not title:
        return join_parts(". ", editors, join_parts(", ", format_volume(work), format_field(work, "volume-title")))
    online = "[Internet]" if get_identifier(work, "URL") and not has_permanent_identifier(work, kind) else ""
    return join_parts(". ", editors, join_parts(" ", title, online), format_edition(work))


def format_publisher(work: Csl, kind: str) -> str:
    if kind in SERIAL_TYPES:
        return ""
    city = format_field(work, "publisher-place") if kind != "speech" else ""
    return join_parts(": ", add_brackets(city, "[]") if kind == "thesis" else city, format_field(work, "publisher"))


def format_issue_date(work: Csl, kind: str) -> str:
    issued = csl.get_date_range(work)
    if kind in SERIAL_TYPES:
        return join_parts(
            " ", dates.format_nlm_date(issued), "" if has_permanent_identifier(work, kind) else format_cited_date(work)
        )
    if kind == "report":
        return join_parts(" ", dates.format_nlm_date(dates.drop_days(issued)), format_cited_date(work))
    if kind == "speech":
        return join_parts(
            "; ",
            join_parts(" ", dates.format_nlm_date(issued), format_cited_date(work)),
            format_field(work, "event-place"),
        )
    number = format_field(work, "number") if kind == "patent" else ""
    return join_parts(" ", join_parts(", ", number, dates.format_years(issued)), format_cited_date(work))


def format_dated_issue(work: Csl, kind: str) -> str:
    """Return `2019 May;3(2):104–9`, or `2019 May 3:12` of a newspaper, which has no volumes."""
    return join_parts(
        ":" if kind == "article-newspaper" else ";", format_issue_date(work, kind), format_issue(work, kind)
    )


def format_cited_date(work: Csl) -> str:
    accessed = dates.format_nlm_date(csl.get_date_range(work, "accessed")) if get_identifier(work, "URL") else ""
    return add_brackets(add_prefix("cited ", accessed), "[]")


def format_issue(work: Csl, kind: str) -> str:
    """Return `26(5 Suppl 1):820–9`."""
    if kind not in NUMBERED_SERIAL_TYPES:
        return format_pages(work) if kind == "article-newspaper" else ""
    volume, number = (format_range(work, variable, DASH) for variable in ("volume", "issue"))
    part = add_brackets(join_parts(" ", number, format_supplement(work)), "()")
    return join_parts(
        ":",
        f"{format_field(work, 'collection-title')}{volume}{part}",
        format_field(work, "number") or format_pages(work),
    )


def format_supplement(work: Csl) -> str:
    number = format_field(work, "supplement-number")
    return f"Suppl {number}" if numbers.is_numeric(number) else capitalize_sentence(number)


def format_extent(work: Csl, kind: str) -> str:
    if kind in SERIAL_TYPES:
        return ""
    if kind == "book":
        total = format_field(work, "number-of-pages")
        return f"{total} p." if numbers.is_numeric(total) else total
    return add_prefix("p. ", format_pages(work))


def format_series(work: Csl, kind: str) -> str:
    if kind in SERIAL_TYPES or not (title := format_field(work, "collection-title")):
        return ""
    numbered = join_parts("; ", title, numbers.add_label(format_range(work, "collection-number", DASH), "no.", "nos."))
    # Editors of a series who stand first, in place of an author, are not named again.
    is_led = any(csl.get_names(work, role) for role in ("author", "editor", "translator"))
    return add_brackets(join_parts(". ", format_credit(work, "collection-editor") if is_led else "", numbered), "()")


def format_report_number(work: Csl, kind: str) -> str:
    number = format_range(work, "number", DASH)
    if kind != "report" or not number:
        return ""
    genre = capitalize_sentence(format_field(work, "genre")) or "Report"
    label = f"{genre} {'nos.' if numbers.is_plural(number) else 'no.'}:" if numbers.is_numeric(number) else genre
    return f"{label} {number}"


def format_volume(work: Csl) -> str:
    return numbers.add_label(format_range(work, "volume", DASH), "Vol.", "Vols.")


def format_pages(work: Csl) -> str:
    return numbers.format_page_ranges(format_field(work, "page"), DASH, shortest=True)


def has_permanent_identifier(work: Csl, kind: str) -> bool:
    """Return whether a permanent identifier leads to the article, so that it needs no URL and no date of a visit."""
    return kind == "article-journal" and any(get_identifier(work, register) for register in PERMANENT_IDENTIFIERS)


def format_link(work: Csl, kind: str) -> str:
    url = "" if has_permanent_identifier(work, kind) else get_identifier(work, "URL")
    found = join_parts(" ", add_prefix("Available from: ", url), add_prefix("doi:", get_bare_doi(work)))
    return join_parts(". ", add_prefix("Located at: ", format_archive(work)), found)


def format_archive(work: Csl) -> str:
    held_by = join_parts(
        ", ", *(format_field(work, name) for name in ("archive_collection", "archive", "archive-place"))
    )
    return join_parts("; ", held_by, format_field(work, "archive_location"))


def format_pubmed_ids(work: Csl) -> str:
    pubmed = add_prefix("PubMed PMID: ", get_identifier(work, "PMID"))
    central = add_prefix("PubMed Central PMCID: ", get_identifier(work, "PMCID"))
    return append_mark(join_parts("; ", pubmed, central), ".") if pubmed or central else ""
