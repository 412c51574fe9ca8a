"""The columns of a work that are read from its CSL-JSON, for searching and for uniqueness."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from references import csl, inline_markup
from references.enums import WorkType
from references.identity import titles, work_urls
from references.identity.identifiers import normalize_doi, normalize_isbn, normalize_pmcid, normalize_pmid

IDENTIFIER_NORMALIZERS = {
    "doi": normalize_doi,
    "pmid": normalize_pmid,
    "pmcid": normalize_pmcid,
    "isbn": normalize_isbn,
}
# The ISBN of a work of another type, above all of a chapter, is that of the book that contains it.
TYPES_WITH_OWN_ISBN = [WorkType.BOOK, WorkType.REPORT, WorkType.THESIS, WorkType.DATASET]
MAX_URL_LENGTH = 2000


class WorkColumns(models.Model):
    """A work as CSL-JSON, and its columns, which `read_columns` fills. Nothing else may write them."""

    csl = models.JSONField(default=dict)

    type = models.CharField(_("type"), max_length=40, editable=False)
    title = models.TextField(_("title"), editable=False)
    authors = models.TextField(_("authors"), editable=False)
    container = models.TextField(_("published in"), editable=False)
    # As precise as is known, ranges too: 2023, 2023-05, 2023-05-12, 2019/2021 (ISO 8601-2, EDTF).
    issued = models.CharField(_("published"), max_length=40, editable=False, default="")
    year = models.PositiveSmallIntegerField(_("year"), null=True, editable=False)
    volume = models.CharField(_("volume"), max_length=100, editable=False, default="")
    issue = models.CharField(_("issue"), max_length=100, editable=False, default="")
    pages = models.CharField(_("pages"), max_length=100, editable=False, default="")
    doi = models.CharField(_("DOI"), max_length=500, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique
    # Whether the record has the DOI of another work in the library. The column is unique, so `doi` stays empty until
    # the two works are merged or one of the DOIs is corrected.
    shares_doi = models.BooleanField(default=False, editable=False)
    pmid = models.CharField("PMID", max_length=20, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique
    pmcid = models.CharField("PMCID", max_length=20, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique
    isbn = models.CharField("ISBN", max_length=13, null=True, editable=False)  # noqa: DJ001 -- unique
    url = models.CharField(_("web address"), max_length=MAX_URL_LENGTH, editable=False, default="")
    full_text_url = models.CharField(_("full text"), max_length=MAX_URL_LENGTH, editable=False, default="")
    abstract = models.TextField(_("abstract"), editable=False, default="")
    language = models.CharField(_("language"), max_length=40, editable=False, default="")
    title_key = models.CharField(max_length=titles.MAX_TITLE_KEY_LENGTH, editable=False, default="", db_index=True)

    class Meta:
        abstract = True

    def read_columns(self) -> None:
        """Fill the columns from `csl`, which is cleaned first."""
        work = self.csl = csl.clean_json(self.csl)
        self.type = csl.get_text(work, "type")[:40]
        self.title = inline_markup.strip_inline_tags(csl.get_text(work, "title"))
        self.authors = "; ".join(
            " ".join(filter(None, (n.family, n.given))) for n in csl.get_printed_names(work, "author")
        )
        self.container = inline_markup.strip_inline_tags(csl.get_text(work, "container-title"))
        self.issued = csl.format_edtf(work)
        self.year = csl.get_year(work)
        for column, variable in (("volume", "volume"), ("issue", "issue"), ("pages", "page")):
            setattr(self, column, csl.get_text(work, variable)[:100])
        self.url = work_urls.clean_web_url(csl.get_text(work, "URL"))[:MAX_URL_LENGTH]
        self.full_text_url = work_urls.clean_web_url(csl.get_full_text_url(work))[:MAX_URL_LENGTH]
        self.abstract = csl.get_text(work, "abstract")
        self.language = csl.get_text(work, "language")[:40]
        self.title_key = titles.build_title_key(self.title)
        for name, normalize in IDENTIFIER_NORMALIZERS.items():
            setattr(self, name, normalize(csl.get_text(work, name.upper())))
        if self.shares_doi:
            self.doi = None

    @property
    def own_identifiers(self) -> dict[str, str]:
        """The identifiers that no other work may have, by the name of their column."""
        has_isbn = self.type in TYPES_WITH_OWN_ISBN
        held = {name: getattr(self, name) for name in IDENTIFIER_NORMALIZERS if name != "isbn" or has_isbn}
        return {name: value for name, value in held.items() if value}

    @property
    def type_name(self) -> str:
        return str(dict(WorkType.choices).get(self.type, self.type))
