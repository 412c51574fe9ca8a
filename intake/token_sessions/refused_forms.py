"""What was typed into a form that was refused, carried to the page that shows it again.

A form that is shown again in answer to its POST breaks the browser's Back ("Confirm Form Resubmission"), so the answer
is 303. Where there is no draft to keep the words in, they go along in a cookie: sealed under a key of this process,
read by no script, for this one page and until it has shown them.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.datastructures import MultiValueDict

from intake.encryption import primitives

REFUSED_FORM_COOKIE = "refused"
UNDISPLAYABLE_CHARACTERS = re.compile("[\x00\ud800-\udfff]")
REFUSED_FORM_SECONDS = 300
MAX_COOKIE_BYTES = 3500  # of a cookie; browsers take 4096 with its name and attributes

RenderForm = Callable[[Any], HttpResponse]


@dataclass(frozen=True)
class RefusedForm:
    """The words by the names of their fields, and what was said to be wrong with them."""

    typed: dict[str, list[str]]
    errors: dict[str, list[str]]

    @property
    def data(self) -> MultiValueDict[str, str]:
        return MultiValueDict(self.typed)

    def tell(self, form: forms.Form) -> None:
        """Say of the form what was wrong and its fields cannot know, as that a code opens nothing."""
        for name, messages in self.errors.items():
            field = None if name == NON_FIELD_ERRORS else name
            for message in messages:
                if message not in form.errors.get(name, []):
                    form.add_error(field, message)


def redirect_with_errors(request: HttpRequest, form: forms.Form, show: RenderForm) -> HttpResponse:
    """Send the browser to the page again, with what was typed; or show it at once, if that is too much for a cookie.

    No code, no e-mail address and no way to reach somebody is so long, and nobody may fill the site's tables with what
    is none: only the page itself can hold it. Sent from there, it leaves no trace that the browser's Back would send
    again (static/js/form.js).
    """
    response = HttpResponseRedirect(request.path, status=303)
    if set_refused_form_cookie(response, request, form):
        return response
    in_place = show(form)
    in_place.status_code = 422
    return in_place


def render_form(request: HttpRequest, build_form: Callable[[Any], forms.Form], show_form: RenderForm) -> HttpResponse:
    """The page with an empty form, or with the one that was refused just now, which it tells of once."""
    refused = read_refused_form(request)
    form = build_form(refused.data if refused else None)
    if refused:
        refused.tell(form)
    response = show_form(form)
    delete_refused_form_cookie(response, request)
    return response


def set_refused_form_cookie(response: HttpResponseBase, request: HttpRequest, form: forms.Form) -> bool:
    """Send what was typed along with a redirect to the same page; False if it is too much for that."""
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
    response.set_cookie(
        get_refused_form_cookie_name(),
        value,
        max_age=REFUSED_FORM_SECONDS,
        path=request.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return True


def replace_undisplayable(text: str) -> str:
    """The text with a mark in place of what no page can show."""
    return UNDISPLAYABLE_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", text)


def is_form_control(control: str, form: forms.Form) -> bool:
    """Whether a control belongs to the form: the parts of a date are named behind a colon."""
    return control.partition(":")[0] in form.fields


def read_refused_form(request: HttpRequest) -> RefusedForm | None:
    """What was refused on this page just now."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(get_refused_form_cookie_name(), ""))
        stored: dict[str, Any] = primitives.unseal_json(
            derive_refused_form_key(), sealed, context=build_refused_form_context(request)
        )
    except (binascii.Error, ValueError, primitives.SealError, json.JSONDecodeError):
        return None
    return RefusedForm(stored["typed"], stored["errors"])


def delete_refused_form_cookie(response: HttpResponseBase, request: HttpRequest) -> None:
    if get_refused_form_cookie_name() in request.COOKIES:
        response.delete_cookie(get_refused_form_cookie_name(), path=request.path, samesite="Lax")


def get_refused_form_cookie_name() -> str:
    return f"__Secure-{REFUSED_FORM_COOKIE}" if settings.SESSION_COOKIE_SECURE else REFUSED_FORM_COOKIE


def derive_refused_form_key() -> bytes:
    return primitives.derive_key(settings.SECRET_KEY.encode(), "intake.refusal")


def build_refused_form_context(request: HttpRequest) -> str:
    return primitives.build_seal_context("refusal", request.path, "form")
