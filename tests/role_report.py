"""Reports what a process of each role mounts and holds. It takes a new process, because the role is read at the start.

    python -m tests.role_report

prints the report of its own FIBRO_ROLE, as JSON.
"""

import functools
import inspect
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.auth import login
from django.core.management import call_command
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from fibro_site.setup import bootstrap
from tests.addresses import addresses
from tests.running_site import run_python

# These unlock a single page that has a password of its own, and sign nobody in.
PASSWORD_OF_A_PAGE = {"wagtailcore_authenticate_with_password", "wagtaildocs_authenticate_with_password"}


@functools.cache
def report_of(role: str) -> Any:
    """Return what a new process of that role reports, with the keys that it has in a clinic."""
    if role == settings.ROLE:
        return report()  # the process of the tests is one
    with tempfile.TemporaryDirectory() as folder:
        var, staff = Path(folder) / "var", Path(folder) / "staff-var"
        bootstrap.prepare_var_folder(var, role=role)
        if role == "public":
            bootstrap.prepare_var_folder(staff)
            shutil.copy(staff / "keys/clinic-public-key.json", var / "keys")
        told = run_python("-m", "tests.role_report", role=role, var=var)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


# --- In that process -------------------------------------------------------------------------------------------------


def report() -> dict[str, Any]:
    return {"works": what_works(), "doors": doors()}


def what_works() -> dict[str, str]:
    from intake.encryption import key_ring  # noqa: PLC0415 -- it needs the apps to be loaded

    return {
        "admin": works(lambda: reverse("wagtailadmin_home")),
        "inbox": works(lambda: reverse("intake_staff:inbox")),
        "sign-in": works(lambda: reverse("account_login")),
        "eligibility": works(lambda: reverse("intake:start")),
        "seal": works(key_ring.load_clinic_public_key),
        "open": works(key_ring.load_clinic_private_key),
    }


def works(call: Callable[[], object]) -> str:
    try:
        call()
    except Exception as error:
        return type(error).__name__
    return "yes"


def doors() -> dict[str, Any]:
    """Return each URL at which a view that can sign somebody in would be *reached*, and the responses at the URLs at
    which Wagtail has its own sign-in pages.
    """
    found: dict[str, Any] = {"reached": [], "behind": [], "wagtail": {}}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
            for address in addresses():
                if address.name in PASSWORD_OF_A_PAGE or not signs_in(address.view):
                    continue
                found["behind"].append(f"{within(address.view).__module__} {address.path}")
                try:
                    reached = resolve(address.path).func
                except Resolver404:
                    continue
                if signs_in(reached):
                    found["reached"].append([address.path, within(reached).__module__])
            for path in (f"{prefix}/_util/login/", "/admin/login/", "/admin/password_reset/confirm/MQ/token/"):
                found["wagtail"][path] = answer(path)
    return found


def within(view: Any) -> Any:
    view = getattr(view, "view_class", inspect.unwrap(view))
    return getattr(view, "view_class", view)


def signs_in(view: Any) -> bool:
    view = within(view)
    if view.__module__.startswith("allauth."):
        return True
    for part in inspect.getmro(view) if inspect.isclass(view) else [view]:
        names = [name for name, value in vars(sys.modules[part.__module__]).items() if value is login]
        if any(f"{name}(" in inspect.getsource(part) for name in names if part.__module__ != "builtins"):
            return True
    return False


def answer(path: str) -> str:
    try:
        match = resolve(path)
        if match.url_name == "wagtail_serve":
            return "404"  # no page has such a URL
        response = match.func(RequestFactory().get(path), *match.args, **match.kwargs)
    except (Http404, Resolver404):
        return "404"
    return str(response.get("Location", response.status_code))


if __name__ == "__main__":
    django.setup()
    call_command("check", fail_level="ERROR")
    print(json.dumps(report()))
