"""What no template of ours may hold: the policy forbids it, and a reader without scripts must lose nothing."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

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
WITHOUT_TAGS = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)


def test_no_template_breaks_the_policy() -> None:
    sources = {name: WITHOUT_TAGS.sub("", (ROOT / name).read_text(encoding="utf-8")) for name in PAGES}
    broken = [(name, what) for name, source in sources.items() for what in FORBIDDEN if FORBIDDEN[what].search(source)]
    assert broken == []


def test_every_template_can_be_read() -> None:
    for name in PAGES:
        engines["django"].get_template(name)


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
def test_the_rules_catch_what_they_are_for(markup: str, what: str) -> None:
    assert FORBIDDEN[what].search(markup)
