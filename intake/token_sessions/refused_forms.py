"""What was typed into a form that was refused, carried to the page that shows it again.

A form that is shown again in answer to its POST breaks the browser's Back ("Confirm Form Resubmission"), so the answer
is a 303 redirect. Where there is no draft to keep the text in, it travels in a cookie: sealed under a key of this
process, hidden from scripts, sent to this one page, and deleted once it was shown.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.datastructures import MultiValueDict

from intake.encryption import primitives
from intake.http import SeeOther, build_cookie_name, delete_private_cookie, set_private_cookie

REFUSED_FORM_COOKIE = "refused"
REFUSED_FORM_SECONDS = 300
# Of the cookie's value: browsers take 4096 bytes with its name and attributes.
MAX_COOKIE_BYTES = 3500
# NUL and lone surrogates.
UNDISPLAYABLE_CHARACTERS = re.compile("[\x00\ud800-\udfff]")

FormT = TypeVar("FormT", bound=forms.Form)
PostData = MultiValueDict[str, str]


@dataclass(frozen=True)
class RefusedForm:
    """What was typed, by the name of the control, and the errors by the name of the field."""

    typed: dict[str, list[str]]
    errors: dict[str, list[str]]

    @property
    def data(self) -> PostData:
        return MultiValueDict(self.typed)

    def add_errors_to(self, form: forms.Form) -> None:
        """Add the errors that the form's fields cannot find by themselves, such as that a code opens nothing."""
        for name, messages in self.errors.items():
            field = None if name == NON_FIELD_ERRORS else name
            for message in messages:
                if message not in form.errors.get(name, []):
                    form.add_error(field, message)


def redirect_with_errors(request: HttpRequest, form: FormT, render: Callable[[FormT], HttpResponse]) -> HttpResponse:
    """Redirect to the same page with what was typed; or render it at once, if that is too much for a cookie.

    No code, no email address and no contact detail is so long, and nobody may fill the site's tables with what is
    none, so only the page itself can hold it. Once it is sent from there, it leaves no trace that the browser's Back
    would send again (static/js/form.js).
    """
    response = SeeOther(request.path)
    if set_refused_form_cookie(response, request, form):
        return response
    rendered = render(form)
    rendered.status_code = 422
    return rendered


def render_form(
    request: HttpRequest, build_form: Callable[[PostData | None], FormT], render: Callable[[FormT], HttpResponse]
) -> HttpResponse:
    """Render the page with an empty form, or with the form that was refused just now, whose cookie is then deleted."""
    refused = read_refused_form(request)
    form = build_form(refused.data if refused else None)
    if refused:
        refused.add_errors_to(form)
    response = render(form)
    if build_cookie_name(REFUSED_FORM_COOKIE) in request.COOKIES:
        delete_private_cookie(response, REFUSED_FORM_COOKIE, path=request.path)
    return response


def set_refused_form_cookie(response: HttpResponseBase, request: HttpRequest, form: forms.Form) -> bool:
    """Send what was typed along with a redirect to the same page; return False if it is too long for a cookie."""
    typed = {
        control: [replace_undisplayable(value) for value in request.POST.getlist(control)]
        for control in request.POST
        if is_form_control(control, form)
    }
    errors = {name: [str(message) for message in messages] for name, messages in form.errors.items()}
    sealed = primitives.seal_json(
        derive_refused_form_key(), {"typed": typed, "errors": errors}, context=build_refused_form_context(request)
    )
    value = base64.urlsafe_b64encode(sealed).decode()
    if len(value) > MAX_COOKIE_BYTES:
        return False
    set_private_cookie(response, REFUSED_FORM_COOKIE, value, path=request.path, lifetime=REFUSED_FORM_SECONDS)
    return True


def replace_undisplayable(text: str) -> str:
    """Replace the characters that no page can show by the replacement character."""
    return UNDISPLAYABLE_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", text)


def is_form_control(control: str, form: forms.Form) -> bool:
    """Return whether a control belongs to the form. The parts of a date have the field's name before a colon."""
    return control.partition(":")[0] in form.fields


def read_refused_form(request: HttpRequest) -> RefusedForm | None:
    """Return the form that was refused on this page just now, or None."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(build_cookie_name(REFUSED_FORM_COOKIE), ""))
        stored = primitives.unseal_json(derive_refused_form_key(), sealed, context=build_refused_form_context(request))
    except (binascii.Error, ValueError, primitives.SealError, json.JSONDecodeError):
        return None
    return RefusedForm(stored["typed"], stored["errors"])


def derive_refused_form_key() -> bytes:
    return primitives.derive_key(settings.SECRET_KEY.encode(), "intake.refusal")


def build_refused_form_context(request: HttpRequest) -> str:
    return primitives.build_seal_context("refusal", request.path, "form")
