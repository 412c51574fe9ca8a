"""Where editors keep the library of works, and the dialog in which they choose one to cite."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from references.forms import ReferenceForm
from references.identifiers import normalised_doi
from references.models import Reference


class ReferenceIndexView(generic.IndexView):
    def search_queryset(self, queryset: QuerySet[Reference]) -> QuerySet[Reference]:
        """A whole DOI, in any spelling, is looked up as such: a full text search would cut it into words."""
        if doi := normalised_doi(self.search_query or ""):
            return queryset.filter(doi=doi)
        return super().search_queryset(queryset)


class ReferenceViewSet(ModelViewSet):
    model = Reference
    index_view_class = ReferenceIndexView
    icon = "openquote"
    add_to_admin_menu = True
    menu_order = 250
    list_display = ["label", "title", "year", Column("get_evidence_kind_display", label=_("Kind of evidence"))]
    list_filter = ["evidence_kind", "type"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            MultiFieldPanel(
                [
                    FieldPanel("work_type"),
                    FieldPanel("work_title"),
                    FieldPanel("author_lines"),
                    FieldPanel("container_title"),
                    FieldPanel("publisher"),
                    FieldPanel("issued"),
                    FieldRowPanel([FieldPanel("volume"), FieldPanel("issue"), FieldPanel("pages")]),
                ],
                heading=_("The work"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("work_doi"), FieldPanel("work_pmid"), FieldPanel("work_pmcid")]),
                    FieldPanel("url"),
                ],
                heading=_("Where it is found"),
            ),
            MultiFieldPanel(
                [FieldPanel("evidence_kind"), FieldPanel("population"), FieldPanel("conflict_of_interest")],
                heading=_("What readers are told about it"),
            ),
        ],
        base_form_class=ReferenceForm,
    )


class LabelledResponseMixin:
    """Sends the short label along with what was chosen: the editor's text shows it."""

    def get_chosen_response_data(self, item: Reference) -> dict[str, Any]:
        return {**super().get_chosen_response_data(item), "label": item.label}  # type: ignore[misc]


class ChosenReferenceView(LabelledResponseMixin, chooser.ChosenView):
    pass


class ReferenceFilterForm(SearchFilterMixin, BaseFilterForm):
    def filter(self, objects: QuerySet[Reference]) -> QuerySet[Reference]:
        """As `ReferenceIndexView` searches."""
        if doi := normalised_doi(self.cleaned_data.get("q", "")):
            self.is_searching, self.search_query = True, doi
            return objects.filter(doi=doi)
        return super().filter(objects)


class WithFacts:
    """Finds a work by its DOI, and shows columns by which editors tell works apart."""

    filter_form_class = ReferenceFilterForm

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("year", label=_("Year"), accessor="year"),
            Column("evidence", label=_("Kind of evidence"), accessor="get_evidence_kind_display"),
        ]


class ChooseReferenceView(WithFacts, chooser.ChooseView):
    pass


class ChooseReferenceResultsView(WithFacts, chooser.ChooseResultsView):
    pass


class ReferenceChooserViewSet(ChooserViewSet):
    model = Reference
    icon = "openquote"
    per_page = 10
    choose_one_text = _("Choose a work")
    choose_another_text = _("Choose another work")
    edit_item_text = _("Edit this work")
    choose_view_class = ChooseReferenceView
    choose_results_view_class = ChooseReferenceResultsView
    chosen_view_class = ChosenReferenceView


reference_viewset = ReferenceViewSet("references")
chooser_viewset = ReferenceChooserViewSet("reference_chooser")
