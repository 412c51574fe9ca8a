"""A passkey of a real browser: made at the first sign-in, used to sign in and to confirm, and removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser import DESKTOP, Watched, close
from tests.journeys.commands import run_command
from tests.running_site import PASSWORD, Site, served_as_localhost

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NAME = "newcomer"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# Longer ago than settings.ACCOUNT_REAUTHENTICATION_TIMEOUT.
AGE_SESSION = """
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from fibro_site.accounts.sessions import SessionStore
session = SessionStore({key!r})
session[RECORDS] = [record | {{"at": record["at"] - 3600}} for record in session[RECORDS]]
session.save()
"""


@dataclass(frozen=True)
class Device:
    """Somebody's browser, and what in it makes passkeys, keeps them and knows their finger."""

    page: Page
    devtools: CDPSession
    authenticator: str

    @contextmanager
    def without_passkeys(self) -> Iterator[None]:
        kept = self.command("getCredentials")["credentials"]
        self.command("clearCredentials")
        yield
        for credential in kept:
            self.command("addCredential", credential=credential)

    def command(self, name: str, **values: object) -> dict[str, list[object]]:
        sent = {"authenticatorId": self.authenticator, **values}
        answer: dict[str, list[object]] = self.devtools.send(f"WebAuthn.{name}", sent)
        return answer


@pytest.fixture
def strict_site(site: Site) -> Iterator[Site]:
    """The site as a clinic runs it: nobody works without a second factor."""
    with served_as_localhost(site, FIBRO_REQUIRE_MFA="true") as strict:
        yield strict


@pytest.fixture
def device(browser: Browser, strict_site: Site) -> Iterator[Device]:
    """The device of somebody with a new account."""
    code = (
        "from django.contrib.auth.models import Group, User; from intake.staff import roles;"
        f"User.objects.create_user({NAME!r}, '{NAME}@localhost', {PASSWORD!r})"
        ".groups.add(Group.objects.get(name=roles.MANAGER))"
    )
    run_command(strict_site, "shell", "-v", "0", "-c", code)
    context = browser.new_context(base_url=strict_site.url, viewport=DESKTOP, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    watched = Watched(page, strict_site.url)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield Device(page, devtools, added["authenticatorId"])
    close(context)
    assert watched.complaints == []


def test_passkey_signs_in_confirms_and_is_removed(device: Device, strict_site: Site) -> None:
    page = device.page
    enrol(page)
    sign_out(page)
    use_passkey_after_password(device)
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/admin/")
    confirm_before_an_export(device, strict_site)
    remove(page)
    sign_out(page)
    # The device still has it, and offers it.
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("We do not know this passkey.")).to_be_visible()


def enrol(page: Page) -> None:
    """Sign in for the first time, which leads to a passkey, then to the recovery codes, then to work."""
    page.goto("/admin/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("The computer at the desk")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("The passkey was added.")).to_be_visible()
    page.get_by_label("I have printed them").check()
    page.get_by_role("button", name="Go on to work").click()
    page.wait_for_url("**/admin/")


def use_passkey_after_password(device: Device) -> None:
    """Sign in by password, as from habit: the page that asks for a code offers the passkey too."""
    page = device.page
    page.goto("/admin/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("or one of your recovery codes")).to_be_visible()
    with device.without_passkeys():
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_role("alert")).to_contain_text("Your browser gave no passkey.")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/admin/")


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/")


def confirm_before_an_export(device: Device, site: Site) -> None:
    """Let the sign-in grow old, and ask for an export: in vain while the device has no passkey, then with it."""
    page = device.page
    (key,) = (one["value"] for one in page.context.cookies() if one["name"] == "session")
    run_command(site, "shell", "-v", "0", "-c", AGE_SESSION.format(key=key))
    page.goto("/admin/intake/exports/ask/?urgency=urgent")
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    with device.without_passkeys():
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_role("alert")).to_contain_text("Your browser gave no passkey.")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Export", exact=True)).to_be_visible()


def remove(page: Page) -> None:
    page.goto("/account/2fa/webauthn/")
    page.get_by_role("link", name="Remove The computer at the desk").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The passkey was removed.")).to_be_visible()
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
