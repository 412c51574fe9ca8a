"""The admin's pages that import a questionnaire of another program, and export a published version."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.admin_url_finder import AdminURLFinder

from intake.admin_pages import render_admin_page
from intake.fhir import parsing, storage
from intake.fhir.findings import Finding, FindingOutcome, filter_findings
from intake.fhir.storage import PreparedImport
from intake.http import build_fhir_download
from intake.models import Questionnaire, QuestionnaireVersion
from intake.questionnaire_admin.roles import require_permission

# What staff must know first comes first.
IMPORT_SECTIONS = (
    (FindingOutcome.REFUSED, _("Refused and left out")),
    (FindingOutcome.CHANGED, _("Changed")),
    (FindingOutcome.KEPT, _("Kept")),
)
MAX_SECTION_ROWS = 500  # findings that a section shows: a file with a thousand faults is not corrected from a page


@dataclass(frozen=True)
class UploadedQuestionnaire:
    name: str  # of the file
    resource: Any  # its JSON data, of which nothing is known yet


@dataclass(frozen=True)
class FindingSection:
    """The findings of one outcome: how many there are, the first of them, and how many more."""

    heading: str | Promise
    count: int
    findings: list[Finding]
    further: int
    is_open: bool


class ImportForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("A FHIR Questionnaire (R4 or R5) as JSON, up to 1 MB."))

    def clean_file(self) -> UploadedQuestionnaire:
        file = self.cleaned_data["file"]
        try:
            return UploadedQuestionnaire(file.name, parsing.parse_json(file.read(parsing.MAX_FILE_SIZE + 1)))
        except parsing.UnreadableJson as error:
            raise ValidationError(_("The file %(problem)s."), params={"problem": error}) from error


@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire_import(request: HttpRequest) -> HttpResponse:
    """Show what would become of each part of a file; with `keep` in the request, import it and link to the draft."""
    require_permission(request, "add")
    context: dict[str, Any] = {}
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        uploaded: UploadedQuestionnaire = form.cleaned_data["file"]
        result = storage.prepare_import(uploaded.resource, file_name=uploaded.name)
        context |= {"file_name": uploaded.name, "sections": build_sections(result), "result": result}
        if "keep" in request.POST and result.blueprint:
            context["draft"] = storage.save_import(result)
            context["draft_url"] = AdminURLFinder(request.user).get_edit_url(context["draft"])
    status = 422 if form.is_bound and form.errors else 200
    questionnaires = Questionnaire.snippet_viewset  # set by Wagtail
    return render_admin_page(
        request,
        "intake/questionnaire_admin/import.html",
        gettext("Import a questionnaire"),
        context | {"form": form},
        icon="upload",
        parent=(reverse(questionnaires.get_url_name("list")), gettext("Questionnaires")),
        status=status,
    )


def build_sections(result: PreparedImport) -> list[FindingSection]:
    """Return the sections that have findings. What was kept needs no attention, so that section is closed."""
    found = ((heading, filter_findings(result.findings, outcome), outcome) for outcome, heading in IMPORT_SECTIONS)
    return [
        FindingSection(
            heading=heading,
            count=len(findings),
            findings=findings[:MAX_SECTION_ROWS],
            further=max(0, len(findings) - MAX_SECTION_ROWS),
            is_open=outcome is not FindingOutcome.KEPT,
        )
        for heading, findings, outcome in found
        if findings
    ]


@require_safe
def questionnaire_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a version as a file: what was asked, and nothing that anybody answered."""
    require_permission(request, "change")
    version = get_object_or_404(QuestionnaireVersion.objects.select_related("questionnaire__locale"), pk=pk)
    return build_fhir_download(storage.export_version(version), f"{version.questionnaire.slug}-{version.number}.json")
