"""The form that a questionnaire is built with. A draft may be as unfinished as it likes; what is published holds."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from intake.blueprints import link_ids
from intake.blueprints.blueprint import Blueprint
from intake.blueprints.compiler import Compilation, compile_blueprint
from intake.engine import assessment, publication_checks
from intake.engine.definition import Definition, DefinitionError
from intake.models import Questionnaire
from intake.questionnaires import public_urls, publishing
from intake.questionnaires.block_errors import build_block_error

BLOCK_FIELDS = ("steps", "scores", "rules", "cases")


class QuestionnaireForm(WagtailAdminModelForm):
    instance: Questionnaire

    class Media:
        js = (Script("js/questionnaire-builder.js", type="module"),)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in public_urls.RESERVED_SLUGS:
            raise ValidationError(_("Another page answers there."))
        others = Questionnaire.objects.filter(slug=slug, locale_id=self.instance.locale_id).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("Another questionnaire answers there."))
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation and not self.errors:
            self.check_compilation()
        return cleaned

    def check_compilation(self) -> None:
        """Fill in the keys that are missing, then check what it all compiles to."""
        earlier = collect_earlier_meanings(self.instance)
        blueprint = self.blueprint()
        retired = set(earlier) - set(link_ids.list_identifiers(blueprint))
        for name, stream in zip(("steps", "rules"), link_ids.fill_missing_identifiers(blueprint, retired), strict=True):
            self.cleaned_data[name] = self.fields[name].block.to_python(stream)
        result = compile_blueprint(self.blueprint())
        try:
            check_questionnaire(result, earlier)
        except DefinitionError as error:
            self.show(result, error)

    def blueprint(self) -> Blueprint:
        given = self.cleaned_data
        return Blueprint(
            slug=given["slug"],
            title=given["title"],
            language=self.instance.locale.language_code,
            url=given.get("url", ""),
            publisher=given.get("publisher", ""),
            copyright=given.get("copyright", ""),
            **{name: list(given[name].get_prep_value()) for name in BLOCK_FIELDS},
        )

    def show(self, result: Compilation, error: DefinitionError) -> None:
        """The error at the block it speaks of; above the form, with its path, if it speaks of none."""
        place = result.place(error.path)
        if not place:
            self.add_error(None, str(error))
            return
        name = str(place[0])
        value = self.cleaned_data[name]
        reason = error.reason[:1].upper() + error.reason[1:]
        self.add_error(name, build_block_error(self.fields[name].block, value, place[1:], f"{reason}."))


def collect_earlier_meanings(questionnaire: Questionnaire) -> dict[str, str]:
    """What each key of its versions stands for; of a key with several meanings, the newest."""
    meanings: dict[str, str] = {}
    if questionnaire.pk:
        for version in questionnaire.versions.order_by("number"):
            meanings |= link_ids.get_identifier_meanings(publishing.get_definition(version))
    return meanings


def check_questionnaire(result: Compilation, earlier: dict[str, str]) -> None:
    """Everything that publishing asks. Raises DefinitionError for the first that is amiss."""
    definition = Definition.from_json(result.definition)
    publication_checks.check_publishable(definition)
    check_meanings(result, link_ids.get_identifier_meanings(definition), earlier)
    assessment.check_case_outcomes(definition)


def check_meanings(result: Compilation, meanings: dict[str, str], earlier: dict[str, str]) -> None:
    for link_id, meaning in meanings.items():
        if earlier.get(link_id, meaning) != meaning:
            reason = _("“%(key)s” was answered in another way in a version before; give this question another key")
            raise DefinitionError(result.path_of(link_id), reason % {"key": link_id})
