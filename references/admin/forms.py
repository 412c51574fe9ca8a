"""A work as an editor types it: one plain field for each part, written to and read from its CSL-JSON."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from references import csl
from references.csl import Csl
from references.enums import WorkType
from references.formatting.links import web_address
from references.identifiers import normalised_doi, normalised_pmcid, normalised_pmid
from references.models import Reference

# Form field to the CSL variable that holds the same text.
TEXTS = {
    "work_title": "title",
    "container_title": "container-title",
    "publisher": "publisher",
    "work_volume": "volume",
    "work_issue": "issue",
    "work_pages": "page",
    "work_doi": "DOI",
    "work_pmid": "PMID",
    "work_pmcid": "PMCID",
    "work_url": "URL",
}


class ReferenceForm(WagtailAdminModelForm):
    """Only what was changed is written, so parts of a record that the form does not show survive it."""

    work_type = forms.ChoiceField(label=_("Type"), choices=WorkType)
    work_title = forms.CharField(label=_("Title"), widget=forms.Textarea(attrs={"rows": 2}))
    author_lines = forms.CharField(
        label=_("Authors"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: “Smith, Jane A.”. A body has no comma: “World Health Organization”."),
    )
    container_title = forms.CharField(label=_("Journal, book or site"), required=False)
    work_issued = forms.CharField(label=_("Published"), required=False, help_text=_("2024, 2024-05 or 2024-05-31"))
    publisher = forms.CharField(label=_("Publisher"), required=False)
    work_volume = forms.CharField(label=_("Volume"), required=False)
    work_issue = forms.CharField(label=_("Issue"), required=False)
    work_pages = forms.CharField(label=_("Pages"), required=False)
    work_doi = forms.CharField(label="DOI", required=False)
    work_pmid = forms.CharField(label="PMID", required=False)
    work_pmcid = forms.CharField(label="PMCID", required=False)
    work_url = forms.CharField(label=_("Web address"), required=False)

    class Meta:
        model = Reference
        fields = ["key", "evidence_kind", "population", "conflict_of_interest"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, value in shown(self.instance.csl).items():
            self.initial.setdefault(field, value)

    def clean_work_doi(self) -> str:
        return self.identifier("work_doi", normalised_doi, _("A DOI looks like 10.1038/s41593-023-01291-x."))

    def clean_work_pmid(self) -> str:
        return self.identifier("work_pmid", normalised_pmid, _("A PMID is a number, such as 37024573."))

    def clean_work_pmcid(self) -> str:
        return self.identifier("work_pmcid", normalised_pmcid, _("A PMCID looks like PMC11494424."))

    def identifier(self, field: str, normalised: Any, complaint: Any) -> str:
        typed = self.cleaned_data[field]
        if field not in self.changed_data or not typed:
            return typed
        if value := normalised(typed):
            return value
        raise ValidationError(complaint)

    def clean_work_url(self) -> str:
        typed = self.cleaned_data["work_url"]
        if typed and not web_address(typed):
            raise ValidationError(_("A web address begins with http:// or https://."))
        return typed

    def clean_work_issued(self) -> str:
        typed = self.cleaned_data["work_issued"]
        if typed and date_text(typed_date(typed)) != typed:
            raise ValidationError(_("Write the date as 2024, 2024-05 or 2024-05-31."))
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        changed = {name: cleaned[name] for name in self.changed_data if name in cleaned}
        self.instance.csl = written(self.instance.csl, changed)
        return cleaned

    def save(self, commit: bool = True) -> Reference:
        # The CSL id of a record is its key.
        self.instance.csl["id"] = self.instance.key
        return super().save(commit)


def shown(work: Csl) -> dict[str, str]:
    """What the form shows of a work."""
    return {
        **{field: csl.text(work, variable) for field, variable in TEXTS.items()},
        "work_type": csl.text(work, "type") or WorkType.ARTICLE.value,
        "author_lines": "\n".join(author_line(name) for name in csl.names(work, "author")),
        "work_issued": date_text(csl.date(work)),
    }


def written(work: Csl, changed: dict[str, Any]) -> Csl:
    """The work with the changed fields of the form in it. An emptied field is taken out."""
    changes: Csl = {variable: changed[field] for field, variable in TEXTS.items() if field in changed}
    if "work_type" in changed:
        changes["type"] = changed["work_type"]
    if "author_lines" in changed:
        changes["author"] = [author(line) for line in changed["author_lines"].splitlines() if line.strip()]
    if "work_issued" in changed:
        date = typed_date(changed["work_issued"])
        changes["issued"] = {"date-parts": [list(date)]} if date else None
    return {variable: value for variable, value in {"type": WorkType.ARTICLE.value, **work, **changes}.items() if value}


def author_line(name: csl.Name) -> str:
    family = " ".join(filter(None, (name.particle, name.family)))
    given = " ".join(filter(None, (name.given, name.suffix)))
    return f"{family}, {given}" if given else family


def author(line: str) -> Csl:
    family, comma, given = (part.strip() for part in line.partition(","))
    return {"family": family, "given": given} if comma else {"literal": family}


def typed_date(text: str) -> tuple[int, ...]:
    return csl.valid_date(text.split("-")) if re.fullmatch(r"[\d-]+", text, re.ASCII) else ()


def date_text(parts: tuple[int, ...]) -> str:
    return "-".join([f"{part:04}" if position == 0 else f"{part:02}" for position, part in enumerate(parts)])
