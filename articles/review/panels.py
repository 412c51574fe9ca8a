"""The panels of that form."""

from django.middleware.csrf import get_token
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from articles.review.citation_report import CitationReport, report_citations
from articles.review.claim_report import ClaimReport


class WorksCitedPanel(Panel):
    """A panel that lists the works cited by the page as last saved, and what is wrong with its citations."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"heading": _("Works cited"), "icon": "openquote", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/review/works_cited.html"

        def is_shown(self) -> bool:
            return bool(self.report.works or self.report.findings)

        @cached_property
        def report(self) -> CitationReport:
            return report_citations(self.instance.body)

        def get_context_data(self, parent_context: object = None) -> dict[str, object]:
            return {**super().get_context_data(parent_context), "report": self.report}


class ClaimsPanel(Panel):
    """A panel that lists the claims of the page as last saved that cite nothing, and asks why they need not.

    Its form stands outside the form of the page (`articles.claim_checks`), so that it is no part of what is autosaved.
    """

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"heading": _("Claims"), "icon": "check", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/review/claims.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.report.claims)

        @cached_property
        def report(self) -> ClaimReport:
            return self.instance.report_claims()

        def get_context_data(self, parent_context: object = None) -> dict[str, object]:
            report = self.report
            return {
                **super().get_context_data(parent_context),
                "page": self.instance,
                "csrf_token": get_token(self.request),
                "report": report,
                "uncovered": list({one.claim.hash: one for one in report.uncovered}.values()),
                "covered_count": len(report.claims) - len(report.uncovered),
                "dismissals": self.instance.list_claim_dismissals() if report.dismissed else [],
            }


class ChangePanel(MultiFieldPanel):
    """A panel that asks what a change means for readers, once there are some."""

    def __init__(self, **kwargs: object) -> None:
        children = [FieldPanel("change_kind"), FieldPanel("change_note")]
        super().__init__(**{"children": children, "heading": _("What changed"), "icon": "history", **kwargs})

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            # A page that is being made counts as live before it is saved.
            return bool(self.instance.pk and self.instance.live and super().is_shown())
