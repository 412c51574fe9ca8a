"""The dialog in which editors choose a work to cite."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from references.identifiers import normalised_doi
from references.models import Reference


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


chooser_viewset = ReferenceChooserViewSet("reference_chooser")
