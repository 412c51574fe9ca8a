"""Citing Medicine, 2nd edition, of the National Library of Medicine: the "Vancouver" style.

Where the manual leaves a choice, the text is that of the CSL style "nlm-citation-sequence".
"""

from functools import partial

from django.utils.safestring import SafeString

from references import csl
from references.csl import Csl
from references.inline_markup import rendered
from references.styles import dates, names, numbers
from references.styles.casing import sentence_start
from references.styles.fields import doi, field, identifier, short_container
from references.styles.punctuation import enclosed, followed, joined, prefixed

# ICMJE: of more than six authors, the first six.
MOST_NAMED = FIRST_NAMED = 6

ABBREVIATED = {"article-journal", "review", "review-book"}
NUMBERED_SERIALS = {*ABBREVIATED, "article-magazine", "periodical", "post-weblog"}
SERIALS = {*NUMBERED_SERIALS, "article-newspaper"}
PARTS_OF_BOOKS = {"chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia"}
REGISTERS = ("DOI", "PMID", "PMCID")
DASH = "–"

full_name = partial(names.inverted, separator=" ", stop="")


def entry(work: Csl) -> SafeString:
    """One entry of the list, without its number."""
    return rendered(marked_entry(work))


def marked_entry(work: Csl) -> str:
    kind = csl.text(work, "type")
    authors, editors = people(work, "author"), credited(work, "editor")
    is_part_of_site = kind == "webpage" and bool(field(work, "container-title"))
    whole = joined(
        ". ",
        authors or helpers(work) or credited(work, "collection-editor"),
        titled(work, kind, is_part_of_site=is_part_of_site),
        joined(": ", "In" if kind in PARTS_OF_BOOKS else "", container(work, kind, editors if authors else "")),
        joined("; ", publisher(work, kind), dated(work, kind)),
        extent(work, kind),
        field(work, "title") if is_part_of_site else "",
        series(work, kind),
        report_number(work, kind),
    )
    return joined(" ", followed(whole, "."), address(work, kind), registers(work))


def people(work: Csl, role: str) -> str:
    return names.listed(csl.listed_names(work, role), full_name, most=MOST_NAMED, first=FIRST_NAMED)


def credited(work: Csl, role: str) -> str:
    """`Dunn B, Gray A, editors`."""
    word = role.removeprefix("collection-")
    helpers = people(work, role)
    return joined(", ", helpers, f"{word}s" if len(csl.listed_names(work, role)) > 1 else word) if helpers else ""


def helpers(work: Csl) -> str:
    """`Dunn B, editor, Gray A, translator`, or `Dunn B, editor & translator`."""
    editors = csl.listed_names(work, "editor")
    if editors and editors == csl.listed_names(work, "translator"):
        return f"{people(work, 'editor')}, {'editors & translators' if len(editors) > 1 else 'editor & translator'}"
    return joined(", ", credited(work, "editor"), credited(work, "translator"))


def titled(work: Csl, kind: str, *, is_part_of_site: bool) -> str:
    title = field(work, "container-title" if is_part_of_site else "title")
    has_container = bool(field(work, "container-title"))
    carrier = medium(work, kind) if is_part_of_site or not has_container else ""
    whole = joined(" ", title, enclosed(field(work, "genre"), "[]"), enclosed(carrier, "[]"))
    return whole if has_container else joined(". ", whole, edition(work))


def medium(work: Csl, kind: str) -> str:
    if named := field(work, "medium"):
        return sentence_start(named)
    return "Internet" if identifier(work, "URL") and kind not in PARTS_OF_BOOKS else ""


def container(work: Csl, kind: str, editors: str) -> str:
    if kind == "webpage":
        return editors
    title = short_container(work) if kind in ABBREVIATED else field(work, "container-title")
    if not title and kind == "speech":
        read = joined(" ", sentence_start(field(work, "genre")), "presented at") if field(work, "genre") else ""
        return joined(
            ". ",
            editors,
            joined(": ", read or "presented at", field(work, "event")) if read or field(work, "event") else "",
        )
    if not title:
        return joined(". ", editors, joined(", ", volume_label(work), field(work, "volume-title")))
    online = "[Internet]" if identifier(work, "URL") and not is_registered(work, kind) else ""
    return joined(". ", editors, joined(" ", title, online), edition(work))


def publisher(work: Csl, kind: str) -> str:
    if kind in SERIALS:
        return ""
    place = field(work, "publisher-place") if kind != "speech" else ""
    return joined(": ", enclosed(place, "[]") if kind == "thesis" else place, field(work, "publisher"))


def date(work: Csl, kind: str) -> str:
    issued = csl.date_range(work)
    if kind in SERIALS:
        return joined(" ", dates.year_first(issued), "" if is_registered(work, kind) else cited(work))
    if kind == "report":
        return joined(" ", dates.year_first(dates.months_only(issued)), cited(work))
    if kind == "speech":
        return joined("; ", joined(" ", dates.year_first(issued), cited(work)), field(work, "event-place"))
    number = field(work, "number") if kind == "patent" else ""
    return joined(" ", joined(", ", number, dates.year(issued)), cited(work))


def dated(work: Csl, kind: str) -> str:
    """`2019 May;3(2):104–9`; of a newspaper, which has no volumes, `2019 May 3:12`."""
    return joined(":" if kind == "article-newspaper" else ";", date(work, kind), issue(work, kind))


def cited(work: Csl) -> str:
    seen = dates.year_first(csl.date_range(work, "accessed")) if identifier(work, "URL") else ""
    return enclosed(prefixed("cited ", seen), "[]")


def issue(work: Csl, kind: str) -> str:
    """`26(5 Suppl 1):820–9`."""
    if kind not in NUMBERED_SERIALS:
        return pages(work) if kind == "article-newspaper" else ""
    volume, number = (numbers.ranged(field(work, variable), DASH) for variable in ("volume", "issue"))
    part = enclosed(joined(" ", number, supplement(work)), "()")
    return joined(":", f"{field(work, 'collection-title')}{volume}{part}", field(work, "number") or pages(work))


def supplement(work: Csl) -> str:
    number = field(work, "supplement-number")
    return f"Suppl {number}" if numbers.is_numeric(number) else sentence_start(number)


def extent(work: Csl, kind: str) -> str:
    if kind in SERIALS:
        return ""
    if kind == "book":
        total = field(work, "number-of-pages")
        return f"{total} p." if numbers.is_numeric(total) else total
    return prefixed("p. ", pages(work))


def series(work: Csl, kind: str) -> str:
    if kind in SERIALS or not (title := field(work, "collection-title")):
        return ""
    number = numbers.ranged(field(work, "collection-number"), DASH)
    numbered = joined(
        "; ",
        title,
        f"{'nos.' if numbers.is_several(number) else 'no.'} {number}" if numbers.is_numeric(number) else number,
    )
    # Whoever stands first in place of an author is not named again.
    is_led = any(csl.names(work, role) for role in ("author", "editor", "translator"))
    return enclosed(joined(". ", credited(work, "collection-editor") if is_led else "", numbered), "()")


def report_number(work: Csl, kind: str) -> str:
    number = numbers.ranged(field(work, "number"), DASH)
    if kind != "report" or not number:
        return ""
    genre = sentence_start(field(work, "genre")) or "Report"
    label = f"{genre} {'nos.' if numbers.is_several(number) else 'no.'}:" if numbers.is_numeric(number) else genre
    return f"{label} {number}"


def volume_label(work: Csl) -> str:
    volume = numbers.ranged(field(work, "volume"), DASH)
    label = "Vols." if numbers.is_several(volume) else "Vol."
    return f"{label} {volume}" if numbers.is_numeric(volume) else volume


def edition(work: Csl) -> str:
    return numbers.edition(field(work, "edition"))


def pages(work: Csl) -> str:
    return numbers.pages(field(work, "page"), DASH, shortest=True)


def is_registered(work: Csl, kind: str) -> bool:
    """Whether a number leads to the article for ever, so that no address and no date of a visit is needed."""
    return kind == "article-journal" and any(identifier(work, register) for register in REGISTERS)


def address(work: Csl, kind: str) -> str:
    url = "" if is_registered(work, kind) else identifier(work, "URL")
    found = joined(" ", prefixed("Available from: ", url), prefixed("doi:", doi(work)))
    return joined(". ", prefixed("Located at: ", archived(work)), found)


def archived(work: Csl) -> str:
    held_by = joined(", ", *(field(work, name) for name in ("archive_collection", "archive", "archive-place")))
    return joined("; ", held_by, field(work, "archive_location"))


def registers(work: Csl) -> str:
    pubmed = prefixed("PubMed PMID: ", identifier(work, "PMID"))
    central = prefixed("PubMed Central PMCID: ", identifier(work, "PMCID"))
    return followed(joined("; ", pubmed, central), ".") if pubmed or central else ""
