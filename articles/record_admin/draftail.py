"""Marked terms in Wagtail's rich text editor. Import this only from `wagtail_hooks`: it needs all models."""

from functools import cached_property
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.contentstate_models import ContentState, Entity
from wagtail.admin.rich_text.converters.html_to_contentstate import HandlerState, LinkElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

from articles.blocks.terms import GLOSSARY_ENTITY_TYPE, GLOSSARY_LINK_TYPE
from articles.records.term import GlossaryTerm
from references.citations.numbering import parse_work_id

term_feature = EntityFeature(
    {
        "type": GLOSSARY_ENTITY_TYPE,
        "icon": "info-circle",
        "description": _("Explain a word"),
        # Pasted content keeps these attributes, and stays a mark only if it has an id.
        "attributes": ["id", "string"],
        "allowlist": {"id": True},
        "chooserUrls": {"termChooser": reverse_lazy("wagtailsnippetchoosers_articles_glossaryterm:choose")},
    },
    js=["wagtailadmin/js/chooser-modal.js", "js/glossary-editor.js"],
)


class MarkedTermLoader:
    """The names of the terms that one rich text marks, fetched together when the first of them is needed."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    @cached_property
    def names(self) -> dict[int, str]:
        return dict(GlossaryTerm.objects.filter(pk__in=self.ids).values_list("pk", "term"))


class TermEntity(Entity):
    """A mark whose term is looked up after the whole text has been read."""

    def __init__(self, id_: int, terms: MarkedTermLoader) -> None:
        super().__init__(GLOSSARY_ENTITY_TYPE, "MUTABLE", {})
        self.id = id_
        self.terms = terms
        terms.ids.append(id_)

    def as_dict(self) -> dict[str, object]:
        name = self.terms.names.get(self.id) or gettext("A term that is no longer in the glossary")
        return {**super().as_dict(), "data": {"id": str(self.id), "string": name}}


class TermElementHandler(LinkElementHandler):
    """Reads a stored mark as an entity whose words are part of the text."""

    def handle_starttag(
        self, name: str, attrs: list[tuple[str, str]], state: HandlerState, contentstate: ContentState
    ) -> None:
        super().handle_starttag(name, attrs, state, contentstate)
        others = (entity.terms for entity in contentstate.entity_map.values() if isinstance(entity, TermEntity))
        terms = next(others, None) or MarkedTermLoader()
        entity = TermEntity(parse_work_id(dict(attrs).get("id", "")), terms)
        contentstate.entity_map[state.current_entity_ranges[-1].key] = entity


def build_term_element(props: dict[str, object]) -> Any:
    """Return an entity as it is stored."""
    return DOM.create_element("a", {"linktype": GLOSSARY_LINK_TYPE, "id": props.get("id")}, props["children"])


conversion_rule = {
    "from_database_format": {f'a[linktype="{GLOSSARY_LINK_TYPE}"]': TermElementHandler(GLOSSARY_ENTITY_TYPE)},
    "to_database_format": {"entity_decorators": {GLOSSARY_ENTITY_TYPE: build_term_element}},
}
