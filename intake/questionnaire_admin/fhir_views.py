"""The admin's pages that take a questionnaire of another program in, and hand a published version out."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.permission_policies.base import ModelPermissionPolicy

from intake.admin_pages import render_admin_page
from intake.fhir import parsing, storage
from intake.fhir.findings import FindingOutcome, filter_findings
from intake.fhir.storage import PreparedImport
from intake.http import build_fhir_download
from intake.models import Questionnaire, QuestionnaireVersion

# What staff must know first.
IMPORT_SECTIONS = (
    (FindingOutcome.REFUSED, _("Refused and left out")),
    (FindingOutcome.CHANGED, _("Changed")),
    (FindingOutcome.KEPT, _("Kept")),
)
MAX_SECTION_ROWS = 500  # of a section; a file of a thousand faults is not mended from a page


class ImportForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("A FHIR Questionnaire (R4 or R5) as JSON, up to 1 MB."))

    def clean_file(self) -> Any:
        """Its JSON data, and under `name` what the file is called."""
        file = self.cleaned_data["file"]
        try:
            return {"name": file.name, "resource": parsing.parse_json(file.read(parsing.MAX_FILE_SIZE + 1))}
        except parsing.UnreadableJson as error:
            raise ValidationError(_("The file %(problem)s."), params={"problem": error}) from error


def require_permission(request: HttpRequest, action: str) -> None:
    """Raises PermissionDenied for whoever may not do this to questionnaires."""
    if not ModelPermissionPolicy(Questionnaire).user_has_permission(request.user, action):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire_import(request: HttpRequest) -> HttpResponse:
    """What would become of each part of a file; with `keep`, what has become of it, and the draft."""
    require_permission(request, "add")
    context: dict[str, Any] = {}
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        result = storage.prepare_import(file["resource"], file_name=file["name"])
        context |= {"file_name": file["name"], "sections": build_sections(result), "result": result}
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


def build_sections(result: PreparedImport) -> list[dict[str, Any]]:
    """Each with its heading, its first findings, and whether it is open: what was kept can wait."""
    found = ((heading, filter_findings(result.findings, outcome), outcome) for outcome, heading in IMPORT_SECTIONS)
    return [
        {
            "heading": heading,
            "count": len(findings),
            "findings": findings[:MAX_SECTION_ROWS],
            "further": max(0, len(findings) - MAX_SECTION_ROWS),
            "is_open": outcome is not FindingOutcome.KEPT,
        }
        for heading, findings, outcome in found
        if findings
    ]


@require_safe
def questionnaire_export(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as a file: what was asked, and nothing that anybody answered."""
    require_permission(request, "change")
    version = get_object_or_404(QuestionnaireVersion.objects.select_related("questionnaire__locale"), pk=pk)
    return build_fhir_download(storage.export_version(version), f"{version.questionnaire.slug}-{version.number}.json")
