"""The form in which a record with citations is edited."""

from typing import ClassVar

from wagtail.admin.forms import WagtailAdminModelForm

from articles.review.citation_report import find_blocking_words


class CitingRecordForm(WagtailAdminModelForm):
    """The form of a record that cites: a draft may cite anything, but only sound citations are published."""

    # The rich texts in which works may be cited.
    citing_fields: ClassVar[tuple[str, ...]] = ("answer",)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            published = type(self.instance).objects.filter(pk=self.instance.pk, live=True).first()
            for name in self.citing_fields:
                text = str(cleaned.get(name) or "")
                for words in find_blocking_words(text, published=getattr(published, name, "")):
                    self.add_error(name, words)
        return cleaned
