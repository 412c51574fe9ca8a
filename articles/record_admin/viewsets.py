"""The lists and forms of shared records in the admin."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import LiveStatusTagColumn, LocaleColumn, UsageCountColumn
from wagtail.admin.widgets import SlugInput
from wagtail.models import ReferenceIndex
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from articles.models import FaqEntry, GlossaryTerm, Topic
from articles.record_admin.forms import CitingRecordForm

SHOWN_LABEL = _("Shown on")


class RecordIndexView(IndexView):
    """The list of records. It says on how many pages each is shown, so that one shown nowhere is seen."""

    def get_base_queryset(self) -> QuerySet:
        records = super().get_base_queryset()
        return records.annotate(usage_count=ReferenceIndex.usage_count_subquery(self.model))


class NamePanel(TitleFieldPanel):
    """A name that suggests a new record's slug. A record that exists keeps its own: links depend on it."""

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_should_apply(self) -> bool:
            return self.instance.pk is None


class FaqEntryViewSet(SnippetViewSet):
    model = FaqEntry
    icon = "help"
    menu_label = _("Questions")
    index_view_class = RecordIndexView
    list_display = ["question", "topic", UsageCountColumn("usage_count", label=SHOWN_LABEL), LiveStatusTagColumn()]
    list_filter = ["topic", "is_clinic_view"]
    list_per_page = 50
    edit_handler = ObjectList(
        [FieldPanel("question"), FieldPanel("answer"), FieldPanel("topic"), FieldPanel("is_clinic_view")],
        base_form_class=CitingRecordForm,
    )


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    list_display = ["name", "slug", UsageCountColumn("usage_count", label=SHOWN_LABEL), LocaleColumn()]
    index_view_class = RecordIndexView
    list_per_page = 50
    edit_handler = ObjectList(
        [
            NamePanel("name", classname="", placeholder=False),
            FieldPanel("slug", widget=SlugInput),
            FieldPanel("introduction"),
        ]
    )


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "info-circle"
    menu_label = _("Glossary")
    list_display = [
        "term",
        "other_forms",
        UsageCountColumn("usage_count", label=SHOWN_LABEL),
        LocaleColumn(),
        LiveStatusTagColumn(),
    ]
    index_view_class = RecordIndexView
    list_per_page = 100
    edit_handler = ObjectList([FieldPanel("term"), FieldPanel("other_forms"), FieldPanel("definition")])


class SharedRecordsGroup(SnippetViewSetGroup):
    menu_label = _("Shared texts")
    menu_name = "shared-texts"
    menu_icon = "snippet"
    menu_order = 240
    items = (FaqEntryViewSet, TopicViewSet, GlossaryTermViewSet)
