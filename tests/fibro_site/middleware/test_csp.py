"""Only Wagtail's own admin may have inline code. The list of its pages may only shrink."""

import pytest
from django.conf import settings
from django.test import Client

from fibro_site.middleware import csp

pytestmark = pytest.mark.django_db


def policy(client: Client, path: str) -> str:
    return client.get(path)["Content-Security-Policy"]


def test_only_wagtails_admin_has_the_loose_policy() -> None:
    assert settings.ADMIN_PREFIX == "/admin/"
    assert set(csp.STRICT_ADMIN_PATHS) >= {"/admin/intake/"}


@pytest.mark.parametrize("path", ["/", "/account/login/", "/account/password/reset/", "/eligibility/", "/nowhere/"])
def test_public_and_sign_in_pages_have_the_strict_policy(client: Client, path: str) -> None:
    assert "unsafe" not in policy(client, path)


def test_pages_with_visitors_text_have_the_strict_policy(ben_client: Client) -> None:
    assert "unsafe" not in policy(ben_client, "/admin/intake/submissions/")


def test_loose_policy_allows_inline_code_and_no_other_host(cleo_client: Client) -> None:
    loose = policy(cleo_client, "/admin/")
    assert "script-src 'self' 'unsafe-inline'" in loose
    assert "http" not in loose
    assert "frame-ancestors 'self'" in loose


@pytest.mark.parametrize("name", ["CONTENT_SECURITY_POLICY", "ADMIN_POLICY"])
def test_policies_name_no_other_host(name: str) -> None:
    value = getattr(settings, name)
    directives = value.get("DIRECTIVES", value)
    sources = {str(source) for listed in directives.values() for source in listed}
    allowed = {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:", "csp.constants.NONCE"}
    assert sources <= allowed
