from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.rich_text.feature_registry import FeatureRegistry

from references.admin import history, imports
from references.admin.chooser import chooser_viewset
from references.admin.deletion import DeleteAction
from references.admin.export import export_actions
from references.admin.homepage import NoticesSummaryItem, RetractionAlarmPanel
from references.admin.menu import ReferencesGroup
from references.admin.merge import MergeAction, merge_viewset
from references.citations import draftail
from references.citations.features import CITATION_FEATURE
from references.citations.link_handler import CitationLinkHandler

for action in [MergeAction, *export_actions, DeleteAction]:
    hooks.register("register_bulk_action", action)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    return [ReferencesGroup(), merge_viewset, chooser_viewset]


@hooks.register("register_permissions")
def offer_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="references",
        codename__in=[f"{verb}_reference" for verb in ("add", "change", "delete")],
    )


@hooks.register("register_log_actions")
def register_history(actions: LogActionRegistry) -> None:
    history.register_review_actions(actions)
    imports.register_import_action(actions)


@hooks.register("construct_homepage_summary_items")
def add_notices_summary(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(NoticesSummaryItem(request))


@hooks.register("construct_homepage_panels")
def add_retraction_alarm(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(RetractionAlarmPanel(request))


@hooks.register("register_rich_text_features")
def register_citation(features: FeatureRegistry) -> None:
    features.register_link_type(CitationLinkHandler)
    features.register_editor_plugin("draftail", CITATION_FEATURE, draftail.citation_feature)
    features.register_converter_rule("contentstate", CITATION_FEATURE, draftail.conversion_rule)
