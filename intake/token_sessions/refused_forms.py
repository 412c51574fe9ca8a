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

COOKIE = "refused"
UNSHOWABLE = re.compile("[\x00\ud800-\udfff]")
LIFETIME_SECONDS = 300
MOST_BYTES = 3500  # of a cookie; browsers take 4096 with its name and attributes

Show = Callable[[Any], HttpResponse]


@dataclass(frozen=True)
class Refusal:
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


def show_again(request: HttpRequest, form: forms.Form, show: Show) -> HttpResponse:
    """Send the browser to the page again, with what was typed; or show it at once, if that is too much for a cookie.

    No code, no e-mail address and no way to reach somebody is so long, and nobody may fill the site's tables with what
    is none: only the page itself can hold it. Sent from there, it leaves no trace that the browser's Back would send
    again (static/js/form.js).
    """
    response = HttpResponseRedirect(request.path, status=303)
    if remember(response, request, form):
        return response
    in_place = show(form)
    in_place.status_code = 422
    return in_place


def show(request: HttpRequest, make: Callable[[Any], forms.Form], show_form: Show) -> HttpResponse:
    """The page with an empty form, or with the one that was refused just now, which it tells of once."""
    refusal = of(request)
    form = make(refusal.data if refusal else None)
    if refusal:
        refusal.tell(form)
    response = show_form(form)
    forget(response, request)
    return response


def remember(response: HttpResponseBase, request: HttpRequest, form: forms.Form) -> bool:
    """Send what was typed along with a redirect to the same page; False if it is too much for that."""
    typed = {
        control: [showable(value) for value in request.POST.getlist(control)]
        for control in request.POST
        if in_form(control, form)
    }
    errors = {name: [str(message) for message in messages] for name, messages in form.errors.items()}
    sealed = primitives.seal_json(key(), {"typed": typed, "errors": errors}, context=context(request))
    value = base64.urlsafe_b64encode(sealed).decode()
    if len(value) > MOST_BYTES:
        return False
    response.set_cookie(
        cookie_name(),
        value,
        max_age=LIFETIME_SECONDS,
        path=request.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return True


def showable(text: str) -> str:
    """The text with a mark in place of what no page can show."""
    return UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def in_form(control: str, form: forms.Form) -> bool:
    """Whether a control belongs to the form: the parts of a date are named behind a colon."""
    return control.partition(":")[0] in form.fields


def of(request: HttpRequest) -> Refusal | None:
    """What was refused on this page just now."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(cookie_name(), ""))
        kept: dict[str, Any] = primitives.unseal_json(key(), sealed, context=context(request))
    except (binascii.Error, ValueError, primitives.SealError, json.JSONDecodeError):
        return None
    return Refusal(kept["typed"], kept["errors"])


def forget(response: HttpResponseBase, request: HttpRequest) -> None:
    if cookie_name() in request.COOKIES:
        response.delete_cookie(cookie_name(), path=request.path, samesite="Lax")


def cookie_name() -> str:
    return f"__Secure-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def key() -> bytes:
    return primitives.derive(settings.SECRET_KEY.encode(), "intake.refusal")


def context(request: HttpRequest) -> str:
    return primitives.context("refusal", request.path, "form")
