"""Questionnaires and their published versions, which never change."""

import json
from typing import Any, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.fields import StreamField
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

from intake.blueprints import decompiler
from intake.blueprints.blocks import CasesBlock, RulesBlock, ScoresBlock, StepsBlock
from intake.blueprints.blueprint import Blueprint
from intake.blueprints.compiler import compile_blueprint
from intake.engine import assessment, publication_checks
from intake.engine.definition import Definition
from intake.engine.json_object import digest_json, to_canonical_json

# Shows what a questionnaire looks like before it is published: a function of it, a request and a mode of preview.
PREVIEW_HOOK = "preview_questionnaire"


# How a questionnaire stands, which its translation does not share.
UNTRANSLATED_FIELDS = [
    *("is_default", "live", "live_version", "live_revision", "latest_revision", "has_unpublished_changes"),
    *("first_published_at", "last_published_at", "go_live_at", "expire_at", "expired"),
    *("locked", "locked_at", "locked_by"),
]


class BlocksField(StreamField):
    """A StreamField whose blocks stay out of migrations: they say how staff edit, not what the column holds."""

    def deconstruct(self) -> Any:
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], {**kwargs, "block_lookup": {}}


class Questionnaire(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    models.Model,
):
    """An address at which questions are asked, in one language. What is asked there is its live version, if it has one.

    What staff build stands in its fields and, as drafts, in its revisions. To publish it is to make a version of it.
    """

    title = models.CharField(_("title"), max_length=200)
    # Wagtail's mixin has no types.
    locale: Locale
    slug = models.SlugField(_("address"), help_text=_("The last part of /eligibility/…/. The same in every language."))
    # Its translations, at the same address, answer there too.
    is_default = models.BooleanField(_("answers at /eligibility/"), default=False, editable=False)
    url = models.URLField(
        _("canonical address"), blank=True, help_text=_("What FHIR knows it by. Empty: it is made from the address.")
    )
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    copyright = models.CharField(
        _("copyright"), max_length=500, blank=True, help_text=_("Whose words these are, and by what licence.")
    )
    steps = BlocksField(StepsBlock(), verbose_name=_("steps"))
    scores = BlocksField(ScoresBlock(), blank=True, verbose_name=_("scores"))
    rules = BlocksField(RulesBlock(), blank=True, verbose_name=_("rules"))
    cases = BlocksField(CasesBlock(), blank=True, verbose_name=_("test cases"))
    live_version = models.ForeignKey(
        "QuestionnaireVersion", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    revisions = GenericRelation(Revision, content_type_field="base_content_type", related_query_name="questionnaire")
    workflow_states = GenericRelation(
        WorkflowState, content_type_field="base_content_type", object_id_field="object_id", for_concrete_model=False
    )

    # It refers to nothing that an editor could take away.
    wagtail_reference_index_ignore = True

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="one_questionnaire_at_an_address"),
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_questionnaire"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.locale_id is None:
            self.locale = Locale.get_default()
        if not self.live:
            # However it was unpublished. Who has begun may finish, and nothing that was sent is touched.
            self.live_version = None
        super().save(*args, **kwargs)

    @property
    def answers_at_default(self) -> bool:
        """At /eligibility/: itself, or as a translation of what does."""
        return self.is_default or type(self).objects.filter(slug=self.slug, is_default=True).exists()

    # --- What it is built of -----------------------------------------------------------------------------------------

    def blueprint(self) -> Blueprint:
        return Blueprint(
            slug=self.slug,
            title=self.title,
            language=self.locale.language_code,
            url=self.url,
            publisher=self.publisher,
            copyright=self.copyright,
            **{name: list(getattr(self, name).get_prep_value()) for name in ("steps", "scores", "rules", "cases")},
        )

    def load_blueprint(self, blueprint: Blueprint) -> None:
        """Take over its blocks and words. Saves nothing."""
        self.title, self.url = blueprint.title, blueprint.url
        self.publisher, self.copyright = blueprint.publisher, blueprint.copyright
        for name in ("steps", "scores", "rules", "cases"):
            block = self._meta.get_field(name).stream_block  # type: ignore[union-attr]
            setattr(self, name, block.to_python(getattr(blueprint, name)))

    def with_content_json(self, content: Any) -> Self:
        """A draft knows nothing of what is live, or where."""
        questionnaire: Self = super().with_content_json(content)
        questionnaire.live_version, questionnaire.is_default = self.live_version, self.is_default
        return questionnaire

    def get_latest_revision_as_object(self) -> Self:
        """The draft. One that was published before there was a builder opens as what is live."""
        if self.latest_revision_id is None and self.live_version:
            self.load_blueprint(decompiler.decompile_definition(self.live_version.definition, slug=self.slug))
        latest: Self = super().get_latest_revision_as_object()
        return latest

    def copy_for_translation(self, locale: Locale, exclude_fields: list[str] | None = None) -> Self:
        """A draft in another language, unsaved, with the words that there are. It is live nowhere."""
        copied: Self = super().copy_for_translation(locale, [*(exclude_fields or []), *UNTRANSLATED_FIELDS])
        copied.live, copied.has_unpublished_changes = False, True
        return copied

    # --- Publishing --------------------------------------------------------------------------------------------------

    @transaction.atomic
    def publish(self, revision: Revision, *args: Any, definition: Any = None, **kwargs: Any) -> None:
        """Publish a revision, and make a version of what it is built of, or of `definition`.

        Raises DefinitionError, and publishes nothing, if that does not hold together.
        """
        super().publish(revision, *args, **kwargs)
        published = type(self).objects.select_for_update().get(pk=self.pk)
        if published.live:
            published.make_live(definition or compile_blueprint(published.blueprint()).definition)

    def make_live(self, definition: Any) -> "QuestionnaireVersion":
        """The version with exactly this definition, a new one if there is none, becomes the live one."""
        read = Definition.from_json(definition)
        publication_checks.check_publishable(read)
        assessment.check_case_outcomes(read)
        self.live_version = self.get_or_create_version(definition)
        self.save(update_fields=["live_version"])
        return self.live_version

    def get_or_create_version(self, definition: Any) -> "QuestionnaireVersion":
        fingerprint = digest_json(definition)
        if version := self.versions.filter(digest=fingerprint).first():
            return version
        latest = self.versions.aggregate(latest=Max("number"))["latest"] or 0
        return self.versions.create(
            number=latest + 1, definition=json.loads(to_canonical_json(definition)), digest=fingerprint
        )

    # --- Preview -----------------------------------------------------------------------------------------------------

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("All steps")), ("rules", _("Truth table")), ("changes", _("What changes"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        [show] = hooks.get_hooks(PREVIEW_HOOK)
        response: HttpResponse = show(self, request, mode_name)
        return response


IMMUTABLE_ERROR = "A published version never changes; publish another."


class VersionQuerySet(models.QuerySet["QuestionnaireVersion"]):
    def update(self, **kwargs: Any) -> int:
        raise TypeError(IMMUTABLE_ERROR)


class QuestionnaireVersion(models.Model):
    """What was asked, to the letter: the questions, the consent wording, the rules and the names of the scores.

    A draft and a submission point at the version they were made with, for ever.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the canonical JSON of the definition"))
    published_at = models.DateTimeField(auto_now_add=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(IMMUTABLE_ERROR)
        # One that is given the key of another is not written over it.
        super().save(*args, **{**kwargs, "force_insert": True})
