"""What the pages add to Wagtail's admin and its rich text."""

from typing import cast

from django.contrib.auth.models import AbstractUser, Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from articles.blocks.terms import GLOSSARY_FEATURE
from articles.body_checks import warnings as body_warnings
from articles.claim_checks import views, warnings
from articles.claim_checks.listing import ArticleViewSet
from articles.corrections.admin import CorrectionsMenuItem, CorrectionViewSet
from articles.guides.views import EDITORS_GUIDE, GUIDE_URL_NAME, GuideMenuItem, edits_pages, show_guide
from articles.homepage import MissingDetailsPanel
from articles.importing.history import register_import_action
from articles.importing.views import BRING_URL_NAME, bring_in, offer_bringing_in
from articles.models.editorial_page import PageWithBody
from articles.naming import history
from articles.naming import refusals as naming_refusals
from articles.naming import warnings as naming_warnings
from articles.publishing import refusals, translations, unpublishing
from articles.record_admin import draftail
from articles.record_admin import warnings as record_warnings
from articles.record_admin.viewsets import SharedRecordsGroup
from articles.rendering.page_links import QuickPageLinkHandler
from articles.rendering.term_links import TermLinkHandler
from articles.review import citation_report
from articles.signing import gate, notifier
from articles.signing.report import ReviewsMenuItem
from articles.signing.urls import urlpatterns as signing_urls

# Before the readers of their page are led elsewhere.
hooks.register("before_unpublish_page", naming_refusals.refuse_unpublishing_person)
hooks.register("before_delete_page", naming_refusals.refuse_deleting_person)
hooks.register("before_bulk_action", naming_refusals.refuse_bulk_action_on_people)
hooks.register("before_copy_page", naming_refusals.refuse_copying_person)
hooks.register("before_edit_page", naming_warnings.warn_about_authors)
hooks.register("register_log_actions", history.register_typed_names)
hooks.register("register_log_actions", register_import_action)
hooks.register("register_page_header_buttons", offer_bringing_in)
hooks.register("before_publish_page", refusals.refuse_publishing_below_draft)
hooks.register("before_publish_page", gate.keep_new_page_as_draft)
hooks.register("after_edit_page", gate.explain_unpublished)
hooks.register("before_copy_page", gate.refuse_published_copy)
hooks.register("before_bulk_action", gate.name_unsigned_pages)
hooks.register("before_edit_page", gate.point_to_review)
hooks.register("register_page_action_menu_item", gate.PublishAnywayItem)
hooks.register("register_reports_menu_item", ReviewsMenuItem)
notifier.connect_notifier()
hooks.register("register_page_header_buttons", gate.list_header_buttons)
hooks.register("register_page_listing_more_buttons", gate.list_listing_buttons)
hooks.register("before_move_page", refusals.refuse_moving_below_draft)
hooks.register("before_unpublish_page", unpublishing.redirect_readers)
hooks.register("before_delete_page", unpublishing.refuse_deleting_published)
hooks.register("before_bulk_action", unpublishing.refuse_deleting_several_published)
hooks.register("after_bulk_action", unpublishing.remind_of_redirects)
# Before the hook of wagtail-localize (order 0), which answers in place of the form.
hooks.register("before_edit_page", translations.publish_translation, order=-1)
hooks.register("before_edit_page", translations.tell_of_changed_original, order=-1)
hooks.register("register_admin_urls", translations.list_replaced_urls, order=-1)
hooks.register("construct_page_action_menu", translations.hide_replacing)
hooks.register("before_edit_page", record_warnings.warn_about_missing_questions)
hooks.register("before_edit_page", record_warnings.warn_about_missing_terms)
hooks.register("before_edit_snippet", record_warnings.tell_of_showing_pages)
register_snippet(SharedRecordsGroup)


register_snippet(CorrectionViewSet)
hooks.register("register_reports_menu_item", CorrectionsMenuItem)


# After Wagtail's own hook (order 0), whose handler this one replaces.
@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(QuickPageLinkHandler)


@hooks.register("register_rich_text_features")
def register_terms(features: FeatureRegistry) -> None:
    features.register_link_type(TermLinkHandler)
    features.register_editor_plugin("draftail", GLOSSARY_FEATURE, draftail.term_feature)
    features.register_converter_rule("contentstate", GLOSSARY_FEATURE, draftail.conversion_rule)


hooks.register("after_create_page", warnings.warn_about_claims)
hooks.register("after_edit_page", warnings.warn_about_claims)
hooks.register("construct_wagtail_userbar", warnings.add_claim_check)
hooks.register("before_edit_page", body_warnings.warn_on_opening)
hooks.register("after_create_page", body_warnings.warn_on_showing)
hooks.register("after_edit_page", body_warnings.warn_on_showing)
hooks.register("construct_wagtail_userbar", body_warnings.add_picture_check)


@hooks.register("register_admin_viewset")
def register_articles() -> ArticleViewSet:
    return ArticleViewSet()


@hooks.register("register_admin_urls")
def register_claims() -> list[URLPattern | URLResolver]:
    own = [path("<int:page_id>/", views.keep_reason, name="claims")]
    return [path("claims/", include((own, "articles")))]


@hooks.register("insert_editor_js")
def add_form_of_reasons() -> SafeString:
    """Add the form of the claims panel, which cannot stand inside the form of the page."""
    return SafeString('<form id="claim-reasons" method="post" hidden></form>')


@hooks.register("register_admin_urls")
def register_bringing_in() -> list[URLPattern]:
    return [path("articles/import/<int:parent_id>/", bring_in, name=BRING_URL_NAME)]


@hooks.register("register_help_menu_item")
def add_guide_to_help() -> GuideMenuItem:
    return GuideMenuItem(gettext_lazy("Guide for editors"), GUIDE_URL_NAME, order=10, is_for=edits_pages)


@hooks.register("register_admin_urls")
def register_guide() -> list[URLPattern]:
    return [path("guide/", show_guide, {"name": EDITORS_GUIDE}, name=GUIDE_URL_NAME)]


@hooks.register("register_permissions")
def offer_permissions() -> QuerySet[Permission]:
    """Return what the page of a group offers besides Wagtail's own permissions."""
    offered = ["link_account", "add_publicationreason"]
    return Permission.objects.filter(content_type__app_label="articles", codename__in=offered)


@hooks.register("register_admin_urls")
def register_signing_pages() -> list[URLPattern]:
    return signing_urls


@hooks.register("construct_homepage_panels")
def add_missing_details(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(MissingDetailsPanel(request))


@hooks.register("before_edit_page")
def warn_about_citations(request: HttpRequest, page: Page) -> None:
    """Tell the editor at once when the panel at the end of the form has findings."""
    if request.method != "GET" or not isinstance(page, PageWithBody):
        return
    if citation_report.report_citations(page.body).findings:
        link = messages.button("#panel-child-content-works_cited-section", gettext("Show"))
        messages.warning(request, gettext("Citations on this page need your attention."), buttons=[link])


@hooks.register("construct_reports_menu")
def hide_search_terms(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take Wagtail's report of what visitors looked for out of the menu: nothing of that is kept."""
    items[:] = [item for item in items if item.name != "search-terms"]


@hooks.register("construct_reports_menu")
def hide_translations(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take the report of translations out of the menu of those who may not open it: it is shown to everybody."""
    # Wagtail's admin lets in nobody who is not signed in.
    if not edits_pages(cast("AbstractUser", request.user)):
        items[:] = [item for item in items if item.name != "translations"]
