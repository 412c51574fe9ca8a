"""The style sheet of the admin (docs/adr/0024-one-style-sheet-for-the-admin.md)."""

import re
from pathlib import Path

import pytest
import wagtail.admin
from django.conf import settings
from django.test import Client

WAGTAIL = Path(wagtail.admin.__file__).parent
OURS = Path(settings.BASE_DIR, "templates/wagtailadmin/admin_base.html")
SHEET = Path(settings.BASE_DIR, "static/css/admin.css")
# Wagtail's link, and what stands in its place.
LINK = """<link rel="stylesheet" href="{% versioned_static 'wagtailadmin/css/core.css' %}">"""
PRELOAD = """<link rel="preload" href="{% static 'wagtailadmin/css/core.css' %}" as="style">"""


def read_sheet() -> str:
    """Return our sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", SHEET.read_text(), flags=re.DOTALL)


def read_css_block(template: Path) -> str:
    """Return the block in a template that links style sheets, without its indentation."""
    found = re.search(r"{% block css %}\n(.*?)^{% endblock %}", template.read_text(), re.DOTALL | re.MULTILINE)
    assert found
    return re.sub(r"^ +", "", found[1], flags=re.MULTILINE)


def test_admin_base_differs_from_wagtails_in_one_link() -> None:
    theirs = read_css_block(WAGTAIL / "templates/wagtailadmin/admin_base.html")
    assert LINK in theirs
    assert read_css_block(OURS) == theirs.replace(LINK, PRELOAD)


@pytest.mark.django_db
def test_admin_pages_link_our_sheet_once_and_wagtails_through_it(dora_client: Client) -> None:
    page = dora_client.get("/admin/").content.decode()
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)">', page) == ["/static/css/admin.css"]
    assert '<link rel="preload" href="/static/wagtailadmin/css/core.css" as="style">' in page


def test_admin_sheet_imports_wagtails_below_its_own_layers() -> None:
    order, imported, *_ = read_sheet().split(";")
    assert order.strip() == "@layer wagtail, tokens, base, parts, pages, print"
    assert imported.strip() == '@import url("../wagtailadmin/css/core.css") layer(wagtail)'


def test_admin_sheet_uses_tokens_that_wagtail_has() -> None:
    used = set(re.findall(r"var\((--w-[\w-]+)", read_sheet()))
    defined = set(re.findall(r"(--w-[\w-]+):", (WAGTAIL / "static/wagtailadmin/css/core.css").read_text()))
    assert used - defined == set()


def test_admin_sheet_prefixes_each_class_of_our_own() -> None:
    selectors = re.findall(r"([^{};]+)\{", re.sub(r'"[^"]*"', "", read_sheet()))
    classes = {name for selector in selectors for name in re.findall(r"\.([a-z][\w-]*)", selector, re.IGNORECASE)}
    # The drawing of the body is the one that patients fill in.
    others = {name for name in classes if not name.startswith(("clinic-", "body__"))}
    core = (WAGTAIL / "static/wagtailadmin/css/core.css").read_text()
    # Of Draftail, and of the block of tables.
    assert {name for name in others if f".{name}" not in core} == {"TooltipEntity__icon", "table-cells"}
