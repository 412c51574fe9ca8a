from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.rich_text.feature_registry import FeatureRegistry

from references import draftail
from references.admin import history
from references.admin.chooser import chooser_viewset
from references.admin.library import reference_viewset
from references.features import CITATION
from references.rich_text import CitationLinkHandler


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet]:
    return [reference_viewset, chooser_viewset]


@hooks.register("register_log_actions")
def register_history(actions: LogActionRegistry) -> None:
    history.register(actions)


@hooks.register("register_rich_text_features")
def register_citation(features: FeatureRegistry) -> None:
    features.register_link_type(CitationLinkHandler)
    features.register_editor_plugin("draftail", CITATION, draftail.citation_feature)
    features.register_converter_rule("contentstate", CITATION, draftail.conversion_rule)
