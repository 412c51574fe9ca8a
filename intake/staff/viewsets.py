"""The URLs of the staff's pages, and their entry in the admin's menu.

The pages show what visitors wrote, so they keep the strict Content-Security-Policy (fibro_site/middleware/csp.py): no
widget of Wagtail that starts itself by an inline script, no inline style.
"""

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.viewsets.base import ViewSet

from intake.delivery.emails import SUBMISSIONS_ROUTE
from intake.staff import bulk_views, correspondence_views, inbox, letter_views, search_views, submission_views
from intake.staff.access import (
    SUBMISSIONS_ICON,
    SUBMISSIONS_NAMESPACE,
    SUBMISSIONS_TITLE,
    VIEW_PERMISSION,
    staff_only,
)
from intake.staff.inbox_views import InboxView
from intake.staff.shortcuts import shortcut_help


class SubmissionsMenuItem(MenuItem):
    """Shown only to staff, with the number of new submissions beside it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW_PERMISSION))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        item: LinkMenuItem = super().render_component(request)
        if new := inbox.count_new():
            number = f"{new}+" if new == inbox.COUNT_LIMIT else str(new)
            label = gettext("%(number)s new") % {"number": number}
            # The badge is drawn by CSS. A new dict, because all requests share the menu item.
            item.attrs = {**item.attrs, "data-clinic-badge": number, "data-clinic-badge-words": label}
        return item


class SubmissionViewSet(ViewSet):
    name = SUBMISSIONS_NAMESPACE
    url_prefix = SUBMISSIONS_ROUTE
    icon = SUBMISSIONS_ICON
    menu_label = SUBMISSIONS_TITLE
    menu_name = "submissions"
    menu_order = 10
    menu_item_class = SubmissionsMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", staff_only()(InboxView.as_view()), name="inbox"),
            path("results/", staff_only()(InboxView.as_view(results_only=True)), name="inbox_results"),
            path("bulk/", bulk_views.change_selected, name="bulk"),
            path("shortcuts/", shortcut_help, name="shortcuts"),
            path("<uuid:pk>/presence/", submission_views.stay_present, name="presence"),
            path("search/", search_views.search_submissions, name="search"),
            path("<uuid:pk>/", submission_views.submission_detail, name="submission"),
            path("<uuid:pk>/state/", submission_views.change_state, name="change_state"),
            path("<uuid:pk>/assignee/", submission_views.assign, name="assign"),
            path("<uuid:pk>/notes/", submission_views.add_note, name="add_note"),
            path("<uuid:pk>/messages/", correspondence_views.send_message, name="send_message"),
            path(
                "<uuid:pk>/replies/<uuid:reply_pk>/file/",
                correspondence_views.download_reply_file,
                name="reply_file",
            ),
            path("<uuid:pk>/appointments/", correspondence_views.propose_appointment, name="propose_appointment"),
            path(
                "<uuid:pk>/appointments/<uuid:appointment_pk>/cancel/",
                correspondence_views.cancel_appointment,
                name="cancel_appointment",
            ),
            path("<uuid:pk>/letter/", letter_views.start_letter, name="start_letter"),
            path("<uuid:pk>/letter/text/", letter_views.write_letter, name="write_letter"),
            path("<uuid:pk>/letter/print/", letter_views.print_letter, name="print_letter"),
            path("<uuid:pk>/code/", submission_views.replace_code, name="replace_code"),
            path("<uuid:pk>/response.json", submission_views.export_response, name="export_response"),
            path("<uuid:pk>/notices/<uuid:delivery_pk>/retry/", submission_views.retry_delivery, name="retry_delivery"),
        ]
