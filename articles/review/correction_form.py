"""The form of an article: it asks what a change of the published text means for readers."""

from typing import Protocol

from django.utils.functional import cached_property
from django.utils.translation import gettext

from articles.rendering.placing import place_blocks
from articles.review.content_hash import (
    PageContent,
    describe_content,
    describe_text,
    find_explained_terms,
    find_listed_works,
)
from articles.review.correction_kinds import CorrectionKind
from articles.review.forms import CitingPageForm


class PublishedPage(Protocol):
    """A page that readers know."""

    live_revision_id: int | None

    def describe_for_sign_off(self) -> PageContent:
        """Return what they get."""


class CorrectedPageForm(CitingPageForm):
    """A form that asks before publishing, never before saving a draft."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.changed_since != self.published_revision:
            # The answer about an earlier change, which is published.
            self.initial |= {"change_kind": "", "change_note": ""}

    @cached_property
    def published(self) -> PublishedPage | None:
        """Return the page as readers see it, or None if they do not."""
        page: PublishedPage | None = type(self.instance).objects.filter(pk=self.instance.pk, live=True).first()
        return page

    @property
    def published_revision(self) -> int | None:
        return self.published.live_revision_id if self.published else None

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not self.is_deferred_validation and self.changes_text(cleaned):
            self.check_answer(cleaned)
        return cleaned

    def changes_text(self, cleaned: dict[str, object]) -> bool:
        """Return whether readers can tell the text of the form from the one that they know."""
        if self.published is None or "body" not in cleaned:
            return False
        published = describe_text(self.published.describe_for_sign_off())
        return describe_text(describe_form(cleaned, self.instance.locale_id)) != published

    def check_answer(self, cleaned: dict[str, object]) -> None:
        kind = cleaned.get("change_kind")
        if not kind:
            self.add_error("change_kind", gettext("Readers know another text. Say whether this change is minor."))
        elif kind == CorrectionKind.FOR_READERS and not str(cleaned.get("change_note") or "").strip():
            self.add_error("change_note", gettext("Say what changed for the reader."))

    def save(self, commit: bool = True) -> object:
        self.instance.changed_since = self.published_revision
        return super().save(commit)


def describe_form(cleaned: dict[str, object], locale: int) -> PageContent:
    """Return what readers would get. A field with an error of its own is left out: it is not published."""
    placed = place_blocks(cleaned["body"], locale)
    body = placed.body
    return describe_content(
        title=str(cleaned.get("title", "")),
        standfirst=str(cleaned.get("standfirst", "")),
        body=body,
        works=find_listed_works(body),
        terms=find_explained_terms(body, placed.terms),
    )
