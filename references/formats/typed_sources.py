"""Read where a work was published, from the end of an entry that somebody typed.

`Nat Neurosci. 2023;26(5):820-829`, `Nature Neuroscience, 26(5), 820–829`, `Nat. Neurosci. 26, 820–829 (2023)`,
`New York: Harper Wave; 2016`. Each layout is looked for at the end of the text; the first that is there is taken.
"""

import re
from dataclasses import dataclass

YEAR = r"(?P<year>(?:1[89]|20)\d\d)[a-z]?"
MONTHS = r"(?:\s+(?:[A-Z][a-zä]{2,8}\.?|\d{1,2}\.?)(?:[\s/–-]+(?:[A-Z][a-zä]{2,8}\.?|\d{1,2}\.?))?)?"
BEFORE_YEAR = r"(?:(?:\d{1,2}\.?\s+)?[A-Z][a-zä]{2,8}\.?\s+(?:\d{1,2},\s+)?)?"
VOLUME = r"(?P<volume>[A-Za-z]?\d{1,5}(?:[–/-]\d{1,4})?(?:\s*(?:Suppl|Supplement|Pt)\b\.?\s*\w{0,3})?)"
ISSUE = r"\s*\((?P<issue>[^()]{1,30})\)"
NUMBERED_ISSUE = r",?\s*(?:[Nn]o|[Ii]ssue|[Nn]r|Heft)\b\.?\s*(?P<number>[\w–/-]{1,12})"
PAGE = r"[A-Za-z]{0,3}\d\w{0,11}"
PAGES = rf"(?P<page>{PAGE}(?:\s*[-–—]\s*{PAGE})?)(?:\s*,\s*\d{{1,5}}[–-]\d{{1,5}})?"
PAGE_LABEL = r"(?:pp?\.?\s*|S\.\s*|pages?\s+|Seiten?\s+|Article\s+(?:No\.?\s*)?|Art\.?\s*(?:no\.?\s*)?)?"
END = r"\s*[.;,]?\s*$"
LAYOUTS = tuple(
    re.compile(pattern)
    for pattern in (
        # AMA, Vancouver, Lancet
        rf"(?:^|[.,\s])\s*{YEAR}{MONTHS}\s*;\s*{VOLUME}?(?:{ISSUE})?(?:\s*[:,]\s*{PAGE_LABEL}{PAGES})?{END}",
        # Nature
        rf"[.,\s]\s*{VOLUME}(?:{ISSUE})?\s*[,:]\s*{PAGE_LABEL}{PAGES}[\s,]*\({YEAR}\){END}",
        # Chicago
        rf",?\s+{VOLUME}(?:{NUMBERED_ISSUE}|{ISSUE})?\s*\({BEFORE_YEAR}{YEAR}\)(?:\s*[:,]\s*{PAGE_LABEL}{PAGES})?{END}",
        # IEEE, MLA
        rf",\s*[Vv]ol\b\.?\s*{VOLUME}(?:{NUMBERED_ISSUE})?,\s*pp?\.?\s*{PAGES},\s*{BEFORE_YEAR}{YEAR}{END}",
        rf",\s*[Vv]ol\b\.?\s*{VOLUME}(?:{NUMBERED_ISSUE})?,\s*{BEFORE_YEAR}{YEAR}(?:,\s*{PAGE_LABEL}{PAGES})?{END}",
        # Harvard with labels
        rf",\s*[Vv]ol\b\.?\s*{VOLUME}(?:{NUMBERED_ISSUE}|{ISSUE})?(?:,\s*{PAGE_LABEL}{PAGES})?{END}",
        # Cochrane: Database Syst Rev 2016, Issue 7. Art. No.: CD011694
        rf"[.,\s]\s*{YEAR}{MONTHS}[\s,;]+[Ii]ssue\s+(?P<issue>\d{{1,2}})[.,:]\s*(?:Art\.?|Article)\s*[Nn]o\.?:?\s*{PAGES}{END}",
        # German: Schmerzmedizin 34 (2018), Nr. 2, S. 20–27
        rf",?\s+{VOLUME}\s*\({YEAR}\){NUMBERED_ISSUE}\s*[,:]\s*{PAGE_LABEL}{PAGES}{END}",
        # German: Schmerz 31 (3), 2017, 246–254
        rf"[.,\s]\s*{VOLUME}(?:{ISSUE})?\s*,\s*{YEAR}\s*[,:;]\s*{PAGE_LABEL}{PAGES}{END}",
        # a journal that writes its year as AMA does, without a semicolon: J Pain 2019, 20: 1-9
        rf"[.,\s]\s*{YEAR}\s*[,.:]\s*{VOLUME}(?:{ISSUE})?\s*[:,]\s*{PAGE_LABEL}{PAGES}{END}",
        # APA, Harvard
        rf",\s*{VOLUME}(?:{ISSUE}|{NUMBERED_ISSUE})(?:\s*[:,]\s*{PAGE_LABEL}{PAGES})?{END}",
        rf",\s*{VOLUME}\s*[:,]\s*{PAGE_LABEL}{PAGES}{END}",
        # Springer
        rf"[.,\s]\s*{VOLUME}(?:{ISSUE})?\s*[:,]\s*{PAGE_LABEL}{PAGES}{END}",
    )
)
BOOK_LAYOUTS = (
    re.compile(rf"[.,]\s*(?P<place>[^.:;]{{2,60}}):\s*(?P<publisher>[^.:;]{{2,80}})[;,]\s*{YEAR}{END}"),
    re.compile(rf"\.\s*(?P<publisher>[^.:;]{{2,80}});\s*{YEAR}{END}"),
)
# Only behind a year that stood before: alone at the end, a number would rather be a year.
VOLUME_AT_END = re.compile(rf",\s*(?P<volume>\d{{1,3}}){END}")
DATED_PLACE = re.compile(
    r"[.,]\s*(?P<place>[^.:;,]{2,40}(?:, [^.:;,]{2,20})?):\s*(?P<publisher>[^.:;]{2,80})\s*\.?\s*$"
)
YEAR_AT_END = re.compile(rf"[.,;(\s]\s*{BEFORE_YEAR}{YEAR}{MONTHS}\)?{END}")
EDITION = re.compile(
    r"[,.]?\s*\(?(?P<edition>\d{1,2})(?:st|nd|rd|th|\.)\s+(?:rev\.?\s+)?(?:ed(?:ition|n)?|aufl(?:age)?)\b\.?\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TypedSource:
    """What is before the end of an entry, and what the end says, by the names of CSL."""

    before: str
    parts: dict[str, str]

    @property
    def is_book(self) -> bool:
        return "publisher" in self.parts


def split_source(text: str, *, has_year: bool) -> TypedSource | None:
    """Return `text` without what it ends with if that says where the work was published, else None.

    `has_year` says that the year stood before, so that a number at the end need not be one.
    """
    for layout in (*BOOK_LAYOUTS, *LAYOUTS):
        if (found := layout.search(text)) and (has_year or not is_year_as_page(found)):
            return build_source(text, found)
    if has_year and (found := VOLUME_AT_END.search(text) or DATED_PLACE.search(text)):
        return build_source(text, found)
    if not has_year and (found := YEAR_AT_END.search(text)):
        return build_source(text, found)
    return None


def is_year_as_page(found: re.Match[str]) -> bool:
    """Return whether a layout without a year took one for a page: `AWMF-Registernr. 145-004, 2017`."""
    told = found.groupdict()
    return not told.get("year") and bool(re.fullmatch(YEAR, told.get("page") or ""))


def build_source(text: str, found: re.Match[str]) -> TypedSource:
    parts = {name: value.strip() for name, value in found.groupdict().items() if value}
    if "number" in parts:
        parts["issue"] = parts.pop("number")
    if "place" in parts:
        parts["publisher-place"] = parts.pop("place")
    return TypedSource(text[: found.start()].rstrip(" ,;"), parts)


def split_edition(text: str) -> tuple[str, str]:
    """Return the text without the number of an edition, and that number: `2` of `2nd ed.` and `2. Auflage`."""
    found = EDITION.search(text)
    return (text[: found.start()] + text[found.end() :], found["edition"]) if found else (text, "")
