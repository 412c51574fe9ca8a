"""What entries of BibTeX inherit from other entries by `crossref` and `xdata` (BibLaTeX 3.20, 2.4.1 and B)."""

from dataclasses import dataclass

# The fields of an entry in LaTeX, without what encloses them.
Fields = dict[str, str]

# Fields that no child inherits. The parent's title becomes the child's book title; an identifier or URL names the
# parent, not the child.
NON_INHERITED_FIELDS = {
    *("crossref", "xdata", "xref", "ids", "keywords", "shorttitle", "subtitle", "title", "abstract", "note", "csl"),
    *("doi", "pmid", "pmcid", "pmc", "eprint", "eprinttype", "eprintclass", "archiveprefix", "pages", "eid", "annote"),
    *("annotation", "file", "sortkey", "label", "options", "entrysubtype", "url", "urldate", "pagetotal", "fulltext"),
    "pdf",
}
# Fields that say the same: an entry that has one of a set inherits none of it.
EQUIVALENT_FIELDS = (
    {"date", "year", "month", "day"},
    {"journaltitle", "journal"},
    {"location", "address"},
    {"langid", "language"},
    {"url", "howpublished"},
    {"publisher", "school", "institution", "organization"},
)
# From how many entries one may inherit, each once, so that neither a ring of them nor lists of lists take for ever.
MOST_ANCESTORS = 10


@dataclass(frozen=True)
class Parent:
    kind: str
    fields: Fields


def fold_entry_key(key: str) -> str:
    return key.strip().casefold()


def inherit_fields(own: Fields, parents: dict[str, Parent], seen: set[str] | None = None) -> Fields:
    """Return the fields of an entry with those that it inherits.

    It inherits what it lacks from the entries that `crossref` and `xdata` name, and from those that these inherit from.
    `seen` holds the keys that were followed already.
    """
    seen = set() if seen is None else seen
    keys = [*own.get("xdata", "").split(",", MOST_ANCESTORS), own.get("crossref", "")]
    for key in map(fold_entry_key, keys):
        if key in seen or len(seen) >= MOST_ANCESTORS or not (parent := parents.get(key)):
            continue
        seen.add(key)
        above = inherit_fields(parent.fields, parents, seen)
        own = {
            **drop_overridden_fields(
                select_inherited_fields(above, parent.kind) if parent.kind != "xdata" else above, own
            ),
            **own,
        }
    return own


def select_inherited_fields(above: Fields, kind: str) -> Fields:
    """Return what a work inherits from the one that it is a part of.

    A chapter gets the title of its book, an article that of its journal, and a volume that of the whole.
    """
    whole = "main" if kind.startswith("mv") else "journal" if kind == "periodical" else "book"
    passed = {name: text for name, text in above.items() if name not in NON_INHERITED_FIELDS}
    # An issue may have a title beside its journal's, and proceedings theirs as `booktitle` alone.
    is_of_issue = whole == "journal" and any(passed.get(name, "").strip() for name in ("journaltitle", "journal"))
    if is_of_issue or not above.get("title", "").strip():
        return passed
    return {**passed, f"{whole}title": above["title"], f"{whole}subtitle": above.get("subtitle", "")}


def drop_overridden_fields(above: Fields, own: Fields) -> Fields:
    """Return the inherited fields that say nothing that the entry says itself."""
    own_names = {name for same in EQUIVALENT_FIELDS if any(own.get(name, "").strip() for name in same) for name in same}
    return {name: text for name, text in above.items() if name not in own_names}
