"""Wagtail's locales for the languages of questionnaires."""

from django.conf import settings
from wagtail.models import Locale


def get_locale(language: str) -> Locale:
    """Return the locale of a language, made if the site speaks it; else the site's own."""
    if language in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
        return Locale.objects.get_or_create(language_code=language)[0]
    return Locale.objects.filter(language_code=language).first() or Locale.get_default()


def find_nearest_locale(language: str) -> Locale:
    """Return the locale of a language or, for `de-AT`, that of `de`; else what `get_locale` returns."""
    for code in (language, language.partition("-")[0].lower()):
        if locale := Locale.objects.filter(language_code=code).first():
            return locale
    return get_locale(language)
