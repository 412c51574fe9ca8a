from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EvidenceKind(TextChoices):
    """The kind of evidence that a work is, as readers are told. The strongest comes first."""

    GUIDELINE = "guideline", _("Guideline")
    SYSTEMATIC_REVIEW = "systematic-review", _("Systematic review")
    TRIAL = "trial", _("Clinical trial")
    COHORT = "cohort", _("Cohort study")
    CASE_SERIES = "case-series", _("Case series")
    LABORATORY = "laboratory", _("Animal or cell study")
    NARRATIVE_REVIEW = "narrative-review", _("Narrative review")
    OPINION = "opinion", _("Opinion")


class Status(TextChoices):
    """What became of a work after it was published. The worst comes last."""

    NORMAL = "normal", _("Normal")
    CORRECTED = "corrected", _("Corrected")
    SUPERSEDED = "superseded", _("Superseded")
    CONCERN = "concern", _("Expression of concern")
    RETRACTED = "retracted", _("Retracted")

    @property
    def severity(self) -> int:
        """The position in this list, from 0 for normal."""
        return list(type(self)).index(self)

    @property
    def is_alarming(self) -> bool:
        """Whether an editor must give a reason before citing such a work."""
        return self in {Status.CONCERN, Status.RETRACTED}


class CitationStyle(TextChoices):
    """The style of the reference list at the foot of a page."""

    AMA = "ama", "AMA"
    VANCOUVER = "vancouver", "Vancouver (NLM)"
    APA = "apa", "APA"


class WorkType(TextChoices):
    """The types of CSL 1.0.2 that a clinic cites."""

    ARTICLE = "article-journal", _("Journal article")
    BOOK = "book", _("Book")
    CHAPTER = "chapter", _("Chapter")
    REPORT = "report", _("Report or guideline")
    WEB_PAGE = "webpage", _("Web page")
    THESIS = "thesis", _("Thesis")
    DATASET = "dataset", _("Data set")
