"""Responses to the script that saves a page while it is filled in (static/js/autosave.js)."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _

# There is no message for "gone": the page has its own, since it must show that also where no view of ours responds.
AUTOSAVE_MESSAGES = {
    "changed": _("Your answers were changed in another window. Press “Continue” to save this page."),
    "sent": _("Your answers were sent from another window. What you write here now will not reach the clinic."),
    "not-asked": _(
        "An answer in another window means that this page is no longer needed. What you write here is not saved."
    ),
    "too-long": _("This page has too much text, so your latest changes are not saved. Please shorten it."),
}


def is_autosave(request: HttpRequest) -> bool:
    """Return whether the script sent the request, and not the visitor with a button."""
    return request.headers.get("Accept") == "application/json"


def build_autosave_refusal(reason: str, *, status: int) -> JsonResponse:
    """Return the reason why nothing was saved, with the message for it in the visitor's language."""
    message = {"says": AUTOSAVE_MESSAGES[reason]} if reason in AUTOSAVE_MESSAGES else {}
    return JsonResponse({"kept": False, "why": reason, **message}, status=status)
