"""Whoever reads a time reads its zone too: patients and staff are not all where the clinic is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
WITHOUT_ZONE = re.compile(r"\|(?:date|time):\"(?:DATETIME_FORMAT|SHORT_DATETIME_FORMAT|TIME_FORMAT|[^\"]*[GHgh]:i)")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_writes_times_with_their_zone(template: Path) -> None:
    assert WITHOUT_ZONE.findall(template.read_text(encoding="utf-8")) == []
