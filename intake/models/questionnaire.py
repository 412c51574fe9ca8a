"""Questionnaires and their published versions, which never change."""

import json
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Locale, Revision

from intake.blueprints import max_lengths
from intake.blueprints.blocks import CasesBlock, RulesBlock, ScoresBlock, StepsBlock
from intake.blueprints.blueprint import STREAM_FIELDS, TEXT_FIELDS, Blueprint
from intake.blueprints.compiler import compile_blueprint
from intake.engine import publication_checks
from intake.engine.definition import Definition
from intake.engine.json_object import Json, digest_json, to_canonical_json
from intake.models.questionnaire_drafts import QuestionnaireDraftMixin


class BlocksField(StreamField):
    """A StreamField whose blocks stay out of migrations: they say how staff edit, not what the column holds."""

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], {**kwargs, "block_lookup": {}}


class Questionnaire(QuestionnaireDraftMixin):
    """A slug at which questions are asked, in one language. What is asked there is its live version, if it has one.

    What staff build stands in its fields and, as drafts, in its revisions. To publish it is to make a version of it.
    """

    title = models.CharField(_("title"), max_length=max_lengths.TITLE_LENGTH)
    # Wagtail's mixin has no types.
    locale: Locale
    slug = models.SlugField(
        _("slug"), help_text=_("The last part of the URL, /eligibility/…/. It is the same in every language.")
    )
    # Its translations have the same slug, and answer there too.
    is_default = models.BooleanField(_("shown at /eligibility/"), default=False, editable=False)
    url = models.URLField(
        _("canonical URL"),
        max_length=max_lengths.URL_LENGTH,
        blank=True,
        help_text=_("How FHIR identifies it. Leave empty to make it from the slug."),
    )
    publisher = models.CharField(_("publisher"), max_length=max_lengths.PUBLISHER_LENGTH, blank=True)
    copyright = models.CharField(
        _("copyright"),
        max_length=max_lengths.COPYRIGHT_LENGTH,
        blank=True,
        help_text=_("Who owns the texts, and under which licence they can be used."),
    )
    steps = BlocksField(StepsBlock(), verbose_name=_("steps"))
    scores = BlocksField(ScoresBlock(), blank=True, verbose_name=_("scores"))
    rules = BlocksField(RulesBlock(), blank=True, verbose_name=_("rules"))
    cases = BlocksField(CasesBlock(), blank=True, verbose_name=_("test cases"))
    live_version = models.ForeignKey(
        "QuestionnaireVersion", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta(QuestionnaireDraftMixin.Meta):
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
        """Whether it answers at /eligibility/: as the default itself, or as a translation of the default."""
        return self.is_default or type(self).objects.filter(slug=self.slug, is_default=True).exists()

    def get_blueprint(self) -> Blueprint:
        """Return what its fields hold."""
        fields = {name: getattr(self, name) for name in (*TEXT_FIELDS, *STREAM_FIELDS)}
        return Blueprint.from_fields(fields, language=self.locale.language_code)

    def compile(self) -> Json:
        """Return the definition that its blocks make, whether or not it is valid."""
        return compile_blueprint(self.get_blueprint()).definition

    def load_blueprint(self, blueprint: Blueprint) -> None:
        """Take over the texts and the blocks of a blueprint. Its slug and its language stay; nothing is saved."""
        self.title, self.url = blueprint.title, blueprint.url
        self.publisher, self.copyright = blueprint.publisher, blueprint.copyright
        for name in STREAM_FIELDS:
            stream_block = getattr(self, name).stream_block
            setattr(self, name, stream_block.to_python(getattr(blueprint, name)))

    @transaction.atomic
    def publish(self, revision: Revision, *args: object, definition: Json | None = None, **kwargs: object) -> None:
        """Publish a revision, and make a version of its blocks, or of `definition` if it is given.

        Raises DefinitionError, and publishes nothing, if the definition fails a check of publishing.
        """
        super().publish(revision, *args, **kwargs)
        published = type(self).objects.select_for_update().get(pk=self.pk)
        if published.live:
            published.make_live(definition or published.compile())

    def make_live(self, definition: Json) -> None:
        """Make the version with exactly this definition the live one; a new version if there is none."""
        publication_checks.check_publishable(Definition.from_json(definition))
        self.live_version = self.get_or_create_version(definition)
        self.save(update_fields=["live_version"])

    def get_or_create_version(self, definition: Json) -> "QuestionnaireVersion":
        digest = digest_json(definition)
        if version := self.versions.filter(digest=digest).first():
            return version
        latest = self.versions.aggregate(latest=Max("number"))["latest"] or 0
        return self.versions.create(
            number=latest + 1, definition=json.loads(to_canonical_json(definition)), digest=digest
        )


IMMUTABLE_ERROR = "A published version never changes; publish another."


class VersionQuerySet(models.QuerySet["QuestionnaireVersion"]):
    def update(self, **kwargs: object) -> int:
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
        # A version that is given the primary key of another one does not overwrite it.
        super().save(*args, **{**kwargs, "force_insert": True})

    @property
    def is_as_published(self) -> bool:
        """Whether the stored definition is still the one that was published."""
        return digest_json(self.definition) == self.digest
