from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EvidenceKind(TextChoices):
    """What kind of work it is, in the words a reader is told. Strongest first."""

    GUIDELINE = "guideline", _("Guideline")
    SYSTEMATIC_REVIEW = "systematic-review", _("Systematic review")
    TRIAL = "trial", _("Clinical trial")
    COHORT = "cohort", _("Cohort study")
    CASE_SERIES = "case-series", _("Case series")
    LABORATORY = "laboratory", _("Animal or cell study")
    NARRATIVE_REVIEW = "narrative-review", _("Narrative review")
    OPINION = "opinion", _("Opinion")


class WorkType(TextChoices):
    """The types of CSL 1.0.2 that a clinic cites."""

    ARTICLE = "article-journal", _("Journal article")
    BOOK = "book", _("Book")
    CHAPTER = "chapter", _("Chapter")
    REPORT = "report", _("Report or guideline")
    WEB_PAGE = "webpage", _("Web page")
    THESIS = "thesis", _("Thesis")
    DATASET = "dataset", _("Data set")
