"""How a questionnaire is edited in Wagtail: drafts, previews, translations, workflows."""

from typing import Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
    WorkflowState,
)

from intake.blueprints.decompiler import decompile_definition
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError, Json

# What belongs to one language alone, so a translation does not take it over.
UNTRANSLATED_FIELDS = [
    *("is_default", "live", "live_version", "live_revision", "latest_revision", "has_unpublished_changes"),
    *("first_published_at", "last_published_at", "go_live_at", "expire_at", "expired"),
    *("locked", "locked_at", "locked_by"),
]
DEFAULT_PREVIEW_TEMPLATE = "intake/questionnaire_admin/steps.html"
PREVIEW_TEMPLATES = {
    "rules": "intake/questionnaire_admin/truth_table.html",
    "changes": "intake/questionnaire_admin/changes.html",
}
UNFINISHED_TEMPLATE = "intake/questionnaire_admin/unfinished.html"


class QuestionnaireDraftMixin(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    models.Model,
):
    """Wagtail's mixins, and what they need to know of a questionnaire. The fields are in `Questionnaire`."""

    revisions = GenericRelation(Revision, content_type_field="base_content_type", related_query_name="questionnaire")
    workflow_states = GenericRelation(
        WorkflowState, content_type_field="base_content_type", object_id_field="object_id", for_concrete_model=False
    )

    # It refers to nothing that an editor could delete.
    wagtail_reference_index_ignore = True

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def with_content_json(self, content: Json) -> Self:
        """Return the draft of a revision. What is live, and where, is never part of a draft."""
        draft: Self = super().with_content_json(content)
        draft.live_version, draft.is_default = self.live_version, self.is_default
        return draft

    def get_latest_revision_as_object(self) -> Self:
        """Return the draft. A questionnaire that was published before there was a builder opens as it is live."""
        if self.latest_revision_id is None and self.live_version:
            self.load_blueprint(decompile_definition(self.live_version.definition, slug=self.slug))
        draft: Self = super().get_latest_revision_as_object()
        return draft

    def copy_for_translation(self, locale: Locale, exclude_fields: list[str] | None = None) -> Self:
        """Return an unsaved draft in another language, with the wording of this one. It is live nowhere."""
        copy: Self = super().copy_for_translation(locale, [*(exclude_fields or []), *UNTRANSLATED_FIELDS])
        copy.live, copy.has_unpublished_changes = False, True
        return copy

    @property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        return [("", _("All steps")), ("rules", _("Truth table")), ("changes", _("What changes"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return PREVIEW_TEMPLATES.get(mode_name, DEFAULT_PREVIEW_TEMPLATE)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return a page for the preview panel; for a draft that makes no valid definition yet, what is missing first.

        Nothing is stored: nobody is answering, and the forms on the page lead nowhere.
        """
        try:
            definition = Definition.from_json(self.compile())
        except DefinitionError as error:
            return TemplateResponse(request, UNFINISHED_TEMPLATE, {"error": error})
        context = {**self.get_preview_context(request, mode_name), "definition": definition}
        return TemplateResponse(request, self.get_preview_template(request, mode_name), context)
