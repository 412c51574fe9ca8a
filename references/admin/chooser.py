"""The dialog in which editors choose works to cite, and add the details of the citation.

A form field asks for one work. The text editor asks for several (`multiple`), and gets each with its details.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from references.admin import work_lookup
from references.admin.citation_forms import AddForm, DetailsForm
from references.citations.draftail import DETAIL_ATTRIBUTES, build_entity_data
from references.citations.numbering import parse_work_id
from references.library import queries
from references.models import Reference

# The list is cut here: to find more, the editor types another word.
MAX_LISTED_WORKS = 100
ADDING_TEMPLATE = "references/admin/chooser/adding.html"


class ReferenceFilterForm(SearchFilterMixin, BaseFilterForm):
    q = forms.CharField(
        label=_("Search term"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Author, title, year, DOI, PubMed number or ISBN")}),
    )

    def filter(self, objects: QuerySet[Reference]) -> QuerySet[Reference]:
        """Return the first matches, in their order. To count and sort all of them takes longer than typing on."""
        words = self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(words)
        works = objects.only("pk")
        found = queries.search_works(works, words) if words else works
        return objects.filter(pk__in=[work.pk for work in found[:MAX_LISTED_WORKS]])


class WorkColumn(TitleColumn):
    """The short label of a work, and its title below."""

    cell_template_name = "references/admin/chooser/work_cell.html"


class StatusColumn(Column):
    cell_template_name = "references/admin/chooser/status_cell.html"


class WorkListMixin(chooser.BaseChooseView):
    """Lists the works that readers may see, the most recently cited first, or the results of a search."""

    filter_form_class = ReferenceFilterForm
    results_template_name = "references/admin/chooser/results.html"
    most = MAX_LISTED_WORKS

    def get_object_list(self) -> QuerySet[Reference]:
        return Reference.objects.live().recently_chosen_first()

    @property
    def title_column(self) -> Column:
        """The title as a link that chooses the work with one click, even where several can be ticked."""
        return WorkColumn(
            "label",
            label=_("Work"),
            get_url=lambda work: self.append_preserved_url_parameters(reverse(self.chosen_url_name, args=[work.pk])),
            link_attrs={"data-chooser-modal-choice": True},
        )

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,
            Column("get_evidence_kind_display", label=_("Kind of evidence"), width="20%"),
            StatusColumn("get_status_display", label=_("Status"), width="18%"),
        ]


class ChooseReferenceView(WorkListMixin, chooser.ChooseView):
    creation_form_template_name = ADDING_TEMPLATE


class ChooseReferenceResultsView(WorkListMixin, chooser.ChooseResultsView):
    pass


class CitationResponseMixin(chooser.ChosenResponseMixin):
    """Returns the chosen works to the editor, and asks first why a retracted or doubtful work is cited."""

    request: HttpRequest

    def get_chosen_response_data(self, item: Reference, details: dict[str, str] | None = None) -> dict[str, object]:
        return {
            **super().get_chosen_response_data(item),
            **build_entity_data(item.pk, item, details or {}),
            "label": item.label,
        }

    def get_chosen_response(self, item: Reference) -> HttpResponse:
        return self.get_multiple_chosen_response([item])

    def get_multiple_chosen_response(self, items: list[Reference]) -> HttpResponse:
        if not self.request.GET.get("multiple"):
            return super().get_chosen_response(items[0]) if items else self.redirect_to_chooser()
        if any(work.is_alarming for work in items):
            return self.render_details_step([DetailsForm(work=work) for work in items])
        return self.return_citations([(work, {}) for work in items])

    def redirect_to_chooser(self) -> HttpResponse:
        """Show the choice again, because nothing was ticked or what was ticked has been deleted."""
        return redirect(f"{reverse('reference_chooser:choose')}?multiple=1")

    def render_details_step(self, forms: list[DetailsForm]) -> HttpResponse:
        works = "&".join(f"id={form.work.pk}" for form in forms)
        context = {
            "forms": forms,
            "details_url": f"{reverse('reference_chooser:details')}?{works}",
            "choose_url": f"{reverse('reference_chooser:choose')}?multiple=1",
        }
        template = "references/admin/chooser/details.html"
        return render_modal_workflow(self.request, template, None, context, json_data={"step": "details"})

    def return_citations(self, citations: list[tuple[Reference, dict[str, str]]]) -> HttpResponse:
        """Return the works with their details to the editor, and remember when they were last cited."""
        ids = [work.pk for work, _details in citations]
        # update() instead of save() neither re-indexes the works nor invalidates the pages that cite them.
        Reference.objects.filter(pk__in=ids).update(last_chosen_at=timezone.now())
        return self._wrap_chosen_response_data(
            [self.get_chosen_response_data(work, details) for work, details in citations]
        )


def get_works_in_order(ids: list[str]) -> list[Reference]:
    """Return the works with these ids in their order. Works that do not exist or are hidden are left out."""
    works = Reference.objects.live().in_bulk([parse_work_id(id_) for id_ in ids])
    return [works[id_] for id_ in dict.fromkeys(map(parse_work_id, ids)) if id_ in works]


class ChosenReferenceView(CitationResponseMixin, chooser.ChosenView):
    pass


class ChosenReferencesView(CitationResponseMixin, chooser.ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> list[Reference]:
        return get_works_in_order(pks)


class DetailsView(CitationResponseMixin, View):
    """Asks for the locator and the quote of each work, and for the reason to cite it if it is in doubt."""

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {name: request.GET.get(name, "") for name in DETAIL_ATTRIBUTES}
        if works := get_works_in_order(request.GET.getlist("id")):
            return self.render_details_step([DetailsForm(work=work, initial=initial) for work in works])
        return self.redirect_to_chooser()

    def post(self, request: HttpRequest) -> HttpResponse:
        filled = [DetailsForm(request.POST, work=work) for work in get_works_in_order(request.GET.getlist("id"))]
        invalid = [form for form in filled if not form.is_valid()]
        if invalid:
            return self.render_details_step(filled)
        return self.return_citations([(form.work, form.details) for form in filled])


class AddReferenceView(CitationResponseMixin, chooser.CreateView):
    creation_form_template_name = ADDING_TEMPLATE

    def post(self, request: HttpRequest) -> HttpResponse:
        self.form = AddForm(request.POST)
        if self.form.is_valid() and self.form.is_confirmed:
            try:
                with transaction.atomic():
                    works = dict.fromkeys(work_lookup.add_found_work(found) for found in self.form.found)
            except ValidationError as error:
                self.form.add_error("text", error)
            else:
                return self.get_multiple_chosen_response(list(works))
        return self.get_reshow_creation_form_response()


class ReferenceChooserViewSet(ChooserViewSet):
    model = Reference
    icon = "openquote"
    per_page = 10
    choose_one_text = _("Choose a work")
    choose_another_text = _("Choose another work")
    edit_item_text = _("Edit this work")
    search_tab_label = _("Choose")
    creation_tab_label = _("Add")
    choose_view_class = ChooseReferenceView
    choose_results_view_class = ChooseReferenceResultsView
    chosen_view_class = ChosenReferenceView
    chosen_multiple_view_class = ChosenReferencesView
    create_view_class = AddReferenceView
    creation_form_class = AddForm

    @property
    def details_view(self) -> Any:
        return self.construct_view(DetailsView)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("details/", self.details_view, name="details")]


chooser_viewset = ReferenceChooserViewSet("reference_chooser")
