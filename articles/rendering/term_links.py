"""Tells Wagtail which term a mark in rich text refers to, and how it is shown outside a page."""

from collections.abc import Iterator

from wagtail.rich_text import LinkHandler

from articles.blocks.terms import GLOSSARY_LINK_TYPE
from articles.records.term import GlossaryTerm
from references.citations.numbering import parse_work_id


class TermLinkHandler(LinkHandler):
    """The link type of marked terms.

    Pages put links to definitions in their places before Wagtail expands a text, so `expand_db_attributes` is only used
    outside pages. It shows the words without a link.
    """

    identifier = GLOSSARY_LINK_TYPE

    @staticmethod
    def get_model() -> type[GlossaryTerm]:
        return GlossaryTerm

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:  # noqa: ARG003 -- Wagtail passes them
        return "<a>"

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[type[GlossaryTerm], str, str, str]]:
        """Yield the marked term for Wagtail's reference index."""
        if id_ := parse_work_id(attrs.get("id", "")):
            yield GlossaryTerm, str(id_), "", ""
