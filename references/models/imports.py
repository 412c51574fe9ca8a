"""Files that are imported into the library, and their records, which an editor chooses from before the import."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from references.models.reference import Reference

MAX_FILE_SIZE = 50 * 1024 * 1024  # bytes of an uploaded file; fibro_site/middleware/body_limits.py lets it through


def get_private_storage() -> Storage:
    """Return the storage of uploads that wait to be read. No URL serves it."""
    return storages["imports"]


class ImportFile(models.Model):
    """One file. It waits, is read into rows, waits for an editor's choice, and is imported."""

    class State(models.TextChoices):
        TO_READ = "to-read", _("Reading")
        TO_CHOOSE = "to-choose", _("Ready for review")
        TO_IMPORT = "to-import", _("Importing")
        IMPORTED = "imported", _("Imported")
        FAILED = "failed", _("Failed")

    name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=40, blank=True)
    # Deleted as soon as it is read.
    upload = models.FileField(storage=get_private_storage, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.TO_READ)
    # The reason of a failure, for the editor.
    failure = models.TextField(blank=True)
    # A worker reads or imports the file until then.
    claimed_until = models.DateTimeField(null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("added by")
    )
    created_at = models.DateTimeField(_("added at"), default=timezone.now)
    imported_at = models.DateTimeField(_("imported at"), null=True)

    # Wagtail's reference index ignores imports: a work is not in use because a file contained it.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        return self.state in {self.State.TO_READ, self.State.TO_IMPORT}


class ImportRow(models.Model):
    """One record of a file, and what the import does with it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Has changes")
        MATCHED = "matched", _("Already in the library")
        REFUSED = "refused", _("Refused")

    class MatchedBy(models.TextChoices):
        DOI = "doi", "DOI"
        PMID = "pmid", "PMID"
        PMCID = "pmcid", "PMCID"
        ISBN = "isbn", "ISBN"
        PLACE = "place", _("journal, volume and page")
        RECORD = "record", _("whole record")
        TITLE = "title", _("title, year and author")
        EDITOR = "editor", _("your choice")

    file = models.ForeignKey(ImportFile, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    # Where an editor finds it in the file: "line 12".
    place = models.CharField(_("place in the file"), max_length=200)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    title = models.TextField(_("title"), blank=True)
    # The key of the work in the library, or the one that a new work will get.
    key = models.CharField(_("key"), max_length=100, blank=True)
    reference = models.ForeignKey(Reference, models.SET_NULL, null=True, related_name="+")
    matched_by = models.CharField(max_length=20, choices=MatchedBy, blank=True)
    # The title of the work in the library that the record matches.
    work_title = models.TextField(blank=True)
    # The works that a new one may be the same as. Each is {"key", "title", "by"} and either "reference" and "label", or
    # the "place" in the file.
    possible_duplicates = models.JSONField(default=list)
    # The place of the same work earlier in the same file.
    earlier_place = models.CharField(max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # Each is {"field", "ours", "theirs", "wanted"}, with the values as text for the editor.
    changes = models.JSONField(default=list)
    # The data to import: {"csl", "evidence_kind", "updates"}.
    record = models.JSONField(default=dict)
    is_wanted = models.BooleanField(default=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["number"]
        verbose_name = _("record")
        verbose_name_plural = _("records")
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="references_importrow_number")]
        indexes = [models.Index(fields=["file", "outcome", "number"], name="references_importrow_outcome")]

    def __str__(self) -> str:
        return f"{self.place}: {self.get_outcome_display()}"

    @property
    def wanted_fields(self) -> set[str]:
        return {change["field"] for change in self.changes if change["wanted"]}
