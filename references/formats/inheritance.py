"""What BibTeX's entries take from the entries around them, by `crossref` and `xdata` (BibLaTeX 3.20, 2.4.1 and B)."""

from dataclasses import dataclass

# The fields of an entry in LaTeX, without what encloses them.
Fields = dict[str, str]

# These a parent keeps to itself; its title is its child's book title. An identifier or an address names the parent, not
# the child.
NON_INHERITED_FIELDS = {
    *("crossref", "xdata", "xref", "ids", "keywords", "shorttitle", "subtitle", "title", "abstract", "note", "csl"),
    *("doi", "pmid", "pmcid", "pmc", "eprint", "eprinttype", "eprintclass", "archiveprefix", "pages", "eid", "annote"),
    *("annotation", "file", "sortkey", "label", "options", "entrysubtype", "url", "urldate", "pagetotal", "fulltext"),
    "pdf",
}
# Two ways to say one thing: whoever says it in one inherits no other.
EQUIVALENT_FIELDS = (
    {"date", "year", "month", "day"},
    {"journaltitle", "journal"},
    {"location", "address"},
    {"langid", "language"},
    {"url", "howpublished"},
    {"publisher", "school", "institution", "organization"},
)
# From so many entries one inherits, each once: neither a ring of them nor lists of lists are gone through for ever.
MOST_ANCESTORS = 10


@dataclass(frozen=True)
class Parent:
    kind: str
    fields: Fields


def fold_entry_key(key: str) -> str:
    return key.strip().casefold()


def inherit_fields(own: Fields, parents: dict[str, Parent], seen: set[str] | None = None) -> Fields:
    """With the fields of the entries that `crossref` and `xdata` name, and of those that these inherit from, where it
    has none of its own."""
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
    """What a work within another takes from it: a chapter its book's title, an article its journal's, a volume the
    title of all of them."""
    whole = "main" if kind.startswith("mv") else "journal" if kind == "periodical" else "book"
    passed = {name: text for name, text in above.items() if name not in NON_INHERITED_FIELDS}
    # An issue may have a title beside its journal's, and proceedings theirs as `booktitle` alone.
    is_of_issue = whole == "journal" and any(passed.get(name, "").strip() for name in ("journaltitle", "journal"))
    if is_of_issue or not above.get("title", "").strip():
        return passed
    return {**passed, f"{whole}title": above["title"], f"{whole}subtitle": above.get("subtitle", "")}


def drop_overridden_fields(above: Fields, own: Fields) -> Fields:
    own_names = {name for same in EQUIVALENT_FIELDS if any(own.get(name, "").strip() for name in same) for name in same}
    return {name: text for name, text in above.items() if name not in own_names}
