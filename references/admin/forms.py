"""The form of a work: one plain field for each part, read from its CSL-JSON and written to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from references import csl
from references.admin.page_frame import Label, get_reference_edit_url
from references.csl import Csl
from references.enums import WorkType
from references.formats import dates
from references.identity.identifiers import normalize_isbn, normalize_pmcid, normalize_pmid, parse_doi
from references.identity.work_urls import clean_web_url
from references.importing.keys import VALID_KEY
from references.importing.single_record import find_possible_duplicates
from references.models import Reference
from references.written_dates import parse_written_date

Normalizer = Callable[[str], str | None]

# The CSL variable of each text field.
TEXT_FIELDS = {
    "work_title": "title",
    "container_title": "container-title",
    "publisher": "publisher",
    "publisher_place": "publisher-place",
    "work_edition": "edition",
    "work_number": "number",
    "work_volume": "volume",
    "work_issue": "issue",
    "work_pages": "page",
    "work_doi": "DOI",
    "work_pmid": "PMID",
    "work_pmcid": "PMCID",
    "work_isbn": "ISBN",
    "work_url": "URL",
    "work_language": "language",
    "work_abstract": "abstract",
}
NAME_FIELDS = {"author_lines": "author", "editor_lines": "editor"}
DATE_FIELDS = {"work_issued": "issued", "work_accessed": "accessed"}
FULL_TEXT_VARIABLE = "full-text-url"  # under `custom`, as `csl.get_full_text_url` reads it
INVALID_DOI = _("Enter a DOI, for example 10.1038/s41593-023-01291-x.")
DATE_HELP_TEXT = _("For example 2024, 2024-05 or 2024-05-31. Enter a range with a slash: 2019/2021.")


class ReferenceForm(WagtailAdminModelForm):
    """Writes only changed fields, so that parts of a record that the form does not show are kept."""

    work_type = forms.ChoiceField(label=_("Type"), choices=WorkType)
    work_title = forms.CharField(label=_("Title"), widget=forms.Textarea(attrs={"rows": 2}))
    author_lines = forms.CharField(
        label=_("Authors"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One per line, for example “Smith, Jane A.” or “Smith, John, Jr”. "
            "Enter an organisation without a comma: “World Health Organization”."
        ),
    )
    editor_lines = forms.CharField(
        label=_("Editors"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The editors of a book, in the same format."),
    )
    container_title = forms.CharField(label=_("Journal, book or website"), required=False)
    work_issued = forms.CharField(label=_("Published"), required=False, help_text=DATE_HELP_TEXT)
    work_accessed = forms.CharField(
        label=_("Accessed"), required=False, help_text=_("When the web page was read, in the same format.")
    )
    publisher = forms.CharField(label=_("Publisher"), required=False)
    publisher_place = forms.CharField(label=_("Place of publication"), required=False)
    work_edition = forms.CharField(label=_("Edition"), required=False)
    work_number = forms.CharField(label=_("Number"), required=False, help_text=_("The number of a report."))
    work_volume = forms.CharField(label=_("Volume"), required=False)
    work_issue = forms.CharField(label=_("Issue"), required=False)
    work_pages = forms.CharField(label=_("Pages"), required=False)
    work_doi = forms.CharField(label="DOI", required=False)
    work_pmid = forms.CharField(label="PMID", required=False)
    work_pmcid = forms.CharField(label="PMCID", required=False)
    work_isbn = forms.CharField(label="ISBN", required=False)
    work_url = forms.CharField(label=_("Web address"), required=False)
    full_text = forms.CharField(
        label=_("Full text address"),
        required=False,
        help_text=_("The web address where everyone can read the work free of charge."),
    )
    work_language = forms.CharField(
        label=_("Language"), required=False, help_text=_("A language code, for example en, de or fr.")
    )
    work_abstract = forms.CharField(
        label=_("Abstract"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Readers do not see it. Quotes in citations must match it word for word."),
    )

    # Shown only for a new work that may be in the library already.
    is_another_work = forms.BooleanField(label=_("This is another work"), required=False, widget=forms.HiddenInput)
    possible_duplicates: list[Reference] = []

    class Meta:
        model = Reference
        fields = ["key", "live", "evidence_kind", "population", "conflict_of_interest"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field, value in get_form_values(self.instance.csl).items():
            self.initial.setdefault(field, value)
        type_ = self.initial["work_type"]
        if type_ not in WorkType.values:
            # An imported record may have another type of CSL, and keeps it.
            self.fields["work_type"].choices = [*WorkType.choices, (type_, type_)]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if "key" in self.changed_data and not VALID_KEY.fullmatch(key):
            raise ValidationError(
                _("Start the key with a letter from A to Z, and use letters and digits, for example smith2024.")
            )
        return key

    def clean_work_doi(self) -> str:
        return self.normalize_field("work_doi", parse_doi, INVALID_DOI)

    def clean_work_pmid(self) -> str:
        return self.normalize_field("work_pmid", normalize_pmid, _("Enter the PMID as a number, for example 37024573."))

    def clean_work_pmcid(self) -> str:
        return self.normalize_field("work_pmcid", normalize_pmcid, _("Enter a PMCID, for example PMC11494424."))

    def clean_work_isbn(self) -> str:
        return self.normalize_field(
            "work_isbn",
            normalize_isbn,
            _("Check the ISBN. It must have 10 or 13 digits, for example 978-3-16-148410-0."),
        )

    def normalize_field(self, field: str, normalize: Normalizer, message: Label) -> str:
        """Return the identifier in its normal form. An unchanged value is returned as it is."""
        typed: str = self.cleaned_data[field]
        if field not in self.changed_data or not typed:
            return typed
        if value := normalize(typed):
            return value
        raise ValidationError(str(message))

    def clean_work_url(self) -> str:
        return self.check_url("work_url")

    def clean_full_text(self) -> str:
        return self.check_url("full_text")

    def check_url(self, field: str) -> str:
        typed = self.cleaned_data[field]
        if field in self.changed_data and typed and not clean_web_url(typed):
            raise ValidationError(_("Enter a web address that starts with https:// or http://."))
        return typed

    def clean_work_issued(self) -> str:
        return self.check_date("work_issued")

    def clean_work_accessed(self) -> str:
        return self.check_date("work_accessed")

    def check_date(self, field: str) -> str:
        typed = self.cleaned_data[field]
        if field in self.changed_data and typed and csl.format_edtf({"issued": parse_typed_date(typed)}) != typed:
            raise ValidationError(_("Enter the date as 2024, 2024-05, 2024-05-31 or 2019/2021."))
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        changed = {name: cleaned[name] for name in self.changed_data if name in cleaned}
        self.instance.csl = apply_form_values(self.instance.csl, changed)
        if not self.instance.pk and cleaned.get("work_title"):
            self.ask_whether_another(cleaned)
        return cleaned

    def ask_whether_another(self, cleaned: dict[str, Any]) -> None:
        """Ask the editor to confirm that a new work is none of the similar works in the library."""
        self.possible_duplicates = find_possible_duplicates(Reference(csl=self.instance.csl))
        if not self.possible_duplicates:
            return
        self.fields["is_another_work"].widget = forms.CheckboxInput()
        if not cleaned.get("is_another_work"):
            links = ((get_reference_edit_url(work.pk), str(work)) for work in self.possible_duplicates)
            works = format_html_join("; ", '<a href="{}" target="_blank">{}</a>', links)
            words = gettext(
                "This work may already be in the library: {works}. "
                "Use that record, or tick the box if this is another work."
            )
            self.add_error("is_another_work", format_html(words, works=works))

    def save(self, commit: bool = True) -> Reference:
        # The CSL id of a record is its key.
        self.instance.csl["id"] = self.instance.key
        return super().save(commit)


def get_form_values(work: Csl) -> dict[str, str]:
    """Return the initial value of each field for a work."""
    return {
        **{field: csl.get_text(work, variable) for field, variable in TEXT_FIELDS.items()},
        **{field: "\n".join(map_name_lines(work, variable)) for field, variable in NAME_FIELDS.items()},
        **{field: csl.format_edtf(work, variable) for field, variable in DATE_FIELDS.items()},
        "work_type": csl.get_text(work, "type") or WorkType.ARTICLE.value,
        "full_text": csl.get_full_text_url(work),
    }


def apply_form_values(work: Csl, changed: dict[str, Any]) -> Csl:
    """Return the work with the changed fields of the form applied. An emptied field is removed."""
    changes: Csl = {variable: changed[field] for field, variable in TEXT_FIELDS.items() if field in changed}
    changes |= {
        variable: parse_name_lines(changed[field], work, variable)
        for field, variable in NAME_FIELDS.items()
        if field in changed
    }
    changes |= {
        variable: parse_typed_date(changed[field]) for field, variable in DATE_FIELDS.items() if field in changed
    }
    if "work_type" in changed:
        changes["type"] = changed["work_type"]
    if "full_text" in changed:
        changes["custom"] = set_full_text_url(work.get("custom"), changed["full_text"])
    return {variable: value for variable, value in {"type": WorkType.ARTICLE.value, **work, **changes}.items() if value}


def map_name_lines(work: Csl, variable: str) -> dict[str, Csl]:
    """Return the names of a work by the line that shows each."""
    value = work.get(variable)
    people = [person for person in value if isinstance(person, dict)] if isinstance(value, list) else []
    return {format_name_line(name): person for person in people if (name := csl.parse_csl_name(person)).family}


def format_name_line(name: csl.Name) -> str:
    family = " ".join(filter(None, (name.particle, name.family)))
    return ", ".join(filter(None, (family, name.given, name.suffix)))


def parse_name_lines(text: str, work: Csl, variable: str) -> list[Csl]:
    """Return the names that were typed. A line that was not changed keeps its name with all parts, particles too."""
    known = map_name_lines(work, variable)
    typed = (" ".join(line.split()) for line in text.splitlines())
    return [known.get(line) or parse_name_line(line) for line in typed if line]


def parse_name_line(line: str) -> Csl:
    family, given, suffix = [*(part.strip() for part in line.split(",", maxsplit=2)), "", ""][:3]
    if "," not in line:
        return {"literal": family}
    return {name: value for name, value in (("family", family), ("given", given), ("suffix", suffix)) if value}


def parse_typed_date(text: str) -> Csl | None:
    """Return a date such as `2019/2021-03` as CSL, as far as it can be read, or None."""
    return dates.build_csl_date(parse_written_date(text)) or None


def set_full_text_url(custom: object, url: str) -> Csl:
    kept = (
        {name: value for name, value in custom.items() if name != FULL_TEXT_VARIABLE}
        if isinstance(custom, dict)
        else {}
    )
    return {**kept, FULL_TEXT_VARIABLE: url} if url else kept
