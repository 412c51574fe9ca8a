"""The keys that do something on the staff's pages, as Help lists them. static/js/shortcuts.js acts on them."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem

from intake.staff.access import VIEW_PERMISSION, render_staff_page, reverse_staff_url, staff_only

TITLE = _("Keys for submissions")
INBOX_KEYS = (
    ("j", _("Next submission")),
    ("k", _("Previous submission")),
    ("x", _("Select it, or no longer")),
    ("c", _("Change what is selected")),
    ("r", _("Read the list anew")),
)
SUBMISSION_KEYS = (
    ("n", _("Write a note")),
    ("m", _("Write a message")),
    ("a", _("Assign")),
    ("s", _("Change the state")),
    ("u", _("Back to the list")),
)


class ShortcutsMenuItem(MenuItem):
    """In the menu Help, for those who may see submissions."""

    def __init__(self) -> None:
        super().__init__(TITLE, reverse_lazy("intake_staff:shortcuts"), name="submission-keys", icon_name="keyboard")

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW_PERMISSION))


@staff_only()
@require_safe
def shortcut_help(request: HttpRequest) -> HttpResponse:
    context = {"inbox_keys": INBOX_KEYS, "submission_keys": SUBMISSION_KEYS, "inbox": reverse_staff_url("inbox")}
    return render_staff_page(request, "intake/staff/shortcuts.html", str(TITLE), context)
