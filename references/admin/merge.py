"""Merging two records of one work in the admin: the editor chooses which record stays, and each of its parts."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.viewsets.base import ViewSet

from references import csl
from references.admin.access import editors_only, get_editor
from references.admin.forms import DATE_FIELDS, NAME_FIELDS, TEXT_FIELDS, ReferenceForm, map_name_lines
from references.admin.page_frame import get_reference_edit_url, render_form_page
from references.citations import usage
from references.curation import merging
from references.enums import EvidenceKind
from references.models import Reference

INTO, GONE = "into", "gone"
# The names for editors of the parts in which two records may contradict each other.
CONTRADICTION_LABELS = {
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "title": _("title"),
    "type": _("type"),
    "container": _("journal or book"),
    "volume": _("volume"),
    "issue": _("issue"),
    "page": _("first page"),
    "number": _("number"),
    "edition": _("edition"),
    "address": _("web address"),
}
PART_LABELS = {
    "type": ReferenceForm.base_fields["work_type"].label,
    **{
        variable: ReferenceForm.base_fields[field].label
        for field, variable in {**TEXT_FIELDS, **NAME_FIELDS, **DATE_FIELDS}.items()
    },
    "custom": ReferenceForm.base_fields["full_text"].label,
    **{part: ReferenceForm.base_fields[part].label for part in merging.OWN_FIELDS},
}


class MergeForm(forms.Form):
    """A choice for each part in which two records differ. The part of `into` is preset, unless only `gone` has it."""

    def __init__(self, *args: Any, into: Reference, gone: Reference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here, there = merging.get_parts(into), merging.get_parts(gone)
        known = [part for part in PART_LABELS if part in here or part in there]
        for part in dict.fromkeys([*known, *here, *there]):
            if here.get(part) != there.get(part):
                self.fields[part] = forms.ChoiceField(
                    label=PART_LABELS.get(part, part),
                    choices=[(INTO, format_part(part, here)), (GONE, format_part(part, there))],
                    initial=INTO if part in here else GONE,
                    widget=forms.RadioSelect,
                )

    @property
    def take(self) -> list[str]:
        return [part for part, choice in self.cleaned_data.items() if choice == GONE]


def format_part(part: str, parts: dict[str, Any]) -> str:
    """Return a part as text for the editor, or an empty string if the record does not have it."""
    value = parts.get(part, "")
    if part in NAME_FIELDS.values():
        return "; ".join(map_name_lines(parts, part))
    if part in DATE_FIELDS.values():
        return csl.format_edtf(parts, part)
    if part == "custom":
        return csl.get_full_text_url(parts) or json.dumps(value, ensure_ascii=False)
    if part == "evidence_kind":
        return str(dict(EvidenceKind.choices).get(value, value))
    return csl.get_text(parts, part) or (json.dumps(value, ensure_ascii=False) if value else "")


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def merge_comparison(request: HttpRequest, into_pk: int, gone_pk: int) -> HttpResponse:
    into, gone = get_object_or_404(Reference, pk=into_pk), get_object_or_404(Reference, pk=gone_pk)
    if into == gone:
        return redirect("references:edit", into.pk)
    form = MergeForm(request.POST if request.method == "POST" else None, into=into, gone=gone)
    if form.is_valid() and (result := try_merge(form, into, gone, request)):
        messages.success(
            request,
            describe_merge(result),
            buttons=[messages.button(get_reference_edit_url(into.pk), gettext("View the work"))],
        )
        return redirect("references:edit", into.pk)
    places = usage.find_usages_in_bulk([into.pk, gone.pk], user=get_editor(request))
    context = {
        "records": [(into, places[into.pk]), (gone, places[gone.pk])],
        "into": into,
        "gone": gone,
        "count": len(places[gone.pk]),
        "contradictions": [CONTRADICTION_LABELS[part] for part in merging.find_contradictions(into, gone)],
    }
    return render_form_page(
        request, "references/admin/merge.html", gettext("Merge two records"), form, context, icon="copy"
    )


def try_merge(form: MergeForm, into: Reference, gone: Reference, request: HttpRequest) -> merging.MergeResult | None:
    """Merge the records, or return None with the error added to the form."""
    try:
        return merging.merge_references(into=into, gone=gone, take=form.take, by=get_editor(request))
    except ValidationError as error:
        form.add_error(None, error)
    return None


def describe_merge(result: merging.MergeResult) -> str:
    return ngettext(
        "Records merged. %(number)s citation was moved.",
        "Records merged. %(number)s citations were moved.",
        result.citations,
    ) % {"number": result.citations}


class MergeAction(BulkAction):
    """The bulk action that opens the comparison of two works that are ticked in the library."""

    display_name = _("Merge")
    action_type = "merge"
    aria_label = _("Merge the two selected works")
    models = [Reference]

    def dispatch(self, request: HttpRequest) -> HttpResponse:
        ids = sorted(int(id_) for id_ in set(request.GET.getlist("id")) if id_.isdecimal())
        if len(ids) != 2:
            messages.error(request, gettext("Select exactly two records of the same work to merge them."))
            return redirect("references:index")
        return redirect("reference_merging:compare", *ids)


class MergeViewSet(ViewSet):
    name = "reference_merging"
    url_prefix = "references/merge"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("<int:into_pk>/<int:gone_pk>/", merge_comparison, name="compare")]


merge_viewset = MergeViewSet()
