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
    code = re.sub(r"/\*.*?\*/", "", SHEET.read_text(), flags=re.DOTALL)
    order, imported = code.split("\n@layer tokens {")[0].split(";")[:2]
    assert order.split() == "@layer wagtail, tokens, base, parts, pages, print".split()
    assert imported.strip() == '@import url("../wagtailadmin/css/core.css") layer(wagtail)'


def test_admin_sheet_uses_wagtails_tokens_and_names_of_its_own() -> None:
    code = re.sub(r"/\*.*?\*/", "", SHEET.read_text(), flags=re.DOTALL)
    core = (WAGTAIL / "static/wagtailadmin/css/core.css").read_text()
    tokens = set(re.findall(r"var\((--[\w-]+)", code)) - set(re.findall(r"^\s*(?:[^{};]*\{ )?(--[\w-]+):", code, re.M))
    assert {token for token in tokens if f"{token}:" not in core} == set()
    ours = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\"[^\"]*\"|:[^;{}]*;", "", code)))
    assert {name for name in ours if not name.startswith("clinic-") and f".{name}" not in core} == {
        # Of Draftail, of our own block of tables, and of what readers see.
        *("TooltipEntity__icon", "table-cells", "hidden")
    }
