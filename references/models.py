"""Works that pages cite."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from references import csl
from references.enums import EvidenceKind, WorkType
from references.formatting import ama, links, markup, short
from references.identifiers import normalised_doi, normalised_pmcid, normalised_pmid

SOUGHT_BY = ("title", "authors", "container", "key", "year_text", "doi", "pmid", "pmcid")
IDENTIFIERS = {"doi": normalised_doi, "pmid": normalised_pmid, "pmcid": normalised_pmcid}


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

    type = models.CharField(_("type"), max_length=40, editable=False)
    title = models.TextField(_("title"), editable=False)
    authors = models.TextField(_("authors"), editable=False)
    container = models.TextField(_("published in"), editable=False)
    year = models.PositiveSmallIntegerField(_("year"), null=True, editable=False)
    doi = models.CharField(_("DOI"), max_length=500, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique
    pmid = models.CharField("PMID", max_length=20, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique
    pmcid = models.CharField("PMCID", max_length=20, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique

    search_fields = [
        *(index.SearchField(name) for name in SOUGHT_BY),
        *(index.AutocompleteField(name) for name in SOUGHT_BY),
        index.FilterField("evidence_kind"),
        index.FilterField("type"),
    ]

    class Meta:
        ordering = ["authors", "year", "title"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self) -> str:
        return f"{self.label}. {markup.plain(csl.text(self.csl, 'title'))}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.read_columns()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raises ValidationError if the work has no title, or is in the library already under another record."""
        if not isinstance(self.csl, dict):
            raise ValidationError(_("A work is a JSON object in the form of CSL-JSON."))
        self.read_columns()
        if not self.title:
            raise ValidationError(_("A work needs a title."))
        others = Reference.objects.exclude(pk=self.pk)
        for name in IDENTIFIERS:
            value = getattr(self, name)
            if value and (other := others.filter(**{name: value}).first()):
                raise ValidationError(
                    _("%(name)s %(value)s is in the library already: %(other)s"),
                    params={"name": name.upper(), "value": value, "other": other},
                )

    def read_columns(self) -> None:
        work = self.csl = csl.cleaned(self.csl)
        self.type = csl.text(work, "type")[:40]
        self.title = markup.plain(csl.text(work, "title"))
        self.authors = "; ".join(" ".join(filter(None, (n.family, n.given))) for n in csl.names(work, "author"))
        self.container = markup.plain(csl.text(work, "container-title"))
        self.year = csl.year(work)
        for name, normalised in IDENTIFIERS.items():
            setattr(self, name, normalised(csl.text(work, name.upper())))

    @cached_property
    def label(self) -> str:
        return short.label(self.csl)

    @cached_property
    def entry(self) -> SafeString:
        """The entry of the reference list, without its number."""
        return ama.entry(self.csl)

    @property
    def links(self) -> list[links.Link]:
        return links.links(self.csl)

    @property
    def year_text(self) -> str:
        return str(self.year or "")

    @property
    def type_name(self) -> str:
        return str(dict(WorkType.choices).get(self.type, self.type))
