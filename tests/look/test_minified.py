"""Minified style sheets and scripts mean the same to a real Chromium."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from fibro_site.serving.static_storage import MINIFIERS, join_scripts

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STATIC = Path(settings.BASE_DIR, "static")
STYLE_SHEETS = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.css"))
SCRIPTS = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js"))

# Returns every rule as Chromium parsed it, in order, with nested ones.
RULES_OF = """(text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return [...sheet.cssRules].map((rule) => rule.cssText);
}"""
# Nothing of the text runs, because the module that it imports first does not exist.
SYNTAX_ERROR_OF = """async (text) => {
    const url = URL.createObjectURL(new Blob(['import "blob:nothing";\\n' + text], { type: "text/javascript" }));
    try { await import(url); } catch (error) { return error instanceof SyntaxError ? error.message : null; }
}"""
# Chromium repeats a value that holds a variable as it was written.
SPACE_AFTER_COMMA = re.compile(r",\s+")
LITERALS = re.compile(r"""(?:"[^"\n]*"|'[^'\n]*'|`[^`]*`)""")
COMMENTS = re.compile(r"/\*.*?\*/|(?<!\S)//\s[^\n]*", re.DOTALL)


def read(name: str) -> str:
    path = STATIC / name
    return join_scripts(path.read_text(encoding="utf-8"), path.parent)


def minified(name: str) -> str:
    return MINIFIERS[Path(name).suffix](read(name))


@pytest.mark.parametrize("name", STYLE_SHEETS)
def test_minified_style_sheets_have_the_same_rules(browser: Browser, name: str) -> None:
    page = browser.new_page()
    before, after = (page.evaluate(RULES_OF, text) for text in (read(name), minified(name)))
    assert [SPACE_AFTER_COMMA.sub(",", rule) for rule in after] == [SPACE_AFTER_COMMA.sub(",", rule) for rule in before]
    assert before
    page.close()


@pytest.mark.parametrize("name", SCRIPTS)
def test_minified_scripts_parse(browser: Browser, name: str) -> None:
    page = browser.new_page()
    page.goto("about:blank")
    assert page.evaluate(SYNTAX_ERROR_OF, minified(name)) is None
    page.close()


@pytest.mark.parametrize("name", SCRIPTS)
def test_minified_scripts_lose_only_comments_and_space(name: str) -> None:
    source = COMMENTS.sub("", read(name))
    assert LITERALS.findall(minified(name)) == LITERALS.findall(source)
    assert re.sub(r"\s", "", minified(name)) == re.sub(r"\s", "", source)


def test_broken_script_is_detected(browser: Browser) -> None:
    page = browser.new_page()
    page.goto("about:blank")
    assert page.evaluate(SYNTAX_ERROR_OF, "const a = `${")
    page.close()
