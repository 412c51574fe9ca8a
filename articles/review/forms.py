"""The form in which a page is edited."""

from wagtail.admin.forms import WagtailAdminPageForm

from articles.review import citation_report


class CitingPageForm(WagtailAdminPageForm):
    """The form of a page that cites: a draft may cite anything, but only sound citations are published."""

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not self.is_deferred_validation and "body" in cleaned:
            for finding in citation_report.find_blocking_findings(
                cleaned["body"], published=self.find_published_work_ids()
            ):
                self.add_error(None, str(finding))
        return cleaned

    def find_published_work_ids(self) -> set[int]:
        """Return the ids of the works that the published page cites."""
        published = type(self.instance).objects.filter(pk=self.instance.pk, live=True).first()
        return citation_report.find_cited_ids(published.body) if published else set()
