"""PubMed's XML: articles and chapters of its bookshelf (NLM's DTD of 2025).

Each record is cut out of the file and read by itself: no entity is ever defined, and one broken record spoils no other.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, TextIO
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from references.csl import OTHERS, Csl
from references.formats import dates, evidence_kinds, names
from references.formats.pages import e_location, written_out
from references.formats.pubmed_notices import all_notices, notice
from references.formats.record_builder import abbreviated, assembled, keywords, language
from references.formats.records import Record, Refusal, Unreadable
from references.formats.size_limits import LONGEST_RECORD
from references.formats.text_encoding import opened

BEGINS = re.compile(r"<Pubmed(?:Article|BookArticle)(?:Set)?[\s>/]")
START = re.compile(r"<(PubmedArticle|PubmedBookArticle)[\s>]")
# The namespace of formulas is often declared only at the root, which a record cut out has lost.
ROOT = '<record xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink">{}</record>'
CHUNK = 65536

PMID = re.compile(r"<PMID[^>]*>\s*(\d+)")


def read(source: BinaryIO) -> Iterator[Record | Refusal]:
    """Each record of a seekable file. Raises Unreadable at once if it is not PubMed's XML."""
    with opened(source) as text:
        if not BEGINS.search(text.read(CHUNK)):
            raise Unreadable(_("This is not the XML of PubMed."))
    return opened_records(source)


def opened_records(source: BinaryIO) -> Iterator[Record | Refusal]:
    with opened(source) as text:
        yield from records(text)


def records(text: TextIO) -> Iterator[Record | Refusal]:
    return (record(fragment, place(number, fragment)) for number, fragment in enumerate(fragments(text), start=1))


def fragments(text: TextIO) -> Iterator[str]:
    """The XML of each record. One that does not end goes up to the next."""
    buffer = ""
    while chunk := text.read(CHUNK):
        buffer += chunk
        while found := START.search(buffer):
            buffer = buffer[found.start() :]
            end = end_of(buffer, found[1])
            if end is None:
                break
            yield buffer[:end]
            buffer = buffer[end:]
        if not START.match(buffer):
            buffer = buffer[-100:]  # the beginning of a tag may stand here
    if START.match(buffer):
        yield buffer


def end_of(buffer: str, name: str) -> int | None:
    """Where the record at the beginning of `buffer` ends; None if that is not read yet."""
    following = START.search(buffer, 1)
    ending = buffer.find(f"</{name}>", 0, following.start() if following else len(buffer))
    if ending >= 0:
        return ending + len(f"</{name}>")
    if following:
        return following.start()
    return LONGEST_RECORD if len(buffer) > LONGEST_RECORD else None


def place(number: int, fragment: str) -> str:
    if found := PMID.search(fragment):
        return _("record %(number)s (PMID %(pmid)s)") % {"number": number, "pmid": found[1]}
    return _("record %(number)s") % {"number": number}


def record(fragment: str, place: str) -> Record | Refusal:
    try:
        element = fromstring(ROOT.format(fragment))[0]
        return article(element, place) if element.tag == "PubmedArticle" else book(element, place)
    except (ParseError, DefusedXmlException, RecursionError, ValueError):
        return Refusal(place, _("It is not well-formed XML."))


def article(element: Element, place: str) -> Record | Refusal:
    kinds = texts(element, ".//PublicationTypeList/PublicationType")
    pmid = text(element, "MedlineCitation/PMID")
    linked = [
        notice(link.get("RefType", ""), text(link, "RefSource"), text(link, "PMID"))
        for link in element.iterfind(".//CommentsCorrectionsList/CommentsCorrections")
    ]
    return assembled(
        place,
        {
            "type": "article-journal",
            "title": title(text(element, ".//ArticleTitle") or text(element, ".//VernacularTitle")),
            "container-title": text(element, ".//Journal/Title"),
            "container-title-short": abbreviated(
                text(element, ".//Journal/ISOAbbreviation"), text(element, ".//Journal/Title")
            ),
            "author": people(element.find("MedlineCitation/Article/AuthorList")),
            "issued": issued(element.find(".//JournalIssue/PubDate")),
            "volume": text(element, ".//JournalIssue/Volume"),
            "issue": text(element, ".//JournalIssue/Issue"),
            "page": written_out(text(element, ".//Pagination/MedlinePgn"))
            or e_location(texts(element, ".//Article/ELocationID")),
            "ISSN": text(element, ".//Journal/ISSN"),
            "abstract": abstract(element.find("MedlineCitation/Article/Abstract")),
            "language": language(text(element, ".//Article/Language")),
            "keyword": keywords(
                texts(element, ".//KeywordList/Keyword") or texts(element, ".//MeshHeading/DescriptorName")
            ),
            **identifiers(element, "PubmedData/ArticleIdList/ArticleId"),
            "PMID": pmid,
        },
        evidence_kind=evidence_kinds.kind(kinds),
        updates=all_notices(linked, kinds, pmid),
    )


def book(element: Element, place: str) -> Record | Refusal:
    """A book of NCBI's bookshelf, or a chapter of it where the record names one."""
    chapter = title(text(element, "BookDocument/ArticleTitle"))
    name = title(text(element, ".//Book/BookTitle"))
    authors = {
        listed.get("Type", "authors"): people(listed)
        for path in ("BookDocument/Book/AuthorList", "BookDocument/AuthorList")
        for listed in element.iterfind(path)
    }
    return assembled(
        place,
        {
            "type": "chapter" if chapter else "book",
            "title": chapter or name,
            "container-title": name if chapter else "",
            "author": authors.get("authors", []),
            "editor": authors.get("editors", []),
            "issued": issued(element.find(".//Book/PubDate")),
            "edition": text(element, ".//Book/Edition"),
            "publisher": text(element, ".//Book/Publisher/PublisherName"),
            "publisher-place": text(element, ".//Book/Publisher/PublisherLocation"),
            "collection-title": text(element, ".//Book/CollectionTitle"),
            "page": written_out(text(element, "BookDocument/Pagination/MedlinePgn")),
            "ISBN": text(element, ".//Book/Isbn"),
            "abstract": abstract(element.find("BookDocument/Abstract")),
            "language": language(text(element, "BookDocument/Language")),
            "keyword": keywords(texts(element, ".//KeywordList/Keyword")),
            **identifiers(element, ".//ArticleIdList/ArticleId"),
            "PMID": text(element, "BookDocument/PMID"),
        },
        evidence_kind=evidence_kinds.kind(texts(element, "BookDocument/PublicationType")),
    )


def identifiers(element: Element, path: str) -> Csl:
    told = {part.get("IdType"): words(part) for part in element.iterfind(path)}
    located = {part.get("EIdType"): words(part) for part in element.iterfind(".//Article/ELocationID")}
    return {"DOI": told.get("doi") or located.get("doi", ""), "PMCID": told.get("pmc", "")}


def people(listed: Element | None) -> list[Csl]:
    found = []
    for author in listed if listed is not None else ():
        if body := text(author, "CollectiveName"):
            found.append({"literal": body})
        elif family := text(author, "LastName"):
            given = text(author, "ForeName") or text(author, "Initials")
            found.append(names.in_parts(family, given, text(author, "Suffix")))
    if found and listed is not None and listed.get("CompleteYN") == "N":
        found.append({"literal": OTHERS})
    return found


def issued(element: Element | None) -> Csl:
    """`2010 May 12`, or free words such as `2010 May-Jun`."""
    if element is None:
        return {}
    year, month, day = (text(element, name) for name in ("Year", "Month", "Day"))
    month = month or text(element, "Season")
    return dates.told(text(element, "MedlineDate") or ("-" if month.isdigit() else " ").join((year, month, day)))


def abstract(element: Element | None) -> str:
    """Its parts in one line, each after its label."""
    parts = element.iterfind("AbstractText") if element is not None else ()
    return " ".join(f"{label}: {words(part)}" if (label := part.get("Label")) else words(part) for part in parts)


def title(words: str) -> str:
    """PubMed ends each title with a stop."""
    return words[:-1] if words.endswith(".") and not words.endswith("..") else words


def text(element: Element, path: str) -> str:
    found = element.find(path)
    return words(found) if found is not None else ""


def texts(element: Element, path: str) -> list[str]:
    return [told for found in element.iterfind(path) if (told := words(found))]


def words(element: Element) -> str:
    """The text of an element. Marks and formulas within it stay as they are: they are reduced with the whole record."""
    if not len(element):
        return (element.text or "").strip()
    inner = tostring(element, encoding="unicode").strip()
    return inner[inner.index(">") + 1 : inner.rindex("<")].strip()
