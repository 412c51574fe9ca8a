from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from articles.rich_text import QuickPageLinkHandler


# After Wagtail's own (order 0), whose place it takes.
@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(QuickPageLinkHandler)
