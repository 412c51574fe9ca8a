"""The form that a questionnaire is built with. A draft may be unfinished; what is published must pass every check."""

from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from intake.blueprints import link_ids
from intake.blueprints.blueprint import Blueprint
from intake.blueprints.compiler import Compilation, compile_blueprint
from intake.engine import publication_checks
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError
from intake.models import Questionnaire
from intake.questionnaires import public_urls, publishing
from intake.questionnaires.block_errors import build_block_error


class QuestionnaireForm(WagtailAdminModelForm):
    instance: Questionnaire

    class Media:
        js = (Script("js/questionnaire-builder.js", type="module"),)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in public_urls.RESERVED_SLUGS:
            raise ValidationError(_("This slug is already used by another page. Choose another one."))
        others = Questionnaire.objects.filter(slug=slug, locale_id=self.instance.locale_id).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("This slug is already used by another questionnaire. Choose another one."))
        return slug

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean()
        if not self.is_deferred_validation and not self.errors:
            self.fill_identifiers_and_check()
        return cleaned

    def fill_identifiers_and_check(self) -> None:
        """Fill in the keys that are missing, then check what the blocks compile to."""
        language = self.instance.locale.language_code
        earlier = collect_earlier_meanings(self.instance)
        blueprint = Blueprint.from_fields(self.cleaned_data, language=language)
        retired = set(earlier) - set(link_ids.list_identifiers(blueprint))
        filled = link_ids.fill_missing_identifiers(blueprint, retired)
        for name, stream in (("steps", filled.steps), ("rules", filled.rules)):
            self.cleaned_data[name] = self.fields[name].block.to_python(stream)
        compilation = compile_blueprint(Blueprint.from_fields(self.cleaned_data, language=language))
        try:
            check_definition(Definition.from_json(compilation.definition), earlier)
        except DefinitionError as error:
            self.add_definition_error(error, compilation)

    def add_definition_error(self, error: DefinitionError, compilation: Compilation) -> None:
        """Show the error at the block that it is about; if it is about none, above the form and with its path."""
        place = compilation.find_block(error.path)
        if not place:
            self.add_error(None, str(error))
            return
        name = str(place[0])
        reason = error.reason[:1].upper() + error.reason[1:]
        block, value = self.fields[name].block, self.cleaned_data[name]
        self.add_error(name, build_block_error(block, value, place[1:], f"{reason}."))


def collect_earlier_meanings(questionnaire: Questionnaire) -> dict[str, str]:
    """Return what each key stands for in its versions; of a key with several meanings, the newest."""
    meanings: dict[str, str] = {}
    if questionnaire.pk:
        for version in questionnaire.versions.order_by("number"):
            meanings |= link_ids.get_identifier_meanings(publishing.get_definition(version))
    return meanings


def check_definition(definition: Definition, earlier: dict[str, str]) -> None:
    """Check everything that publishing asks, and that no key changes its meaning. Raises DefinitionError."""
    publication_checks.check_publishable(definition)
    check_meanings(definition, earlier)


def check_meanings(definition: Definition, earlier: dict[str, str]) -> None:
    """Check that no key stands for something else than in a version before. Raises DefinitionError."""
    paths = {step.link_id: step.path for step in definition.steps}
    paths |= {question.link_id: question.path for question in definition.questions()}
    for link_id, meaning in link_ids.get_identifier_meanings(definition).items():
        if earlier.get(link_id, meaning) != meaning:
            reason = _("“%(key)s” had another meaning in an earlier version; give this question another key")
            raise DefinitionError(f"{paths[link_id]}.linkId", reason % {"key": link_id})
