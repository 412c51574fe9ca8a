"""Tells Wagtail what a citation in rich text is: which record it points at, and what it is outside a numbered page."""

from collections.abc import Iterator

from wagtail.rich_text import LinkHandler

from references.citations.features import LINK_TYPE
from references.citations.numbering import parse_work_id
from references.models import Reference


class CitationLinkHandler(LinkHandler):
    """Pages put the numbers in place before Wagtail expands their text, so `expand_db_attributes` serves only what is
    shown outside a page: there the editor's words stand, without a link."""

    identifier = LINK_TYPE

    @staticmethod
    def get_model() -> type[Reference]:
        return Reference

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:  # noqa: ARG003 -- Wagtail passes them
        return "<a>"

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[type[Reference], str, str, str]]:
        """For Wagtail's reference index, which knows every place that cites a work."""
        if id_ := parse_work_id(attrs.get("id", "")):
            yield Reference, str(id_), "", ""
