"""The parts of the scripts' dialect (CONTRIBUTING.md) that oxlint and oxfmt, in `make check`, do not see."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = sorted(Path(settings.BASE_DIR, "static/js").glob("*.js"))
# Text in quotes may hold what looks like a comment.
QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_begin_with_what_they_do_and_what_happens_without_them(path: Path) -> None:
    head = re.match(r"/\* [A-Z].*?\. \*/\n\n", path.read_text(encoding="utf-8"), re.DOTALL)
    assert head, f"static/js/{path.name}:1: begin with one comment"
    assert re.search(r"\b(?:[Ww]ithout|no scripts|only with)\b", head[0]), (
        f"static/js/{path.name}:1: what happens without it?"
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_have_line_comments_below_the_head(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    end = next(number for number, line in enumerate(lines) if line.endswith("*/"))
    blocks = [number for number, line in enumerate(lines, 1) if number > end + 1 and "/*" in QUOTED.sub("", line)]
    assert [f"static/js/{path.name}:{number}: write //" for number in blocks] == []
