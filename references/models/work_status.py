"""The columns that hold what became of a work after its publication."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from references.enums import Status
from references.identity import work_urls
from references.identity.identifiers import normalize_doi


class WorkStatus(models.Model):
    """A copy of the worst notice that stands about a work, so that a page needs no second query.

    `Reference.refresh_status` writes it.
    """

    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.NORMAL, editable=False, db_index=True
    )
    status_source = models.CharField(_("source of the notice"), max_length=100, blank=True, editable=False)
    status_learnt_at = models.DateTimeField(_("notice added at"), null=True, editable=False)
    status_dated = models.DateField(_("date of the notice"), null=True, editable=False)
    status_doi = models.CharField(_("DOI of the notice"), max_length=500, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="supersedes", verbose_name=_("superseded by")
    )

    class Meta:
        abstract = True

    @property
    def is_alarming(self) -> bool:
        """Whether a new citation of the work needs a reason."""
        return Status(self.status).is_alarming

    @property
    def notice_url(self) -> str:
        """The URL of the notice behind the status, or an empty string."""
        doi = normalize_doi(self.status_doi)
        return work_urls.build_doi_url(doi) if doi else ""
