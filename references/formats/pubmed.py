"""Read PubMed's XML: articles and chapters of its bookshelf (NLM's DTD of 2025).

Each record is cut out of the file and parsed by itself: no entity is ever defined, and one broken record spoils no
other.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, TextIO
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from references.csl import ET_AL, Csl
from references.formats import dates, evidence_kinds, names
from references.formats.field_values import get_distinct_abbreviation, join_keywords, normalize_language
from references.formats.pages import expand_pages, find_e_location
from references.formats.pubmed_notices import collect_notices, parse_notice
from references.formats.record_builder import build_record
from references.formats.records import Record, Refusal, UnreadableFile
from references.formats.size_limits import LONGEST_RECORD
from references.formats.text_encoding import open_text

PUBMED_START = re.compile(r"<Pubmed(?:Article|BookArticle)(?:Set)?[\s>/]")
RECORD_START = re.compile(r"<(PubmedArticle|PubmedBookArticle)[\s>]")
# The namespace of formulas is often declared only at the root, which a record cut out has lost.
RECORD_WRAPPER = (
    '<record xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink">{}</record>'
)
CHUNK = 65536

PMID_ELEMENT = re.compile(r"<PMID[^>]*>\s*(\d+)")


def parse_pubmed_file(source: BinaryIO) -> Iterator[Record | Refusal]:
    """Return each record of a seekable file. Raises UnreadableFile at once if it is not PubMed's XML."""
    with open_text(source) as text:
        if not PUBMED_START.search(text.read(CHUNK)):
            raise UnreadableFile(_("This is not PubMed XML."))
    return iter_pubmed_records(source)


def iter_pubmed_records(source: BinaryIO) -> Iterator[Record | Refusal]:
    with open_text(source) as text:
        yield from parse_pubmed_text(text)


def parse_pubmed_text(text: TextIO) -> Iterator[Record | Refusal]:
    return (
        parse_pubmed_record(fragment, describe_pubmed_position(number, fragment))
        for number, fragment in enumerate(split_fragments(text), start=1)
    )


def split_fragments(text: TextIO) -> Iterator[str]:
    """Yield the XML of each record. A record without an end goes up to the next."""
    buffer = ""
    while chunk := text.read(CHUNK):
        buffer += chunk
        while found := RECORD_START.search(buffer):
            buffer = buffer[found.start() :]
            end = find_record_end(buffer, found[1])
            if end is None:
                break
            yield buffer[:end]
            buffer = buffer[end:]
        if not RECORD_START.match(buffer):
            buffer = buffer[-100:]  # the beginning of a tag may stand here
    if RECORD_START.match(buffer):
        yield buffer


def find_record_end(buffer: str, name: str) -> int | None:
    """Return the end of the record at the beginning of `buffer`; None if that is not read yet."""
    following = RECORD_START.search(buffer, 1)
    ending = buffer.find(f"</{name}>", 0, following.start() if following else len(buffer))
    if ending >= 0:
        return ending + len(f"</{name}>")
    if following:
        return following.start()
    return LONGEST_RECORD if len(buffer) > LONGEST_RECORD else None


def describe_pubmed_position(number: int, fragment: str) -> str:
    if found := PMID_ELEMENT.search(fragment):
        return _("record %(number)s (PMID %(pmid)s)") % {"number": number, "pmid": found[1]}
    return _("record %(number)s") % {"number": number}


def parse_pubmed_record(fragment: str, place: str) -> Record | Refusal:
    try:
        element = fromstring(RECORD_WRAPPER.format(fragment))[0]
        return parse_article(element, place) if element.tag == "PubmedArticle" else parse_book(element, place)
    except (ParseError, DefusedXmlException, RecursionError, ValueError):
        return Refusal(place, _("The record is not valid XML."))


def parse_article(element: Element, place: str) -> Record | Refusal:
    kinds = get_element_texts(element, ".//PublicationTypeList/PublicationType")
    pmid = get_element_text(element, "MedlineCitation/PMID")
    linked = [
        parse_notice(link.get("RefType", ""), get_element_text(link, "RefSource"), get_element_text(link, "PMID"))
        for link in element.iterfind(".//CommentsCorrectionsList/CommentsCorrections")
    ]
    return build_record(
        place,
        {
            "type": "article-journal",
            "title": strip_final_stop(
                get_element_text(element, ".//ArticleTitle") or get_element_text(element, ".//VernacularTitle")
            ),
            "container-title": get_element_text(element, ".//Journal/Title"),
            "container-title-short": get_distinct_abbreviation(
                get_element_text(element, ".//Journal/ISOAbbreviation"), get_element_text(element, ".//Journal/Title")
            ),
            "author": parse_author_list(element.find("MedlineCitation/Article/AuthorList")),
            "issued": parse_pub_date(element.find(".//JournalIssue/PubDate")),
            "volume": get_element_text(element, ".//JournalIssue/Volume"),
            "issue": get_element_text(element, ".//JournalIssue/Issue"),
            "page": expand_pages(get_element_text(element, ".//Pagination/MedlinePgn"))
            or find_e_location(get_element_texts(element, ".//Article/ELocationID")),
            "ISSN": get_element_text(element, ".//Journal/ISSN"),
            "abstract": parse_abstract(element.find("MedlineCitation/Article/Abstract")),
            "language": normalize_language(get_element_text(element, ".//Article/Language")),
            "keyword": join_keywords(
                get_element_texts(element, ".//KeywordList/Keyword")
                or get_element_texts(element, ".//MeshHeading/DescriptorName")
            ),
            **parse_identifiers(element, "PubmedData/ArticleIdList/ArticleId"),
            "PMID": pmid,
        },
        evidence_kind=evidence_kinds.detect_evidence_kind(kinds),
        updates=collect_notices(linked, kinds, pmid),
    )


def parse_book(element: Element, place: str) -> Record | Refusal:
    """Return a book of NCBI's bookshelf, or a chapter of it if the record names one."""
    chapter = strip_final_stop(get_element_text(element, "BookDocument/ArticleTitle"))
    name = strip_final_stop(get_element_text(element, ".//Book/BookTitle"))
    authors = {
        listed.get("Type", "authors"): parse_author_list(listed)
        for path in ("BookDocument/Book/AuthorList", "BookDocument/AuthorList")
        for listed in element.iterfind(path)
    }
    return build_record(
        place,
        {
            "type": "chapter" if chapter else "book",
            "title": chapter or name,
            "container-title": name if chapter else "",
            "author": authors.get("authors", []),
            "editor": authors.get("editors", []),
            "issued": parse_pub_date(element.find(".//Book/PubDate")),
            "edition": get_element_text(element, ".//Book/Edition"),
            "publisher": get_element_text(element, ".//Book/Publisher/PublisherName"),
            "publisher-place": get_element_text(element, ".//Book/Publisher/PublisherLocation"),
            "collection-title": get_element_text(element, ".//Book/CollectionTitle"),
            "page": expand_pages(get_element_text(element, "BookDocument/Pagination/MedlinePgn")),
            "ISBN": get_element_text(element, ".//Book/Isbn"),
            "abstract": parse_abstract(element.find("BookDocument/Abstract")),
            "language": normalize_language(get_element_text(element, "BookDocument/Language")),
            "keyword": join_keywords(get_element_texts(element, ".//KeywordList/Keyword")),
            **parse_identifiers(element, ".//ArticleIdList/ArticleId"),
            "PMID": get_element_text(element, "BookDocument/PMID"),
        },
        evidence_kind=evidence_kinds.detect_evidence_kind(get_element_texts(element, "BookDocument/PublicationType")),
    )


def parse_identifiers(element: Element, path: str) -> Csl:
    listed_ids = {part.get("IdType"): read_inner_markup(part) for part in element.iterfind(path)}
    location_ids = {part.get("EIdType"): read_inner_markup(part) for part in element.iterfind(".//Article/ELocationID")}
    return {"DOI": listed_ids.get("doi") or location_ids.get("doi", ""), "PMCID": listed_ids.get("pmc", "")}


def parse_author_list(listed: Element | None) -> list[Csl]:
    found = []
    for author in listed if listed is not None else ():
        # A name that was corrected stays in the record beside the right one.
        if author.get("ValidYN") == "N":
            continue
        if body := get_element_text(author, "CollectiveName"):
            found.append({"literal": body})
        elif family := get_element_text(author, "LastName"):
            given = get_element_text(author, "ForeName") or get_element_text(author, "Initials")
            found.append(names.build_person_from_parts(family, given, get_element_text(author, "Suffix")))
    if found and listed is not None and listed.get("CompleteYN") == "N":
        found.append({"literal": ET_AL})
    return found


def parse_pub_date(element: Element | None) -> Csl:
    """Return the date of `2010 May 12`, or of free words such as `2010 May-Jun`."""
    if element is None:
        return {}
    year, month, day = (get_element_text(element, name) for name in ("Year", "Month", "Day"))
    month = month or get_element_text(element, "Season")
    return dates.parse_date_or_literal(
        get_element_text(element, "MedlineDate") or ("-" if month.isdigit() else " ").join((year, month, day))
    )


def parse_abstract(element: Element | None) -> str:
    """Return the parts of an abstract in one line, each behind its label."""
    parts = element.iterfind("AbstractText") if element is not None else ()
    return " ".join(
        f"{label}: {read_inner_markup(part)}" if (label := part.get("Label")) else read_inner_markup(part)
        for part in parts
    )


def strip_final_stop(words: str) -> str:
    """Return a title without the full stop that PubMed puts behind each."""
    return words[:-1] if words.endswith(".") and not words.endswith("..") else words


def get_element_text(element: Element, path: str) -> str:
    found = element.find(path)
    return read_inner_markup(found) if found is not None else ""


def get_element_texts(element: Element, path: str) -> list[str]:
    return [content for found in element.iterfind(path) if (content := read_inner_markup(found))]


def read_inner_markup(element: Element) -> str:
    """Return the text of an element. Markup and formulas in it stay: they are reduced with the whole record."""
    if not len(element):
        return (element.text or "").strip()
    inner = tostring(element, encoding="unicode").strip()
    return inner[inner.index(">") + 1 : inner.rindex("<")].strip()
