"""Which types and tags of RIS stand for which of CSL: for the reader and the export."""

from references.csl import PERIODICAL_TYPES

# For each type of CSL those of RIS; the first is the one written.
RIS_TYPES = {
    "article-journal": "JOUR EJOUR JFULL INPR ABST",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "book": "BOOK EBOOK EDBOOK SER",
    "chapter": "CHAP ECHAP",
    "dataset": "DATA AGGR DBASE",
    "document": "GEN",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "manuscript": "UNPB MANSCPT",
    "motion_picture": "VIDEO MPCT",
    "pamphlet": "PAMP",
    "paper-conference": "CPAPER CONF",
    "patent": "PAT",
    "post-weblog": "BLOG",
    "report": "RPRT GOVDOC",
    "software": "COMP",
    "speech": "SLIDE",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC ICOMM",
}
CSL_TYPES_BY_RIS_TYPE = {name: kind for kind, names in RIS_TYPES.items() for name in names.split()}
TRANSLATED_TYPES = {"book", "chapter"}
PAGE_COUNT_TYPES = {"book", "thesis"}
SERIES_TYPES = {"book", "chapter", "paper-conference"}
NUMBERED_TYPES = {"report", "standard", "dataset", "patent", "software"}
TEXT_TAGS: dict[str, tuple[str, ...]] = {
    "id": ("ID",),
    "title-short": ("ST",),
    "volume": ("VL",),
    "publisher": ("PB",),
    "collection-title": ("T3",),
}
# For a periodical these say when a work was first online, in which country, and that it is an article.
NON_PERIODICAL_TEXT_TAGS: dict[str, tuple[str, ...]] = {
    "edition": ("ET",),
    "publisher-place": ("CY", "PP"),
    "genre": ("M3",),
}


def get_text_tags(kind: str) -> dict[str, tuple[str, ...]]:
    """Return, by CSL variable, the tags that hold its text in a work of this type."""
    return TEXT_TAGS if kind in PERIODICAL_TYPES else {**TEXT_TAGS, **NON_PERIODICAL_TEXT_TAGS}
