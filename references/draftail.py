"""Citations in Wagtail's rich text editor. Only `wagtail_hooks` may import this: it needs all models loaded."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

from references.citations import work_id
from references.features import ENTITY_TYPE, LINK_TYPE
from references.models import Reference

citation_feature = EntityFeature(
    {
        "type": ENTITY_TYPE,
        "icon": "openquote",
        "description": _("Cite a work"),
        "attributes": ["id", "title", "missing"],
        # What is pasted stays a citation only if it names a record.
        "allowlist": {"id": True},
        "chooserUrls": {"referenceChooser": reverse_lazy("reference_chooser:choose")},
    },
    js=["wagtailadmin/js/chooser-modal.js", "js/citation-editor.js"],
)


class CitationElementHandler(InlineEntityElementHandler):
    """A stored citation as an entity that is moved and deleted whole: its words are a label, never text of the page."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        id_ = work_id(attrs.get("id", ""))
        work = Reference.objects.filter(pk=id_).first()
        title = str(work) if work else gettext("This work is no longer in the library")
        return {"id": str(id_), "title": title, "missing": work is None}


def citation_anchor(props: dict[str, Any]) -> Any:
    """An entity as it is stored."""
    return DOM.create_element("a", {"linktype": LINK_TYPE, "id": props.get("id")}, props["children"])


conversion_rule = {
    "from_database_format": {f'a[linktype="{LINK_TYPE}"]': CitationElementHandler(ENTITY_TYPE)},
    "to_database_format": {"entity_decorators": {ENTITY_TYPE: citation_anchor}},
}
