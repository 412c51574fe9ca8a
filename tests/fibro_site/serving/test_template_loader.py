"""Pages lose the indentation of their templates, and nothing that anybody sees or has typed."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client

from fibro_site.serving.template_loader import INDENTATION, strip_indentation
from intake.token_sessions import drafts
from tests.intake.visitor_client import ADA

ROOT = Path(settings.BASE_DIR, "templates")
SOURCES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.rglob("*.html")}
SPACE = re.compile(r"\s+")
# Typed into a field of several lines.
LINES = "Made up:\n    four spaces\n\n\n\tand a tab"


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("<ul>\n  <li>a</li>\n\t<li>b</li>\n</ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("a\n  <b>b</b>  <i>c</i>", "a\n<b>b</b>  <i>c</i>"),
        ("a\n\n   b", "a\n\nb"),
        ("<p>\n  <pre>\n  a\n  </pre>\n  b", "<p>\n<pre>\n  a\n  </pre>\nb"),
        ("<TEXTAREA a>\n  a</TEXTAREA>\n  b", "<TEXTAREA a>\n  a</TEXTAREA>\nb"),
        ("<script>\n  a\n</script>\n  b", "<script>\n  a\n</script>\nb"),
        ("<style>\n  a\n</style>\n  <present>\n  b", "<style>\n  a\n</style>\n<present>\nb"),
        (
            "{% blocktranslate %}\n  a\n{% plural %}\n  b{% endblocktranslate %}\n  c",
            "{% blocktranslate %}\n  a\n{% plural %}\n  b{% endblocktranslate %}\nc",
        ),
        ("{% verbatim %}\n  a{% endverbatim %}\n  b", "{% verbatim %}\n  a{% endverbatim %}\nb"),
    ],
)
def test_only_indentation_goes(source: str, left: str) -> None:
    assert strip_indentation(source) == left


def test_every_template_says_the_same_on_the_same_lines() -> None:
    for name, source in SOURCES.items():
        left = strip_indentation(source)
        assert [line.strip() for line in left.split("\n")] == [line.strip() for line in source.split("\n")], name
        assert SPACE.sub(" ", left) == SPACE.sub(" ", source), name


def test_what_shows_every_space_begins_and_ends_in_one_template() -> None:
    for name, source in SOURCES.items():
        unclosed = re.findall(r"<(?:pre|textarea|script|style)\b", INDENTATION.sub("", source), re.IGNORECASE)
        assert unclosed == [], name


def test_pages_are_read_by_it(client: Client, starter_site: None) -> None:
    assert re.findall(r"\n[ \t]+<", client.get("/faq/").content.decode()) == []


def test_mails_in_plain_text_are_read_as_they_are() -> None:
    for path in sorted(ROOT.glob("emails/*.txt")):
        template = engines["django"].get_template(f"emails/{path.name}")
        assert template.template.source == path.read_text(encoding="utf-8")


def test_what_a_visitor_typed_keeps_every_space(client: Client, starter_site: None) -> None:
    client.post("/eligibility/")
    token = client.cookies["answers"].value
    drafts.save_answers(drafts.find_draft(token), token, lambda _: ADA | {"own-words": LINES})
    assert LINES in client.get("/eligibility/questions/story/").content.decode()
