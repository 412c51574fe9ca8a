"""What no template may contain: the content security policy forbids it, and every page works without scripts.

Nor a line that is too long to read.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError, engines

ROOT = Path(settings.BASE_DIR, "templates")
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html") if "emails" not in path.parts)

FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>", re.IGNORECASE
    ),
    "foreign source": re.compile(r"\b(?:src|srcset)=[\"'](?:https?:)?//", re.IGNORECASE),
}
LONGEST_LINE = 160
SHAPE = re.compile(r"<(?:circle|ellipse|line|path|polygon|polyline|rect)\b[^>\n]+>")
WITHOUT_TAGS = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)


def test_no_template_breaks_the_content_security_policy() -> None:
    sources = {name: WITHOUT_TAGS.sub("", (ROOT / name).read_text(encoding="utf-8")) for name in PAGES}
    broken = [(name, what) for name, source in sources.items() for what in FORBIDDEN if FORBIDDEN[what].search(source)]
    assert broken == []


def test_no_line_is_too_long_to_read() -> None:
    """Except those of shapes, whose points belong together."""
    too_long = [
        f"{path.relative_to(ROOT)}:{number} has {len(line)} characters"
        for path in sorted(ROOT.rglob("*.*"))
        for number, line in enumerate(leave_out_shapes(path.read_text(encoding="utf-8")).splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert too_long == []


def leave_out_shapes(source: str) -> str:
    return SHAPE.sub("", source)


def test_only_shapes_of_drawings_may_be_long() -> None:
    source = '<svg>\n<path d="M0 0"/>\n<use/>\n</svg>\n<path>'
    assert leave_out_shapes(source) == "<svg>\n\n<use/>\n</svg>\n<path>"


def test_every_template_compiles() -> None:
    broken = {}
    for name in PAGES:
        try:
            engines["django"].get_template(name)
        except TemplateSyntaxError as error:
            broken[name] = str(error)
    assert broken == {}


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        ('<p style="color: red">', "inline style"),
        ('<a onclick="go()">', "inline handler"),
        ("<script>go()</script>", "inline script"),
        ('<script type="module">go()</script>', "inline script"),
        ('<img src="//elsewhere.example/a.png">', "foreign source"),
    ],
)
def test_rules_catch_forbidden_markup(markup: str, what: str) -> None:
    assert FORBIDDEN[what].search(markup)
