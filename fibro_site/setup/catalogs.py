"""Message catalogs: updated and compiled without the gettext tools.

    locale/de/LC_MESSAGES/django.po     written by people: each English message that a visitor may read, and its German
    VAR/locale/de/LC_MESSAGES/django.mo what Django reads; compiled when the site is set up

Messages that only staff read (STAFF_ONLY_PATHS) stay English and are in no catalog. `manage.py collect_words` updates
the catalogs from the sources; a test fails until they are up to date.
"""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from fibro_site.whole_files import write_whole_file

REPOSITORY_ROOT = Path(__file__).resolve().parents[2]
CATALOGS_FOLDER = REPOSITORY_ROOT / "locale"
CATALOG_FILE = "LC_MESSAGES/django.po"

SOURCE_PATTERNS = {
    "articles": ("*.py",),
    "fibro_site": ("*.py",),
    "intake": ("*.py",),
    "references": ("*.py",),
    "templates": ("*.html", "*.txt"),
}
# Beginnings of paths. A new file counts as one that visitors read until it is listed here.
STAFF_ONLY_PATHS = (
    "articles/blocks/",
    "articles/body_checks/",
    "articles/claim_checks/",
    "articles/guides/",
    "articles/importing/",
    "articles/corrections/admin.py",
    "articles/models/",
    "articles/publishing/",
    "articles/naming/",
    "articles/records/",
    "articles/record_admin/",
    "articles/review/body_report.py",
    "articles/review/citation_report.py",
    "articles/review/correction_",
    "articles/review/claim_report.py",
    "articles/review/content_differences.py",
    "articles/review/forms.py",
    "articles/review/panels.py",
    "articles/signing/",
    "articles/uploads/",
    "articles/wagtail_hooks.py",
    "fibro_site/accounts/last_managers.py",
    "intake/accountability/",
    "intake/admin_pages.py",
    "intake/antispam/signals.py",
    "intake/audit/anchors.py",
    "intake/delivery/error_words.py",
    "intake/blueprints/",
    "intake/enums.py",
    "intake/feedback/report.py",
    "intake/fhir/",
    "intake/models/",
    "intake/questionnaire_admin/",
    "intake/questionnaires/block_errors.py",
    "intake/questionnaires/differences/",
    "intake/questionnaires/translation_check.py",
    "intake/questionnaires/truth_table.py",
    "intake/questionnaires/wording.py",
    "intake/retention/",
    "intake/staff/",
    "references/admin/",
    "references/citations/deletion_guard.py",
    "references/citations/draftail.py",
    "references/citations/warnings.py",
    "references/formats/",
    "references/importing/",
    "references/models/",
    "references/retractions/",
    "references/web/",
    "templates/articles/admin/",
    "templates/articles/guides/",
    "templates/articles/importing/",
    "templates/articles/review/",
    "templates/articles/signing/",
    "templates/components/admin/",
    "templates/emails/staff-",
    "templates/intake/accountability/",
    "templates/intake/feedback/home_summary.html",
    "templates/intake/feedback/report.html",
    "templates/intake/questionnaire_admin/",
    "templates/intake/staff/",
    "templates/references/admin/",
    "templates/wagtailadmin/",
)
GETTEXT_KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "translate"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def list_catalog_languages() -> Iterator[str]:
    return (folder.name for folder in sorted(CATALOGS_FOLDER.iterdir()) if folder.is_dir())


def read_catalog(language: str) -> Catalog:
    with (CATALOGS_FOLDER / language / CATALOG_FILE).open("rb") as file:
        return read_po(file, locale=language)


# --- Compiling -------------------------------------------------------------------------------------------------------


def compile_catalogs(folder: Path) -> None:
    """Compile every catalog that is newer than its compiled file. Fuzzy messages are left out."""
    for language in list_catalog_languages():
        source = CATALOGS_FOLDER / language / CATALOG_FILE
        compiled = (folder / language / CATALOG_FILE).with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        compiled.parent.mkdir(parents=True, exist_ok=True)
        written = io.BytesIO()
        write_mo(written, read_catalog(language))
        # Another process may be reading it.
        write_whole_file(compiled, written.getvalue())


# --- Collecting ------------------------------------------------------------------------------------------------------


def extract_catalog() -> Catalog:
    """Return every message in the sources that a visitor may read, with the files that it is in."""
    catalog = Catalog(charset="utf-8")
    for path in find_visitor_sources():
        name = str(path.relative_to(REPOSITORY_ROOT))
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Django turns a template into something like Python. In brackets its indentation does not matter.
            text = f"(\n{templatize(text, origin=name)}\n)"
        found = extract("python", io.BytesIO(text.encode()), GETTEXT_KEYWORDS, ["Translators"])
        for line, message, comments, context in found:
            catalog.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return catalog


def find_visitor_sources() -> list[Path]:
    found = (
        path
        for folder, names in SOURCE_PATTERNS.items()
        for name in names
        for path in (REPOSITORY_ROOT / folder).rglob(name)
    )
    return sorted(path for path in found if is_visitor_source(path.relative_to(REPOSITORY_ROOT)))


def is_visitor_source(path: Path) -> bool:
    return "migrations" not in path.parts and not str(path).startswith(STAFF_ONLY_PATHS)


def update_catalog(language: str) -> None:
    """Add new messages, untranslated, and remove those that are no longer in the sources."""
    catalog = read_catalog(language)
    # A fuzzy match would be published if nobody reviewed it.
    catalog.update(extract_catalog(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    with (CATALOGS_FOLDER / language / CATALOG_FILE).open("wb") as file:
        write_po(file, catalog, width=100, include_lineno=False)


def find_untranslated(language: str) -> list[str]:
    """Return the messages that have no translation, or a fuzzy one."""
    untranslated = (
        message for message in read_catalog(language) if message.fuzzy or not all(split_plural_forms(message.string))
    )
    return [split_plural_forms(message.id)[0] for message in untranslated if message.id]


def split_plural_forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return a message as a tuple of its singular and plural, or of itself alone."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)
