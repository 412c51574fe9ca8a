from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from articles.review import citation_report


class CitingPageForm(WagtailAdminPageForm):
    """Lets a draft cite as it likes, and publishes only what can be stood by."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation and "body" in cleaned:
            for finding in citation_report.refusals(cleaned["body"], published=self.published_works()):
                self.add_error(None, str(finding))
        return cleaned

    def published_works(self) -> set[int]:
        """The ids of the works that the page cites as readers see it now."""
        published = type(self.instance).objects.filter(pk=self.instance.pk, live=True).first()
        return citation_report.cited_works(published.body) if published else set()
