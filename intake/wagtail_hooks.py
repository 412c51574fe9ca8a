"""Adds the staff's and the questionnaires' pages to Wagtail's admin.

A public process imports this too, because Wagtail looks for hooks wherever it serves a page. It mounts no admin, so
none of these hooks is ever called there.
"""

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet

from intake.accountability import access
from intake.accountability.audit_panel import AuditPanel
from intake.accountability.rule_viewset import RetentionRuleViewSet
from intake.accountability.viewsets import AccountabilityViewSet, AuditMenuItem, KeysMenuItem, RetentionMenuItem
from intake.feedback.report import REPORT_URL_NAME, FeedbackMenuItem, FeedbackSummaryItem, feedback_report
from intake.questionnaire_admin import views
from intake.staff import roles
from intake.staff.dashboard import (
    AuditAlarmPanel,
    DeliveryAlarmPanel,
    DropOffPanel,
    SubmissionsSummaryItem,
    WorkPanel,
)
from intake.staff.deliveries.routing_viewsets import ReceiverViewSet, RoutingRuleViewSet
from intake.staff.deliveries.viewset import DeliveryViewSet
from intake.staff.duty.viewsets import DutyExceptionViewSet, DutyShiftViewSet, UrgentViewSet
from intake.staff.exports.viewset import ExportsMenuItem, ExportViewSet
from intake.staff.procedure_viewsets import ProceduresGroup
from intake.staff.shortcuts import ShortcutsMenuItem
from intake.staff.viewsets import SubmissionViewSet

register_snippet(views.QuestionnaireViewSet)
register_snippet(ReceiverViewSet)
register_snippet(RoutingRuleViewSet)
register_snippet(DutyShiftViewSet)
register_snippet(DutyExceptionViewSet)
register_snippet(ProceduresGroup)
hooks.register("register_log_actions", views.register_log_actions)
hooks.register("register_reports_menu_item", FeedbackMenuItem)
hooks.register("register_reports_menu_item", AuditMenuItem)
hooks.register("register_reports_menu_item", RetentionMenuItem)
hooks.register("register_reports_menu_item", ExportsMenuItem)
hooks.register("register_settings_menu_item", KeysMenuItem)
hooks.register("register_help_menu_item", ShortcutsMenuItem)


@hooks.register("before_delete_snippet")
def protect_published(request: HttpRequest, instances: list[Model]) -> HttpResponse | None:
    return views.refuse_published_deletion(request, instances)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def warn_about_translations(request: HttpRequest, instance: Model) -> None:
    views.show_translation_warnings(request, instance)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def warn_about_publication(request: HttpRequest, instance: Model) -> None:
    views.show_publication_warnings(request, instance)


@hooks.register("register_admin_viewset")
def register_submission_viewset() -> SubmissionViewSet:
    return SubmissionViewSet()


@hooks.register("register_admin_viewset")
def register_delivery_viewset() -> list[ViewSet]:
    return [DeliveryViewSet(), UrgentViewSet()]


@hooks.register("register_admin_viewset")
def register_export_viewset() -> ViewSet:
    return ExportViewSet()


@hooks.register("register_admin_viewset")
def register_accountability_viewsets() -> list[ViewSet]:
    return [AccountabilityViewSet(), RetentionRuleViewSet()]


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return roles.list_staff_permissions()


@hooks.register("register_permissions")
def register_accountability_permissions() -> QuerySet[Permission]:
    return access.list_permissions()


@hooks.register("construct_homepage_summary_items")
def add_submission_counts(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(SubmissionsSummaryItem(request))
    items.append(FeedbackSummaryItem(request))


@hooks.register("construct_homepage_panels")
def add_alarm_panels(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(DeliveryAlarmPanel(request))
    panels.append(AuditAlarmPanel(request))
    panels.append(WorkPanel(request))
    panels.append(DropOffPanel(request))
    panels.append(AuditPanel(request))


@hooks.register("register_admin_urls")
def register_feedback_report() -> list[URLPattern]:
    # Below the path whose pages show what visitors wrote, and so have the strict policy.
    return [path("intake/page-feedback/", feedback_report, name=REPORT_URL_NAME)]
