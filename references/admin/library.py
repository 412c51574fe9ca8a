"""The library of works in the admin: list, filters, and the pages that edit and delete a work."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from references.admin.export import ExportButtonsMixin
from references.admin.forms import ReferenceForm
from references.admin.imports import ImportButtonMixin
from references.citations import usage
from references.curation import quality
from references.enums import EvidenceKind, Status, WorkType
from references.library import queries
from references.models import Reference

CITED_LABEL = _("Cited")


class StatusColumn(Column):
    """The status of the work, as a tag."""

    cell_template_name = "references/admin/tag_cell.html"


class CitedColumn(Column):
    """How many pages cite each work. `LibraryView` counts them for all listed works at once."""

    cell_template_name = "references/admin/cited_cell.html"


class LibraryFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    evidence_kind = django_filters.MultipleChoiceFilter(
        label=_("Kind of evidence"), choices=EvidenceKind.choices, widget=forms.CheckboxSelectMultiple
    )
    type = django_filters.MultipleChoiceFilter(
        label=_("Type"), choices=WorkType.choices, widget=forms.CheckboxSelectMultiple
    )
    cited = django_filters.ChoiceFilter(
        label=CITED_LABEL,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="with_citations",
    )
    live = django_filters.ChoiceFilter(
        label=_("Shown to readers"),
        choices=[("1", _("Shown")), ("0", _("Not shown"))],
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    identifiers = django_filters.ChoiceFilter(
        label=_("Identifiers"),
        choices=[("missing", _("Articles without a DOI or PubMed number"))],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="with_identifiers",
    )

    class Meta:
        model = Reference
        fields: list[str] = []

    def with_citations(self, works: QuerySet[Reference], name: str, value: str) -> QuerySet[Reference]:
        cited = Reference.objects.filter(usage.build_cited_condition()).values("pk")
        return works.filter(pk__in=cited) if value == "yes" else works.exclude(pk__in=cited)

    def with_identifiers(self, works: QuerySet[Reference], name: str, value: str) -> QuerySet[Reference]:
        return works.filter(pk__in=quality.find_unidentified().values("pk"))


class LibraryView(ImportButtonMixin, ExportButtonsMixin, generic.IndexView):
    template_name = "references/admin/library.html"
    filterset_class = LibraryFilterSet

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="reference"),
            self._get_title_column_class(TitleColumn)(
                "label",
                label=_("Work"),
                get_url=self.get_edit_url,
                get_title_id=lambda work: f"reference_{work.pk}_title",
                classname="clinic-work-column",
                width="22%",
            ),
            Column("title", label=_("Title"), sort_key="title"),
            Column("year", label=_("Year"), sort_key="year", width="7%", classname="clinic-wide-only"),
            Column("get_evidence_kind_display", label=_("Kind of evidence"), width="14%", classname="clinic-wide-only"),
            CitedColumn("cited_count", label=CITED_LABEL, width="10%"),
            StatusColumn("get_status_display", label=_("Status"), sort_key="status", width="14%"),
        ]

    def search_queryset(self, queryset: QuerySet[Reference]) -> QuerySet[Reference]:
        return queries.search_works(queryset, self.search_query) if self.search_query else queryset

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        works = list(object_list)
        counted = usage.count_usages(work.pk for work in works)
        for work in works:
            # The template of the cell gets only the work.
            work.cited_count = counted[work.pk]
        return super().get_table(works, **kwargs)


class EditReferenceView(generic.EditView):
    template_name = "references/admin/edit.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "notices": self.object.notices.select_related("superseded_by"),
            "places": usage.find_usages(self.object, user=self.request.user),
        }


class DeleteReferenceView(generic.DeleteView):
    """Shows where a work is cited, and refuses to delete it, unless nothing needs it."""

    template_name = "references/admin/confirm_delete.html"

    @cached_property
    def places(self) -> list[usage.Usage]:
        return usage.find_usages(self.object, user=self.request.user)

    @cached_property
    def superseding(self) -> list[Reference]:
        """The works that this one superseded, according to their notices."""
        return list(Reference.objects.filter(notices__superseded_by=self.object).distinct())

    def get_usage_url(self) -> None:
        """Return None: Wagtail's count of usages would include the models of this app."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if self.places or self.superseding:
            raise PermissionDenied
        return super().form_valid(form)

    def get_context_data(self, **kwargs: object) -> Mapping[str, object]:
        return {**super().get_context_data(**kwargs), "places": self.places, "superseding": self.superseding}


class AnotherWorkPanel(FieldPanel):
    """The confirmation that a work is another one. It is shown only for a new work with possible duplicates."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.form.possible_duplicates)


class ReferenceViewSet(ModelViewSet):
    model: type[Model] = Reference
    index_view_class = LibraryView
    edit_view_class = EditReferenceView
    delete_view_class = DeleteReferenceView
    icon = "openquote"
    menu_label = _("Library")
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            AnotherWorkPanel("is_another_work"),
            FieldPanel("key"),
            MultiFieldPanel(
                [
                    FieldPanel("work_type"),
                    FieldPanel("work_title"),
                    FieldPanel("author_lines"),
                    FieldPanel("editor_lines"),
                    FieldPanel("container_title"),
                    FieldRowPanel([FieldPanel("work_volume"), FieldPanel("work_issue"), FieldPanel("work_pages")]),
                    FieldRowPanel([FieldPanel("work_issued"), FieldPanel("work_accessed")]),
                    FieldRowPanel([FieldPanel("publisher"), FieldPanel("publisher_place")]),
                    FieldRowPanel([FieldPanel("work_edition"), FieldPanel("work_number"), FieldPanel("work_language")]),
                ],
                heading=_("Details of the work"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("work_doi"), FieldPanel("work_pmid")]),
                    FieldRowPanel([FieldPanel("work_pmcid"), FieldPanel("work_isbn")]),
                    FieldPanel("work_url"),
                    FieldPanel("full_text"),
                ],
                heading=_("Identifiers and links"),
            ),
            MultiFieldPanel([FieldPanel("work_abstract")], heading=_("Content")),
            MultiFieldPanel(
                [
                    FieldPanel("live"),
                    FieldPanel("evidence_kind"),
                    FieldPanel("population"),
                    FieldPanel("conflict_of_interest"),
                ],
                heading=_("What readers see"),
            ),
        ],
        base_form_class=ReferenceForm,
    )


reference_viewset = ReferenceViewSet("references")
