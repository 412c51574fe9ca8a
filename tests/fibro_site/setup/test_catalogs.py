"""The catalogs hold every message that a visitor may read, translated, with its placeholders, and are compiled."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, translation

from fibro_site.setup import bootstrap, catalogs

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z%]")


def test_every_language_has_a_catalog() -> None:
    assert list(catalogs.list_catalog_languages()) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalog_holds_exactly_the_messages_of_the_sources(language: str) -> None:
    said = {
        (message.context, catalogs.split_plural_forms(message.id))
        for message in catalogs.extract_catalog()
        if message.id
    }
    kept = {
        (message.context, catalogs.split_plural_forms(message.id))
        for message in catalogs.read_catalog(language)
        if message.id
    }
    assert kept == said, "Run `manage.py collect_words`, and translate what it added."


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_untranslated_or_fuzzy(language: str) -> None:
    assert catalogs.find_untranslated(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_placeholders(language: str) -> None:
    differing = [
        message.id
        for message in catalogs.read_catalog(language)
        if message.id
        for form in catalogs.split_plural_forms(message.string)
        if sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(catalogs.split_plural_forms(message.id)[-1]))
    ]
    assert differing == []


def test_messages_are_extracted_with_plurals_and_contexts() -> None:
    collected = catalogs.extract_catalog()
    assert collected.get("Continue")
    assert collected.get("Back", context="of the body")
    assert collected.get("%(minutes)s minute to read").id[1] == "%(minutes)s minutes to read"
    assert collected.get("choose one answer")
    places = [name for name, _line in collected.get("How we can contact you").locations]
    assert places == ["intake/answers/chapters.py", "intake/patient/views.py", "templates/intake/patient/overview.html"]


def test_staff_messages_are_not_extracted() -> None:
    sources = [path.relative_to(catalogs.REPOSITORY_ROOT) for path in catalogs.find_visitor_sources()]
    assert not [path for path in sources if {"staff", "admin"} & set(path.parts)]


def test_untranslated_messages_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogs, "CATALOGS_FOLDER", tmp_path)
    folder = tmp_path / "de/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid "Continue"\nmsgstr "Weiter"\n\n#, fuzzy\nmsgid "Start"\nmsgstr "Anfang"\n\nmsgid "Gone"\nmsgstr "Weg"\n',
        encoding="utf-8",
    )
    assert catalogs.find_untranslated("de") == ["Start"]
    catalogs.update_catalog("de")
    assert catalogs.read_catalog("de").get("Continue").string == "Weiter"
    assert catalogs.read_catalog("de").get("Gone") is None
    assert {"Start", "Saved", "Back"} <= set(catalogs.find_untranslated("de"))


def test_catalog_is_compiled_only_after_a_change(tmp_path: Path) -> None:
    bootstrap.prepare_var_folder(tmp_path)
    compiled = tmp_path / "locale/de/LC_MESSAGES/django.mo"
    before = compiled.stat().st_mtime_ns
    catalogs.compile_catalogs(tmp_path / "locale")
    assert compiled.stat().st_mtime_ns == before
    compiled.write_bytes(b"")
    os.utime(compiled, (0, 0))
    catalogs.compile_catalogs(tmp_path / "locale")
    assert compiled.stat().st_size > 0
    assert [file.name for file in compiled.parent.iterdir()] == ["django.mo"]


def test_error_page_is_translated() -> None:
    with translation.override("de"):
        assert "Wir finden diese Seite nicht" in render_to_string("errors/404.html")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_moments_include_the_time_zone_in_every_language(language: str) -> None:
    with translation.override(language):
        assert formats.get_format("MOMENT_FORMAT").endswith("H:i e")
