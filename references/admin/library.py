"""Where editors keep the library of works."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from references.admin.forms import ReferenceForm
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
                    FieldPanel("work_issued"),
                    FieldRowPanel([FieldPanel("work_volume"), FieldPanel("work_issue"), FieldPanel("work_pages")]),
                ],
                heading=_("The work"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("work_doi"), FieldPanel("work_pmid"), FieldPanel("work_pmcid")]),
                    FieldPanel("work_url"),
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


reference_viewset = ReferenceViewSet("references")
