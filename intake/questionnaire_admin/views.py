"""The admin's pages of questionnaires: the list, and the builder with its panels."""

from collections.abc import Sequence
from itertools import pairwise

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.admin.ui.tables import BooleanColumn, Column, LiveStatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, log
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, WorkflowActionView

from intake.engine.json_object import DefinitionError
from intake.engine.scoring import RULES
from intake.models import Questionnaire, QuestionnaireVersion
from intake.questionnaire_admin.fhir_views import questionnaire_export, questionnaire_import
from intake.questionnaire_admin.forms import QuestionnaireForm, collect_earlier_meanings
from intake.questionnaire_admin.roles import require_permission
from intake.questionnaires import publishing
from intake.questionnaires.differences import describe_differences
from intake.questionnaires.translation_check import compare_translations

MAKE_DEFAULT = "intake.make_default"


class ScoringRulesPanel(Panel):
    """Which inputs each score needs, where it comes from, and its licence."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "intake/questionnaire_admin/scoring_rules.html"

        def get_context_data(self, parent_context: object = None) -> dict[str, object]:
            return super().get_context_data(parent_context) | {"rules": RULES.values()}


class VersionsPanel(Panel):
    """What was published, what each version changed, and which keys can no longer get a new meaning."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "intake/questionnaire_admin/versions.html"
        instance: Questionnaire

        def get_context_data(self, parent_context: object = None) -> dict[str, object]:
            context = super().get_context_data(parent_context)
            if self.instance.pk is None:
                return context
            return context | {
                "instance": self.instance,
                "versions": list_versions_with_changes(self.instance),
                "used_keys": " ".join(sorted(collect_earlier_meanings(self.instance))),
                "default_url_name": get_admin_url_name("make_default"),
                "export_url_name": get_admin_url_name("export"),
            }


def list_versions_with_changes(questionnaire: Questionnaire) -> list[tuple[QuestionnaireVersion, list[str]]]:
    """Return the versions, the newest first, each with what it changed."""
    versions = list(questionnaire.versions.order_by("number"))
    definitions = [publishing.get_definition(version) for version in versions]
    first: list[list[str]] = [[] for _ in definitions[:1]]
    changes = first + [describe_differences(old, new) for old, new in pairwise(definitions)]
    return list(zip(versions, changes, strict=True))[::-1]


def get_admin_url_name(view: str) -> str:
    """Return the URL name of a page of the viewset, which Wagtail sets on the model when it registers it."""
    name: str = Questionnaire.snippet_viewset.get_url_name(view)
    return name


def register_log_actions(registry: LogActionRegistry) -> None:
    registry.register_action(
        MAKE_DEFAULT, gettext_lazy("Show it at /eligibility/"), gettext_lazy("It is shown at /eligibility/.")
    )


@require_POST
def make_default(request: HttpRequest, pk: str) -> HttpResponse:
    """Let a questionnaire answer at /eligibility/."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    require_permission(request, "publish")
    with transaction.atomic():
        publishing.make_default(questionnaire)
        log(instance=questionnaire, action=MAKE_DEFAULT)
    messages.success(request, _("“%(title)s” is now shown at /eligibility/.") % {"title": questionnaire.title})
    return redirect(get_admin_url_name("edit"), pk)


class QuestionnaireIndexView(IndexView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if self.add_url:
            buttons.append(
                Button(_("Import"), url=reverse(get_admin_url_name("import")), icon_name="upload", priority=20)
            )
        return buttons


def refuse_published_deletion(request: HttpRequest, instances: Sequence[Model]) -> HttpResponse | None:
    """Refuse to delete questionnaires with versions, because drafts and submissions point at these for ever.

    Returns None if there are none among the instances, which lets Wagtail go on.
    """
    questionnaires_to_delete = [each for each in instances if isinstance(each, Questionnaire)]
    if not QuestionnaireVersion.objects.filter(questionnaire__in=questionnaires_to_delete).exists():
        return None
    messages.error(request, _("A questionnaire that was published cannot be deleted. Unpublish it instead."))
    return redirect(get_admin_url_name("list"))


def show_publication_warnings(request: HttpRequest, instance: Model) -> None:
    """Warn if what was just published asks for no consent, or for no means to get in touch."""
    if published := get_published_version(request, instance):
        show_version_warnings(request, published)


def show_version_warnings(request: HttpRequest, version: QuestionnaireVersion) -> None:
    for warning in publishing.list_publication_warnings(version):
        messages.warning(request, _("The questionnaire is published. %(warning)s") % {"warning": warning})


def get_published_version(request: HttpRequest, instance: Model) -> QuestionnaireVersion | None:
    """Return the version that this request has just published; None if it published no questionnaire."""
    if not isinstance(instance, Questionnaire) or "action-publish" not in request.POST:
        return None
    return Questionnaire.objects.select_related("live_version").get(pk=instance.pk).live_version


def show_translation_warnings(request: HttpRequest, instance: Model) -> None:
    """Warn if what was just published asks or sorts differently from its translations."""
    published = get_published_version(request, instance)
    if published is None or not isinstance(instance, Questionnaire):
        return
    definition = publishing.get_definition(published)
    for translation in publishing.list_live_translations(instance):
        if compare_translations(publishing.get_definition(translation), definition):
            message = _(
                "The questionnaire is published. It differs from its translation in %(language)s in more than wording."
                " See the preview “What changes”."
            )
            messages.warning(request, message % {"language": translation.questionnaire.locale})


class ApproveView(WorkflowActionView):
    """Approves what somebody submitted. A draft that was changed since and fails a check is not published."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            with transaction.atomic():
                response: HttpResponse = super().post(request, *args, **kwargs)
        except DefinitionError as error:
            words = _("It was not published, because the draft has an error: %(error)s")
            messages.error(request, words % {"error": error})
            return redirect(get_admin_url_name("edit"), self.object.pk)
        approved = Questionnaire.objects.select_related("live_version").get(pk=self.object.pk)
        if approved.live_version and not approved.has_unpublished_changes:
            show_version_warnings(request, approved.live_version)
        return response


class QuestionnaireViewSet(SnippetViewSet):
    model = Questionnaire
    index_view_class = QuestionnaireIndexView
    icon = "form"
    add_to_admin_menu = True
    menu_order = 250
    base_url_path = "questionnaires"
    workflow_action_view_class = ApproveView
    list_display = [
        "title",
        "slug",
        BooleanColumn("answers_at_default", label=gettext_lazy("Shown at /eligibility/")),
        Column("live_version.number", label=gettext_lazy("Live version")),
        LiveStatusTagColumn(),
    ]
    search_fields = ["title", "slug"]

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [FieldPanel("title"), FieldPanel("slug"), FieldPanel("steps")], heading=gettext_lazy("Questions")
            ),
            ObjectList(
                [FieldPanel("scores"), ScoringRulesPanel(), FieldPanel("rules"), FieldPanel("cases")],
                heading=gettext_lazy("Scores and rules"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel("publisher"), FieldPanel("copyright"), FieldPanel("url")],
                        heading=gettext_lazy("Ownership and licence"),
                    ),
                    VersionsPanel(heading=gettext_lazy("Versions")),
                ],
                heading=gettext_lazy("About"),
            ),
        ],
        base_form_class=QuestionnaireForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("default/<str:pk>/", make_default, name="make_default"),
            path("import/", questionnaire_import, name="import"),
            path("export/<int:pk>/", questionnaire_export, name="export"),
        ]
