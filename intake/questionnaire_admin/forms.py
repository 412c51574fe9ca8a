"""The form that a questionnaire is built with. A draft may be as unfinished as it likes; what is published holds."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from intake.blueprints import link_ids
from intake.blueprints.blueprint import Blueprint
from intake.blueprints.compiler import Compiled, compiled
from intake.engine import assessment, publication_checks
from intake.engine.definition import Definition, DefinitionError
from intake.models import Questionnaire
from intake.questionnaires import public_urls, publishing
from intake.questionnaires.block_errors import error_at

FIELDS = ("steps", "scores", "rules", "cases")


class QuestionnaireForm(WagtailAdminModelForm):
    instance: Questionnaire

    class Media:
        js = (Script("js/questionnaire-builder.js", type="module"),)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in public_urls.RESERVED:
            raise ValidationError(_("Another page answers there."))
        others = Questionnaire.objects.filter(slug=slug, locale_id=self.instance.locale_id).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("Another questionnaire answers there."))
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation and not self.errors:
            self.clean_as_a_whole()
        return cleaned

    def clean_as_a_whole(self) -> None:
        """Fill in the keys that are missing, then check what it all compiles to."""
        earlier = earlier_meanings(self.instance)
        blueprint = self.blueprint()
        retired = set(earlier) - set(link_ids.given(blueprint))
        for name, stream in zip(("steps", "rules"), link_ids.filled(blueprint, retired), strict=True):
            self.cleaned_data[name] = self.fields[name].block.to_python(stream)
        result = compiled(self.blueprint())
        try:
            check(result, earlier)
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
            **{name: list(given[name].get_prep_value()) for name in FIELDS},
        )

    def show(self, result: Compiled, error: DefinitionError) -> None:
        """The error at the block it speaks of; above the form, with its path, if it speaks of none."""
        place = result.place(error.path)
        if not place:
            self.add_error(None, str(error))
            return
        name = str(place[0])
        value = self.cleaned_data[name]
        reason = error.reason[:1].upper() + error.reason[1:]
        self.add_error(name, error_at(self.fields[name].block, value, place[1:], f"{reason}."))


def earlier_meanings(questionnaire: Questionnaire) -> dict[str, str]:
    """What each key of its versions stands for; of a key with several meanings, the newest."""
    meanings: dict[str, str] = {}
    if questionnaire.pk:
        for version in questionnaire.versions.order_by("number"):
            meanings |= link_ids.meanings(publishing.definition_of(version))
    return meanings


def check(result: Compiled, earlier: dict[str, str]) -> None:
    """Everything that publishing asks. Raises DefinitionError for the first that is amiss."""
    definition = Definition.from_json(result.definition)
    publication_checks.check(definition)
    check_meanings(result, link_ids.meanings(definition), earlier)
    assessment.check_cases(definition)


def check_meanings(result: Compiled, meanings: dict[str, str], earlier: dict[str, str]) -> None:
    for key, meaning in meanings.items():
        if earlier.get(key, meaning) != meaning:
            reason = _("“%(key)s” was answered in another way in a version before; give this question another key")
            raise DefinitionError(result.path_of(key), reason % {"key": key})
