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
from references.enums import CitationStyle, EvidenceKind, Status
from references.identity import titles, work_urls
from references.identity.identifiers import normalize_doi
from references.models.work_columns import TYPES_WITH_OWN_ISBN, WorkColumns
from references.models.work_status import WorkStatus
from references.styles import labels, reference_list

# The search index of a database gets slower with every field, so all but the title are one field.
SEARCHED_FIELDS = ("title", "other_words")
# Databases sort null differently, so the column has a date instead.
NEVER_CHOSEN = datetime(1970, 1, 1, tzinfo=UTC)


class ReferenceQuerySet(models.QuerySet["Reference"]):
    def live(self) -> Self:
        """Return the works that readers may see."""
        return self.filter(live=True)

    def recently_chosen_first(self) -> Self:
        """Order by when an editor last cited the work, and then by when it was added."""
        return self.order_by("-last_chosen_at", "-id")


class Reference(WorkColumns, WorkStatus, index.Indexed, models.Model):
    """A work that pages cite."""

    key = models.CharField(
        _("key"),
        max_length=100,
        unique=True,
        help_text=_("Identifies the work in imports and exports, for example “smith2024”."),
    )
    evidence_kind = models.CharField(_("kind of evidence"), max_length=20, choices=EvidenceKind, blank=True)
    population = models.CharField(
        _("who or what was studied"), max_length=200, blank=True, help_text=_("For example “mice”. Readers see this.")
    )
    conflict_of_interest = models.TextField(
        _("conflict of interest"), blank=True, help_text=_("One sentence. Readers see it beside the work.")
    )

    live = models.BooleanField(
        _("shown to readers"), default=True, help_text=_("If you untick this, citations of the work have no number.")
    )

    created_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    last_chosen_at = models.DateTimeField(_("last cited at"), default=NEVER_CHOSEN, editable=False)

    objects = ReferenceQuerySet.as_manager()

    search_fields = [
        *(index.SearchField(name) for name in SEARCHED_FIELDS),
        *(index.AutocompleteField(name) for name in SEARCHED_FIELDS),
        # Results are sorted by these.
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
            # For the list of the chooser. With `live`, the index alone is enough to count and to skip works.
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
        """Raise ValidationError if the work has no title, or if another record in the library has its identifiers."""
        if not isinstance(self.csl, dict):
            raise ValidationError(_("A work must be a CSL-JSON object."))
        others = Reference.objects.exclude(pk=self.pk)
        doi = normalize_doi(csl.get_text(self.csl, "DOI"))
        self.shares_doi = self.shares_doi and bool(doi) and others.filter(doi=doi).exists()
        self.read_columns()
        if not self.title:
            raise ValidationError(_("A work must have a title."))
        for name, value in self.own_identifiers.items():
            if other := others.filter(**{name: value}).first():
                raise ValidationError(
                    _("%(name)s %(value)s is already in the library: %(other)s"),
                    params={"name": name.upper(), "value": value, "other": other},
                )

    def refresh_status(self) -> None:
        """Copy the worst notice that stands, the newest of equally bad ones, and save. Call it after any change."""
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

    @cached_property
    def label(self) -> str:
        return labels.format_label(self.csl)

    @cached_property
    def entry(self) -> SafeString:
        """The entry of the work in a list in AMA style, without its number."""
        return reference_list.render_styled_entry(self.csl, CitationStyle.AMA)

    @property
    def links(self) -> list[work_urls.Link]:
        return work_urls.build_links(self.csl)

    @property
    def other_words(self) -> str:
        """What finds the work in a search, beside its title.

        Words with accents are also here without them, because readers type either: PostgreSQL treats the two as
        different, and no database knows that Ø is an O. The parts of the DOI are here because PostgreSQL takes a DOI
        for one word.
        """
        text = " ".join((self.title, self.authors, self.container))
        plainer = (plain for word in text.split() for plain in sorted(titles.get_plain_spellings(word)))
        numbers = (self.year, self.doi, self.pmid, self.pmcid, self.isbn)
        pieces = re.findall(r"\w+", self.doi or "")
        return " ".join((self.authors, self.container, self.key, *(str(n) for n in numbers if n), *pieces, *plainer))
