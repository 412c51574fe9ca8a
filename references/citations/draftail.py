"""Citations in Wagtail's rich text editor. Import this only from `wagtail_hooks` and the admin: it needs all models."""

from functools import cached_property
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.contentstate_models import ContentState, Entity
from wagtail.admin.rich_text.converters.html_to_contentstate import HandlerState, InlineEntityElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

from references.citations import warnings
from references.citations.features import ENTITY_TYPE, LINK_TYPE, LOCATOR_ATTRIBUTE, QUOTE_ATTRIBUTE, REASON_ATTRIBUTE
from references.citations.numbering import parse_work_id
from references.models import Reference

# The details of an entity, and the attribute in which each is stored.
DETAIL_ATTRIBUTES = {"locator": LOCATOR_ATTRIBUTE, "quote": QUOTE_ATTRIBUTE, "why": REASON_ATTRIBUTE}


class CitationFeature(EntityFeature):
    """The toolbar button, and a plugin for its keyboard shortcut, which Draftail accepts in no other way."""

    def construct_options(self, options: dict[str, Any]) -> None:
        super().construct_options(options)
        options.setdefault("plugins", []).append({"type": ENTITY_TYPE})


citation_feature = CitationFeature(
    {
        "type": ENTITY_TYPE,
        "icon": "openquote",
        "description": _("Cite a work\nCtrl + Alt + F (Mac: ⌘ + ⌥ + F)"),
        # Pasted content keeps these attributes, and stays a citation only if it has an id.
        "attributes": ["id", "title", "problem", *DETAIL_ATTRIBUTES],
        "allowlist": {"id": True},
        "chooserUrls": {
            "referenceChooser": reverse_lazy("reference_chooser:choose"),
            "citationDetails": reverse_lazy("reference_chooser:details"),
        },
    },
    js=["wagtailadmin/js/chooser-modal.js", "js/citation-editor.js"],
)


def build_entity_data(id_: int, work: Reference | None, details: dict[str, str]) -> dict[str, str]:
    """Return the data of a citation in the editor. `details` has some or all keys of DETAIL_ATTRIBUTES."""
    return {
        "id": str(id_),
        "title": str(work) if work else gettext("A work that is no longer in the library"),
        "problem": warnings.describe_warnings(work, quote=details.get("quote", ""), why=details.get("why", "")),
        **details,
    }


class CitedWorkLoader:
    """The works that one rich text cites, fetched together when the first of them is needed."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    @cached_property
    def by_id(self) -> dict[int, Reference]:
        return Reference.objects.in_bulk(self.ids)


class CitationEntity(Entity):
    """A citation whose work is looked up after the whole text has been read."""

    def __init__(self, attrs: dict[str, str], works: CitedWorkLoader) -> None:
        super().__init__(ENTITY_TYPE, "IMMUTABLE", {})
        self.id = parse_work_id(attrs.get("id", ""))
        self.details = {name: attrs[attribute] for name, attribute in DETAIL_ATTRIBUTES.items() if attrs.get(attribute)}
        self.works = works
        works.ids.append(self.id)

    def as_dict(self) -> dict[str, object]:
        return {**super().as_dict(), "data": build_entity_data(self.id, self.works.by_id.get(self.id), self.details)}


class CitationElementHandler(InlineEntityElementHandler):
    """Reads a stored citation as an entity that is moved and deleted as a whole: its text is a label for the editor."""

    mutability = "IMMUTABLE"

    def handle_starttag(
        self, name: str, attrs: list[tuple[str, str]], state: HandlerState, contentstate: ContentState
    ) -> None:
        super().handle_starttag(name, attrs, state, contentstate)
        others = (entity.works for entity in contentstate.entity_map.values() if isinstance(entity, CitationEntity))
        works = next(others, None) or CitedWorkLoader()
        contentstate.entity_map[state.current_entity_ranges[-1].key] = CitationEntity(dict(attrs), works)


def build_citation_element(props: dict[str, object]) -> Any:
    """Return an entity as it is stored."""
    details = {attribute: str(props[name]) for name, attribute in DETAIL_ATTRIBUTES.items() if props.get(name)}
    return DOM.create_element("a", {"linktype": LINK_TYPE, "id": props.get("id"), **details}, props["children"])


conversion_rule = {
    "from_database_format": {f'a[linktype="{LINK_TYPE}"]': CitationElementHandler(ENTITY_TYPE)},
    "to_database_format": {"entity_decorators": {ENTITY_TYPE: build_citation_element}},
}
