"""Which types, fields and roles of BibTeX and BibLaTeX stand for which of CSL: for the reader and the export."""

# For each type of CSL those of BibTeX and BibLaTeX; the first is the one written.
BIBTEX_TYPES = {
    "article-journal": "article suppperiodical",
    "book": "book mvbook collection mvcollection proceedings mvproceedings reference periodical",
    "chapter": "incollection inbook bookinbook suppbook suppcollection inreference",
    "dataset": "dataset data",
    "document": "misc",
    "manuscript": "unpublished",
    "motion_picture": "video movie",
    "pamphlet": "booklet",
    "paper-conference": "inproceedings conference",
    "patent": "patent",
    "report": "techreport report manual",
    "software": "software",
    "standard": "standard",
    "thesis": "thesis phdthesis mastersthesis",
    "webpage": "online electronic www webpage",
}
# Mendeley writes its own names of types.
MENDELEY_TYPES = {
    "book_section": "chapter",
    "computer_program": "software",
    "conference_proceedings": "paper-conference",
    "encyclopedia_article": "entry-encyclopedia",
    "film": "motion_picture",
    "magazine_article": "article-magazine",
    "newspaper_article": "article-newspaper",
    "web_page": "webpage",
    "working_paper": "manuscript",
}
CSL_TYPES_BY_ENTRY_TYPE = {
    name: kind for kind, names in BIBTEX_TYPES.items() for name in names.split()
} | MENDELEY_TYPES

THESIS_TYPES = {"phdthesis", "mastersthesis"}
NUMBERED_TYPES = {"report", "standard", "dataset", "patent", "software", "document", "webpage", "manuscript"}

TEXT_FIELDS = {
    "title-short": ("shorttitle",),
    "container-title-short": ("shortjournal",),
    "volume": ("volume",),
    "edition": ("edition",),
    "publisher": ("publisher", "school", "institution", "organization"),
    "publisher-place": ("location", "address"),
    "collection-title": ("series",),
    "event-title": ("eventtitle",),
    "number-of-pages": ("pagetotal",),
    "abstract": ("abstract",),
    "keyword": ("keywords", "keyword"),
    "note": ("note", "annotation", "annote"),
    "status": ("pubstate",),
}
# In which BibLaTeX expects a key as often as words.
BIBSTRING_VARIABLES = {"status", "collection-title", "publisher-place", "edition"}
# The fields of people, and what they were unless the field of their type says otherwise.
PEOPLE_FIELDS = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "editora": "contributor",
    "editorb": "contributor",
    "editorc": "contributor",
}
ROLES_BY_TYPE_FIELD = {
    "editor": "editor",
    "compiler": "editor",
    "translator": "translator",
    "director": "director",
    "organizer": "organizer",
    "collaborator": "contributor",
}
# No prose: a backslash or a brace in them is only there for LaTeX.
VERBATIM_FIELDS = {
    "DOI": ("doi",),
    "PMID": ("pmid",),
    "PMCID": ("pmcid", "pmc"),
    "ISBN": ("isbn",),
}
