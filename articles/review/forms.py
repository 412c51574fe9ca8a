"""The form in which a page is edited."""

from django.utils.translation import gettext
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue

from articles.review import citation_report
from articles.review.claim_report import MAX_SOURCE_LENGTH


def describe_length_problem(body: StreamValue) -> str:
    """Return that a page is longer than what the checks read, in a sentence, or an empty string."""
    length = sum(len(text) for _place, text in citation_report.iterate_rich_texts(body))
    if length <= MAX_SOURCE_LENGTH:
        return ""
    words = gettext("The text has %(number)s characters, and a page has room for %(most)s. Split it into several.")
    return words % {"number": f"{length:,}", "most": f"{MAX_SOURCE_LENGTH:,}"}


class CitingPageForm(WagtailAdminPageForm):
    """The form of a page that cites: a draft may cite anything, but only sound citations are published."""

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not self.is_deferred_validation and "body" in cleaned:
            for finding in citation_report.find_blocking_findings(
                cleaned["body"], published=self.find_published_work_ids()
            ):
                self.add_error(None, str(finding))
        if "body" in cleaned and (words := describe_length_problem(cleaned["body"])):
            self.add_error(None, words)
        return cleaned

    def find_published_work_ids(self) -> set[int]:
        """Return the ids of the works that the published page cites."""
        published = type(self.instance).objects.filter(pk=self.instance.pk, live=True).first()
        return citation_report.find_cited_ids(published.body) if published else set()
