"""Works that pages cite."""

import re
from datetime import UTC, datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from references import csl, inline_markup
from references.enums import EvidenceKind, Status, WorkType
from references.identity import titles, work_urls
from references.identity.identifiers import normalize_doi, normalize_isbn, normalize_pmcid, normalize_pmid
from references.styles import ama, labels

# Few, because the index of a database is slow by the field: all but the title together.
SEARCHED_FIELDS = ("title", "other_words")
IDENTIFIER_NORMALIZERS = {
    "doi": normalize_doi,
    "pmid": normalize_pmid,
    "pmcid": normalize_pmcid,
    "isbn": normalize_isbn,
}
# Of other types, chapters above all, the ISBN is that of the book around them.
TYPES_WITH_OWN_ISBN = [WorkType.BOOK, WorkType.REPORT, WorkType.THESIS, WorkType.DATASET]
MAX_URL_LENGTH = 2000
# No null: databases do not agree on where nulls stand in an order.
NEVER_CHOSEN = datetime(1970, 1, 1, tzinfo=UTC)


class ReferenceQuerySet(models.QuerySet["Reference"]):
    def live(self) -> Self:
        """Those that readers may see."""
        return self.filter(live=True)

    def recently_chosen_first(self) -> Self:
        """Then the newest of the library."""
        return self.order_by("-last_chosen_at", "-id")


class Reference(index.Indexed, models.Model):
    """A work, as CSL-JSON. The columns below `csl` are read from it at every save, for searching and for uniqueness;
    nothing else may write them."""

    key = models.CharField(
        _("key"),
        max_length=100,
        unique=True,
        help_text=_("Names the work in imports and exports, for example “smith2024”."),
    )
    csl = models.JSONField(default=dict)
    evidence_kind = models.CharField(_("kind of evidence"), max_length=20, choices=EvidenceKind, blank=True)
    population = models.CharField(
        _("who or what was studied"), max_length=200, blank=True, help_text=_("For example “mice”. Readers see it.")
    )
    conflict_of_interest = models.TextField(
        _("conflict of interest"), blank=True, help_text=_("In a sentence. Readers see it beside the work.")
    )

    live = models.BooleanField(
        _("shown to readers"), default=True, help_text=_("Citations of a work that is not shown get no number.")
    )

    # The worst notice that stands, copied here by `refresh_status` so that a page needs no second query.
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.NORMAL, editable=False, db_index=True
    )
    status_source = models.CharField(_("learnt from"), max_length=100, blank=True, editable=False)
    status_learnt_at = models.DateTimeField(_("learnt at"), null=True, editable=False)
    status_dated = models.DateField(_("date of the notice"), null=True, editable=False)
    status_doi = models.CharField(_("DOI of the notice"), max_length=500, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="supersedes", verbose_name=_("superseded by")
    )

    created_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    last_chosen_at = models.DateTimeField(_("last cited at"), default=NEVER_CHOSEN, editable=False)

    type = models.CharField(_("type"), max_length=40, editable=False)
    title = models.TextField(_("title"), editable=False)
    authors = models.TextField(_("authors"), editable=False)
    container = models.TextField(_("published in"), editable=False)
    # As much as is known, ranges too: 2023, 2023-05, 2023-05-12, 2019/2021 (ISO 8601-2, EDTF).
    issued = models.CharField(_("published"), max_length=40, editable=False, default="")
    year = models.PositiveSmallIntegerField(_("year"), null=True, editable=False)
    volume = models.CharField(_("volume"), max_length=100, editable=False, default="")
    issue = models.CharField(_("issue"), max_length=100, editable=False, default="")
    pages = models.CharField(_("pages"), max_length=100, editable=False, default="")
    doi = models.CharField(_("DOI"), max_length=500, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique
    # Its record has the DOI of another work that is here: no two may have it as theirs, so this one has none until
    # somebody merges the two or mends a DOI.
    shares_doi = models.BooleanField(default=False, editable=False)
    pmid = models.CharField("PMID", max_length=20, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique
    pmcid = models.CharField("PMCID", max_length=20, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique
    isbn = models.CharField("ISBN", max_length=13, null=True, editable=False)  # noqa: DJ001 -- unique
    url = models.CharField(_("web address"), max_length=MAX_URL_LENGTH, editable=False, default="")
    full_text_url = models.CharField(_("full text"), max_length=MAX_URL_LENGTH, editable=False, default="")
    abstract = models.TextField(_("abstract"), editable=False, default="")
    language = models.CharField(_("language"), max_length=40, editable=False, default="")
    title_key = models.CharField(max_length=titles.MAX_TITLE_KEY_LENGTH, editable=False, default="", db_index=True)

    objects = ReferenceQuerySet.as_manager()

    search_fields = [
        *(index.SearchField(name) for name in SEARCHED_FIELDS),
        *(index.AutocompleteField(name) for name in SEARCHED_FIELDS),
        # Those by which what is found is put in order.
        *(index.FilterField(name) for name in ("id", "authors", "year", "title", "last_chosen_at")),
        index.FilterField("evidence_kind"),
        index.FilterField("type"),
        index.FilterField("status"),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ["authors", "year", "title"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        constraints = [
            models.UniqueConstraint(
                fields=["isbn"], condition=Q(type__in=TYPES_WITH_OWN_ISBN), name="references_reference_isbn_of_its_own"
            )
        ]
        indexes = [
            # The chooser, in its order. With `live`, so that no work is read only to be counted or passed over.
            models.Index(fields=["-last_chosen_at", "-id", "live"], name="references_recently_chosen"),
        ]

    def __str__(self) -> str:
        return f"{self.label}. {inline_markup.strip_inline_tags(csl.get_text(self.csl, 'title'))}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.read_columns()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("reference", args=[self.key])

    def clean(self) -> None:
        """Raises ValidationError if the work has no title, or is in the library already under another record."""
        if not isinstance(self.csl, dict):
            raise ValidationError(_("A work is a JSON object in the form of CSL-JSON."))
        others = Reference.objects.exclude(pk=self.pk)
        doi = normalize_doi(csl.get_text(self.csl, "DOI"))
        self.shares_doi = self.shares_doi and bool(doi) and others.filter(doi=doi).exists()
        self.read_columns()
        if not self.title:
            raise ValidationError(_("A work needs a title."))
        for name, value in self.own_identifiers.items():
            if other := others.filter(**{name: value}).first():
                raise ValidationError(
                    _("%(name)s %(value)s is in the library already: %(other)s"),
                    params={"name": name.upper(), "value": value, "other": other},
                )

    @property
    def own_identifiers(self) -> dict[str, str]:
        """The identifiers that no other work may have, by the name of their column."""
        has_isbn = self.type in TYPES_WITH_OWN_ISBN
        held = {name: getattr(self, name) for name in IDENTIFIER_NORMALIZERS if name != "isbn" or has_isbn}
        return {name: value for name, value in held.items() if value}

    def read_columns(self) -> None:
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
        for name, normalised in IDENTIFIER_NORMALIZERS.items():
            setattr(self, name, normalised(csl.get_text(work, name.upper())))
        if self.shares_doi:
            self.doi = None

    def refresh_status(self) -> None:
        """Take the status from the worst notice that stands, the newest of equals. Call it after any notice changed."""
        worst = max(
            self.notices.standing(), key=lambda notice: (Status(notice.status).severity, notice.learnt_at), default=None
        )
        self.status = worst.status if worst else Status.NORMAL
        self.status_source = worst.source if worst else ""
        self.status_learnt_at = worst.learnt_at if worst else None
        self.status_dated = worst.dated if worst else None
        self.status_doi = worst.doi if worst else ""
        self.superseded_by = worst.superseded_by if worst else None
        self.save()

    @property
    def is_alarming(self) -> bool:
        """Whether citing the work anew needs a reason."""
        return Status(self.status).is_alarming

    @cached_property
    def label(self) -> str:
        return labels.format_label(self.csl)

    @cached_property
    def entry(self) -> SafeString:
        """The entry of the reference list, without its number."""
        return ama.render_entry(self.csl)

    @property
    def links(self) -> list[work_urls.Link]:
        return work_urls.build_links(self.csl)

    @property
    def notice_url(self) -> str:
        """Where the notice that made the status stands."""
        doi = normalize_doi(self.status_doi)
        return work_urls.build_doi_url(doi) if doi else ""

    @property
    def other_words(self) -> str:
        """What it is searched by beside its title. Words that have accents also without them: PostgreSQL tells the two
        apart, neither database knows that Ø is an O, and readers type either. The DOI also in pieces, for PostgreSQL
        takes it for one word."""
        told = " ".join((self.title, self.authors, self.container))
        plainer = (plain for word in told.split() for plain in sorted(titles.get_plain_spellings(word)))
        numbers = (self.year, self.doi, self.pmid, self.pmcid, self.isbn)
        pieces = re.findall(r"\w+", self.doi or "")
        return " ".join((self.authors, self.container, self.key, *(str(n) for n in numbers if n), *pieces, *plainer))

    @property
    def type_name(self) -> str:
        return str(dict(WorkType.choices).get(self.type, self.type))
