"""Works as hostile as the library can hold them, for property tests. None of these works exists."""

import re
from typing import Any

from hypothesis import strategies as st

from references import csl, inline_markup
from references.enums import EvidenceKind
from references.identity.identifiers import parse_doi
from references.identity.work_urls import clean_web_url

# Text that some format reads as its own syntax, whole or in part.
FRAGMENTS = [
    *("<i>", "</i>", "<b>", "</b>", "<sub>", "<script>", "</script>", "<jats:p>", "<br/>", "<b and c>", " < ", "<"),
    *("&amp;", "&#60;", "&lt;i&gt;", "&amp;amp;", "&", "&unknown;", "<!--", "-->", "<![CDATA[", "]]>"),
    *(
        "\\",
        "{",
        "}",
        "$",
        "$x$",
        "%",
        "#",
        "_",
        "^",
        "~",
        "--",
        "---",
        "``",
        "''",
        '"',
        "!`",
        "?`",
        "\\textit{",
        "\\'e",
    ),
    *(" and ", "others", ",", ",,", " von ", "=", "@article{a,", "@", "(", ")", "\\u007b", '"}', "\\\\"),
    *(
        "TY  - JOUR",
        "ER  - ",
        "AU  - ",
        "PMID- 1",
        ";",
        "; ",
        "  ",
        "-",
        "10.1000/x",
        "PubMed",
        "Jr",
        "WHO UK",
        "Smith J",
    ),
    *("\u00a0", "\u2028", "\ufeff", "e\u0301", "é", "王", "\U0001f600", "и", "\u200b", "\ufdd0", "2019", "12", "3-4"),
]
CHARACTERS = st.characters(exclude_categories=["Cc", "Cs"])
TEXTS = (
    st.lists(st.sampled_from(FRAGMENTS) | st.text(CHARACTERS, max_size=6), min_size=1, max_size=6)
    .map("".join)
    .map(csl.clean_json)
    .filter(bool)
    # LaTeX leaves out empty pairs of tags.
    .filter(lambda text: not re.search(r"<(i|b|sub|sup)></\1>", text))
)
TITLES = TEXTS.filter(lambda title: inline_markup.strip_inline_tags(csl.get_text({"title": title}, "title")).strip())
ADDRESSES = TEXTS.map(lambda text: f"https://example.org/{text}").filter(clean_web_url)
DOIS = st.from_regex(r"10\.\d{4,9}/[!-~]{1,20}", fullmatch=True).map(parse_doi).filter(bool)
NUMBERS = st.from_regex(r"[1-9][0-9]{0,8}", fullmatch=True)

YEARS = st.integers(1, 9999)
DAYS = (
    st.tuples(YEARS) | st.tuples(YEARS, st.integers(1, 12)) | st.tuples(YEARS, st.integers(1, 12), st.integers(1, 31))
)
DATES = st.one_of(
    st.lists(DAYS.map(list), min_size=1, max_size=2).map(lambda parts: {"date-parts": parts}),
    DAYS.map(lambda parts: {"date-parts": [[str(part) for part in parts]]}),
    st.builds(lambda season: {"date-parts": [[2019]], "season": season}, st.integers(1, 4)),
    DAYS.map(lambda parts: {"date-parts": [list(parts)], "circa": True}),
    st.just({"date-parts": [[2019, 12], [2020, 1]], "season": "1", "circa": 1}),
    TEXTS.map(lambda text: {"literal": text}),
    TEXTS.map(lambda text: {"raw": text}),
    st.sampled_from(
        [
            "2019-05",
            "1998~",
            {"raw": "May 2019"},
            {"edtf": "2019-05/.."},
            {"literal": "in press"},
            {"date-parts": [[2010, 21]]},
            {"date-parts": [[2010]], "season": 4},
            {"date-parts": [[2009, 24], [2010, 21]]},
            {"date-parts": [[-44]]},
            {"date-parts": [[1999], [0]]},
            {"date-parts": [[2011], [2012]]},
        ]
    ),
)
NAMES = st.one_of(
    TEXTS.map(lambda text: {"literal": text}),
    st.fixed_dictionaries(
        {"family": TEXTS},
        optional=dict.fromkeys(("given", "suffix", "dropping-particle", "non-dropping-particle"), TEXTS),
    ),
    st.sampled_from(
        [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"},
            {"family": "Silva e Costa", "given": "Ana"},
            {"family": "King", "given": "Martin L.", "suffix": "Jr"},
            {"literal": "World Health Organization"},
            {"given": "Plato"},
            {"literal": "et al."},
            {"family": "Whitcomb", "given": "D."},
            {"family": "JAMES", "given": "BOB"},
            {"family": "Østergaard", "given": "Łukasz"},
        ]
    ),
)
TYPES = [
    "article-journal",
    "chapter",
    "book",
    "webpage",
    "report",
    "thesis",
    "dataset",
    "entry-encyclopedia",
    "paper-conference",
    "article-magazine",
    "post-weblog",
    "patent",
    "manuscript",
]
PROSE = [
    *("container-title", "container-title-short", "title-short", "collection-title", "event-title", "abstract", "note"),
    *("publisher", "publisher-place", "volume", "issue", "page", "number", "number-of-pages", "edition", "genre"),
    *("language", "keyword", "ISBN", "ISSN"),
]
VARIABLES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(PROSE, TEXTS | st.integers(0, 9999)),
    **dict.fromkeys(("author", "editor", "translator"), st.lists(NAMES, min_size=1, max_size=4)),
    **dict.fromkeys(("issued", "accessed"), DATES),
    "status": TEXTS | st.sampled_from(["in press", "In press", "forthcoming", "pre-published", "submitted"]),
    "collection-number": TEXTS | st.integers(0, 9999),
    "id": TEXTS,
    "DOI": DOIS,
    "PMID": NUMBERS,
    "PMCID": NUMBERS.map("PMC{}".format),
    "URL": ADDRESSES,
    "custom": st.fixed_dictionaries(
        {"full-text-url": ADDRESSES},
        optional={"evidence-kind": st.sampled_from(EvidenceKind.values), "population": TEXTS},
    ),
}
WORKS = st.fixed_dictionaries({"type": st.sampled_from(TYPES), "title": TITLES}, optional=VARIABLES)
