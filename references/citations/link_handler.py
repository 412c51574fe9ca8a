"""Tells Wagtail which record a citation in rich text refers to, and how it is shown outside a numbered page."""

from collections.abc import Iterator

from wagtail.rich_text import LinkHandler

from references.citations.features import LINK_TYPE
from references.citations.numbering import parse_work_id
from references.models import Reference


class CitationLinkHandler(LinkHandler):
    """The link type of citations.

    Pages insert the numbers before Wagtail expands their text, so `expand_db_attributes` is only used outside pages. It
    shows the label without a link.
    """

    identifier = LINK_TYPE

    @staticmethod
    def get_model() -> type[Reference]:
        return Reference

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:  # noqa: ARG003 -- Wagtail passes them
        return "<a>"

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[type[Reference], str, str, str]]:
        """Yield the cited work for Wagtail's reference index."""
        if id_ := parse_work_id(attrs.get("id", "")):
            yield Reference, str(id_), "", ""
