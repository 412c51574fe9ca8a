"""Asks for translations of what has none yet.

wagtail-localize asks for those of what a page names too, such as its shared questions, and of the pages below it. What
is translated there already would be replaced by the original: published topics and pages at once, and shared questions
would be taken down.
"""

from collections.abc import Iterable
from contextlib import suppress

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.admin import messages
from wagtail.models import DraftStateMixin, Locale, Page, TranslatableMixin
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
    SubmitTranslationView,
)

from articles.publishing.translation_drafts import save_draft


class TranslationRequest:
    """A user's request for translations into some languages. It asks once for each record."""

    def __init__(self, user: AbstractUser | AnonymousUser, locales: Iterable[Locale]) -> None:
        self.user = user
        self.locales = list(locales)
        self.asked: set[object] = set()

    def ask_for(self, record: TranslatableMixin, *, with_named: bool = True) -> None:
        """Begin the translations that a record lacks, and before them those of the records that it names."""
        record = record.specific if isinstance(record, Page) else record
        missing = list_missing_locales(record, self.locales)
        if record.translation_key in self.asked or not missing:
            return
        self.asked.add(record.translation_key)
        source, _is_new = TranslationSource.get_or_create_from_instance(record)
        for segment in source.relatedobjectsegment_set.all() if with_named else ():
            self.ask_for(segment.object.get_instance(record.locale), with_named=False)
        for locale in missing:
            translation, _is_new = Translation.objects.update_or_create(
                source=source, target_locale=locale, defaults={"enabled": True}
            )
            with suppress(ValidationError):
                begin_translation(translation, record, self.user)


def list_missing_locales(record: TranslatableMixin, locales: Iterable[Locale]) -> list[Locale]:
    """Return those of the languages that a record is not translated into. An alias is no translation."""
    versions = record.get_translations(inclusive=True)
    if isinstance(record, Page):
        versions = versions.filter(alias_of=None)
    there = set(versions.values_list("locale", flat=True))
    return [locale for locale in locales if locale.pk not in there]


def begin_translation(translation: Translation, record: TranslatableMixin, user: AbstractUser | AnonymousUser) -> None:
    """Make the translated record, as a draft if it can be one.

    An alias, which may be published, becomes a page that goes on showing what it shows. Its draft is the translation.
    """
    alias = record.get_translation_or_none(translation.target_locale) if isinstance(record, Page) else None
    if alias:
        ConvertAliasPageAction(alias.specific, user=user).execute(skip_permission_checks=True)
        save_draft(translation, user)
    else:
        translation.save_target(user=user, publish=not isinstance(record, DraftStateMixin))


class RequestMixin(SubmitTranslationView):
    @transaction.atomic
    def form_valid(self, form: Form) -> HttpResponse:
        locales = form.cleaned_data["locales"]
        request = TranslationRequest(self.request.user, locales)
        request.ask_for(self.object)
        if isinstance(self.object, Page) and form.cleaned_data["include_subtree"]:
            for below in self.object.get_descendants():
                request.ask_for(below)
        messages.success(self.request, gettext("The translation can begin: “%(title)s”.") % {"title": self.object})
        only = self.object.get_translation(locales[0]) if len(locales) == 1 else None
        return redirect(self.get_success_url() or self.get_default_success_url(only))


class PageRequestView(RequestMixin, SubmitPageTranslationView):
    pass


class SnippetRequestView(RequestMixin, SubmitSnippetTranslationView):
    pass
