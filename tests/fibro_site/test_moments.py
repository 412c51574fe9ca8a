"""Templates write times with their time zone, because patients and staff may be in other zones than the clinic."""

import re

from tests.running_site import ROOT

WITHOUT_ZONE = re.compile(r"\|(?:date|time):\"(?:DATETIME_FORMAT|SHORT_DATETIME_FORMAT|TIME_FORMAT|[^\"]*[GHgh]:i)")


def test_templates_write_times_with_their_zone() -> None:
    templates = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    assert len(templates) > 100
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in templates
        if (found := WITHOUT_ZONE.findall(path.read_text(encoding="utf-8")))
    }
    assert wrong == {}
