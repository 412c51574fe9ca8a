"""Publishing a questionnaire from a definition, and finding what is live."""

from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from intake.blueprints import decompiler
from intake.engine import publication_checks
from intake.engine.definition import Definition, DefinitionError, digest_json
from intake.engine.publication_checks import Omission
from intake.models import Questionnaire, QuestionnaireVersion
from intake.questionnaires.locales import get_locale

PUBLICATION_WARNINGS = {
    Omission.CONSENT: _("It asks for no consent, so nothing says that the clinic may read the answers."),
    Omission.CONTACT: _("It asks for no e-mail address and no telephone number, so the clinic cannot get in touch."),
}


@transaction.atomic
def publish_definition(
    *, slug: str, title: str, definition: dict[str, Any], is_default: bool = False
) -> QuestionnaireVersion:
    """Make this definition the live version of the questionnaire at `slug` in its language, made if there is none.

    What is live already stays as it is; a version that was live before becomes so again. Drafts and submissions keep
    the version they were made with. `is_default` makes it the one that answers at /eligibility/. The builder opens
    with it. Raises DefinitionError, and publishes nothing, if the definition does not hold together, a score has no
    licence or a test case fails.
    """
    locale = get_locale(Definition.from_json(definition).language)
    rows = Questionnaire.objects.select_for_update()
    questionnaire = rows.filter(slug=slug, locale=locale).first() or create_questionnaire(slug, title, locale)
    fill_builder(questionnaire, definition)
    questionnaire.title = title
    questionnaire.publish(questionnaire.save_revision(clean=False), definition=definition)
    if is_default:
        make_default(questionnaire)
    questionnaire.refresh_from_db()
    return cast("QuestionnaireVersion", questionnaire.live_version)


@transaction.atomic
def make_default(questionnaire: Questionnaire) -> None:
    """Let it, and what translates it, answer at /eligibility/ in place of what does now."""
    Questionnaire.objects.filter(is_default=True).update(is_default=False)
    Questionnaire.objects.filter(pk=questionnaire.pk).update(is_default=True)


def create_questionnaire(slug: str, title: str, locale: Locale) -> Questionnaire:
    """A questionnaire that asks nothing yet; a translation of the one at the same address, if there is one."""
    questionnaire = Questionnaire(slug=slug, title=title, locale=locale, live=False)
    if translated := Questionnaire.objects.filter(slug=slug).first():
        questionnaire.translation_key = translated.translation_key
    questionnaire.save()
    return questionnaire


def fill_builder(questionnaire: Questionnaire, definition: dict[str, Any]) -> None:
    """Open the builder with this definition; with what it had before, if it cannot show this one."""
    try:
        questionnaire.load_blueprint(decompiler.decompile_definition(definition, slug=questionnaire.slug))
    except DefinitionError:
        # Of a definition that holds together, only conditions deeper than the builder shows.
        return


def withdraw_questionnaire(*, slug: str) -> None:
    """Ask these questions of nobody new. Who has begun may finish, and nothing that was sent is touched."""
    for questionnaire in Questionnaire.objects.filter(slug=slug):
        questionnaire.unpublish()


def find_live_version(slug: str | None = None, language: str | None = None) -> QuestionnaireVersion | None:
    """The version that is live at `slug`, or at /eligibility/; None where no questions are asked just now.

    In `language`, which is the reader's if it is not given; else in the site's own, else in any there is.
    """
    at_default = Questionnaire.objects.filter(is_default=True).values("slug")
    where = {"slug": slug} if slug else {"slug__in": at_default}
    rows = Questionnaire.objects.select_related("live_version", "locale").filter(live_version__isnull=False, **where)
    preferred = (language or get_language() or "", settings.LANGUAGE_CODE)
    found = sorted(rows.order_by("pk"), key=lambda row: rank_language(row.locale.language_code, preferred))
    return found[0].live_version if found else None


def list_live_translations(questionnaire: Questionnaire) -> list[QuestionnaireVersion]:
    """What is live of it in other languages."""
    rows = questionnaire.get_translations().filter(live_version__isnull=False).order_by("pk")
    return [row.live_version for row in rows.select_related("live_version__questionnaire__locale")]


def rank_language(language: str, preferred: tuple[str, str]) -> int:
    """How far down the list of wishes a language is: `de` grants a wish for `de-at`."""
    return next((position for position, wish in enumerate(preferred) if wish.split("-")[0] == language), len(preferred))


def list_publication_warnings(version: QuestionnaireVersion) -> list[str]:
    """What somebody should know who publishes this; it is published all the same."""
    return [str(PUBLICATION_WARNINGS[lack]) for lack in publication_checks.find_omissions(get_definition(version))]


def get_definition(version: QuestionnaireVersion) -> Definition:
    """The definition, read once for each digest in a process: a version never changes.

    Raises DefinitionError if what is stored is not what was published, however that came about.
    """
    return load_definition(version.digest)


@lru_cache(maxsize=64)
def load_definition(fingerprint: str) -> Definition:
    stored = QuestionnaireVersion.objects.filter(digest=fingerprint).values_list("definition", flat=True)
    if digest_json(stored[0]) != fingerprint:
        raise DefinitionError("", "is not what was published")
    return Definition.from_json(stored[0])
