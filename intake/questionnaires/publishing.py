"""Publishing a questionnaire from a definition, and finding what is live."""

from functools import lru_cache
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from intake.blueprints.decompiler import decompile_definition
from intake.engine import publication_checks
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError, Json
from intake.engine.publication_checks import Omission
from intake.models import Questionnaire, QuestionnaireVersion
from intake.questionnaires.locales import get_locale

PUBLICATION_WARNINGS = {
    Omission.CONSENT: _("It asks for no consent, so nobody agrees that the clinic reads the answers."),
    Omission.CONTACT: _("It asks for no email address and no phone number, so the clinic cannot contact anybody."),
}


@transaction.atomic
def publish_definition(*, slug: str, title: str, definition: Json, is_default: bool = False) -> QuestionnaireVersion:
    """Make this definition the live version of the questionnaire at `slug` in its language, and return the version.

    The questionnaire is created if there is none. A definition that is live already stays as it is; one that was live
    before becomes so again. Drafts and submissions keep the version that they were made with. `is_default` makes it
    the questionnaire that answers at /eligibility/. The builder opens with this definition.

    Raises DefinitionError, and publishes nothing, if the definition fails a check: it is invalid, a score has no
    licence, or a test case fails.
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
    """Let this questionnaire and its translations answer at /eligibility/, in place of the one that does now."""
    Questionnaire.objects.filter(is_default=True).update(is_default=False)
    Questionnaire.objects.filter(pk=questionnaire.pk).update(is_default=True)


def create_questionnaire(slug: str, title: str, locale: Locale) -> Questionnaire:
    """Return a new questionnaire without questions; if there is one at the same slug, it is a translation of that."""
    questionnaire = Questionnaire(slug=slug, title=title, locale=locale, live=False)
    if translated := Questionnaire.objects.filter(slug=slug).first():
        questionnaire.translation_key = translated.translation_key
    questionnaire.save()
    return questionnaire


def fill_builder(questionnaire: Questionnaire, definition: Json) -> None:
    """Let the builder open with this definition. If it cannot show it, what it opened with before stays."""
    try:
        questionnaire.load_blueprint(decompile_definition(definition, slug=questionnaire.slug))
    except DefinitionError:
        # In a valid definition, only conditions that are nested more deeply than the builder shows.
        return


def withdraw_questionnaire(*, slug: str) -> None:
    """Stop asking these questions. Whoever has begun may finish, and nothing that was sent is touched."""
    for questionnaire in Questionnaire.objects.filter(slug=slug):
        questionnaire.unpublish()


def find_live_version(slug: str | None = None, language: str | None = None) -> QuestionnaireVersion | None:
    """Return the version that is live at `slug`, or without one at /eligibility/; None if nothing is live there.

    The version is in `language`, by default the reader's; if there is none, in the site's language, else in any.
    """
    at_default = Questionnaire.objects.filter(is_default=True).values("slug")
    where = {"slug": slug} if slug else {"slug__in": at_default}
    rows = Questionnaire.objects.select_related("live_version", "locale").filter(live_version__isnull=False, **where)
    preferred = (language or get_language() or "", settings.LANGUAGE_CODE)
    found = sorted(rows.order_by("pk"), key=lambda row: rank_language(row.locale.language_code, preferred))
    return found[0].live_version if found else None


def list_live_translations(questionnaire: Questionnaire) -> list[QuestionnaireVersion]:
    """Return what is live of it in other languages."""
    rows = questionnaire.get_translations().filter(live_version__isnull=False).order_by("pk")
    return [row.live_version for row in rows.select_related("live_version__questionnaire__locale")]


def rank_language(language: str, preferred: tuple[str, str]) -> int:
    """Return the position of a language among the preferred ones, or their number. `de` fulfils `de-at`."""
    positions = (position for position, wish in enumerate(preferred) if wish.split("-")[0] == language)
    return next(positions, len(preferred))


def list_publication_warnings(version: QuestionnaireVersion) -> list[str]:
    """Return what somebody who publishes this should know. It is published all the same."""
    return [str(PUBLICATION_WARNINGS[lack]) for lack in publication_checks.find_omissions(get_definition(version))]


def get_definition(version: QuestionnaireVersion) -> Definition:
    """Return the definition, which is read once a process for each digest: a version never changes.

    Raises DefinitionError if what is stored is not what was published, for whatever reason.
    """
    return load_definition(version.digest)


@lru_cache(maxsize=64)
def load_definition(digest: str) -> Definition:
    version = QuestionnaireVersion.objects.filter(digest=digest).only("definition", "digest")[0]
    if not version.is_as_published:
        raise DefinitionError("", "is not what was published")
    return Definition.from_json(version.definition)
