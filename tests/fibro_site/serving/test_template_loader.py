"""Pages lose the white space of their templates' source, and nothing that anybody sees or has typed."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client

from fibro_site.serving.template_loader import Token, split_source, trim_source
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
        # Beside block elements
        ("<ul>\n  <li>a</li>\n\t<li>b</li>\n</ul>\n", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>\n  a\n  <b>b</b>  <i>c</i>\n</p>", "<p>a\n<b>b</b>  <i>c</i></p>"),
        ("<p>\n  a,<br>\n  b\n</p>", "<p>a,<br>b</p>"),
        ("a\n\n   b", "a\nb"),
        ('<p class="{% if a > b %}c{% endif %}">\n  a\n</p>', '<p class="{% if a > b %}c{% endif %}">a</p>'),
        ("<SVG>\n <g/>\n</SVG>\n", "<SVG><g/></SVG>\n"),
        # Lines of template tags
        ("{% load i18n %}\n{% if a %}\n  b\n{% endif %}\nc", "{% load i18n %}{% if a %}b\n{% endif %}c"),
        ("a\n{% if b %}\n  c\n{% else %}\n  d\n{% endif %}\ne", "a\n{% if b %}c\n{% else %}d\n{% endif %}e"),
        ("<p>\n  {% if a %}\n    b\n  {% endif %}\n</p>", "<p>{% if a %}b{% endif %}</p>"),
        ("<p>\n  {% for a in b %}\n    {{ a }}\n  {% endfor %}\n</p>", "<p>{% for a in b %}{{ a }}\n{% endfor %}</p>"),
        ("a\n{% url 'b' as c %}\n{% include c %}\nd", "a\n{% url 'b' as c %}{% include c %}\nd"),
        ("a\n{% cycle 'b' 'c' as d %}\ne", "a\n{% cycle 'b' 'c' as d %}\ne"),
        ("{% if a %}<b{% else %}<i{% endif %}>\nc", "{% if a %}<b{% else %}<i{% endif %}>\nc"),
        ("a\n{% include b with c=d %}\ne", "a\n{% include b with c=d %}\ne"),
        (
            "a\n{% blocktranslate trimmed asvar b %}\n  c\n{% endblocktranslate %}\n{{ b }}",
            "a\n{% blocktranslate trimmed asvar b %}\n  c\n{% endblocktranslate %}{{ b }}",
        ),
        ("a{% if b %}, c{% endif %}\nd", "a{% if b %}, c{% endif %}\nd"),
        ("{% block a %}\n  b\n{% endblock %}\nc", "{% block a %}b\n{% endblock %}\nc"),
        ("{% comment %} a\n b {% endcomment %}\nc\n{# d #}\ne", "c\ne"),
        # Attributes
        (
            '<a\n  href="b"\n  {% if c %}id="d"{% endif %}\n>\n  e</a>',
            '<a href="b"{% if c %} id="d"{% endif %}>\ne</a>',
        ),
        (
            "<a\n  {% if b %}\n    c\n  {% elif d > e %}\n    f\n  {% else %}\n    g\n  {% endif %}\n  h\n>",
            "<a{% if b %} c{% elif d > e %} f{% else %} g{% endif %} h>",
        ),
        ('<a class="b\n  {% if c %}d{% endif %}">', '<a class="b{% if c %} d{% endif %}">'),
        ("<a b{% if c %} d{% endif %}>", "<a b{% if c %} d{% endif %}>"),
        (
            "<input\n  {% if a %}{% if b %}c{% endif %}{% endif %}\n/>",
            "<input{% if a %}{% if b %} c{% endif %}{% endif %}/>",
        ),
        ("<{% if a %}b{% else %}button{% endif %}\n  c\n>\nd", "<{% if a %}b{% else %}button{% endif %} c>\nd"),
        # Elements that show every space, and messages that are looked up by their text
        ("<p>\n  <pre>\n  a\n  </pre>\n  b", "<p><pre>\n  a\n  </pre>\nb"),
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
def test_white_space_of_the_source_is_trimmed(source: str, left: str) -> None:
    assert trim_source(source) == left


def read_apart(source: str) -> str:
    """Return what a template prints: a bar for each tag of a block element, one space for white space elsewhere."""
    parts = []
    for token in split_source(source):
        if token.is_block_element:
            parts.append("|")
        elif not (token.is_silent and token.kind in {"comment", "kept", "tag"}):
            parts.append(token.text)
    text = SPACE.sub(" ", "".join(parts))
    # White space shows neither beside a block element nor before the end of an element's tag or of a value in it.
    return re.sub(r" ?([|>\"]) ?", r"\1", text).strip()


def test_every_template_keeps_its_words_and_the_spaces_between_them() -> None:
    for name, source in SOURCES.items():
        assert "".join(token.text for token in split_source(source)) == source, name
        assert read_apart(trim_source(source)) == read_apart(source), name


def test_preformatted_elements_are_closed_in_the_same_template() -> None:
    for name, source in SOURCES.items():
        others = "".join(token.text for token in split_source(source) if token.kind != "kept")
        assert re.findall(r"<(?:pre|textarea|script|style)\b", others, re.IGNORECASE) == [], name


def test_attributes_stay_separated_if_a_condition_fails() -> None:
    """The space before an `{% if %}` goes into it, so what comes after it needs one of its own."""
    for name, source in SOURCES.items():
        tokens = [Token("line_break", "\n"), *split_source(source), Token("line_break", "\n")]
        took_space: list[bool] = []
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if token.is_attribute and token.name == "if":
                took_space.append(before.kind == "line_break")
            elif token.is_attribute and token.name == "endif" and took_space.pop():
                assert after.kind != "variable", name
                assert after.kind != "text" or re.match(r"[\s\"']", after.text), (name, after.text)


def test_pages_are_loaded_by_it(client: Client, starter_site: None) -> None:
    assert re.findall(r"\n[ \t]+<", client.get("/faq/").content.decode()) == []


def test_plain_text_emails_are_not_trimmed() -> None:
    for path in sorted(ROOT.glob("emails/*.txt")):
        template = engines["django"].get_template(f"emails/{path.name}")
        assert template.template.source == path.read_text(encoding="utf-8")


def test_visitors_text_keeps_every_space(client: Client, starter_site: None) -> None:
    client.post("/eligibility/")
    token = client.cookies["answers"].value
    drafts.save_answers(drafts.find_draft(token), token, lambda _: ADA | {"own-words": LINES})
    assert LINES in client.get("/eligibility/questions/story/").content.decode()
