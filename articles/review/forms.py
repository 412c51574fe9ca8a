from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from articles.review import citation_report


class CitingPageForm(WagtailAdminPageForm):
    """Lets a draft cite as it likes, and publishes only what can be stood by."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation and "body" in cleaned:
            for finding in citation_report.find_blocking_findings(
                cleaned["body"], published=self.find_published_work_ids()
            ):
                self.add_error(None, str(finding))
        return cleaned

    def find_published_work_ids(self) -> set[int]:
        """The ids of the works that the page cites as readers see it now."""
        published = type(self.instance).objects.filter(pk=self.instance.pk, live=True).first()
        return citation_report.find_cited_ids(published.body) if published else set()
