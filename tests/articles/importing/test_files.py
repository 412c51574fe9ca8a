"""Articles as clinics have them, and exactly what becomes of each."""

import json
from collections.abc import Callable

import pytest

from articles.importing.drafts import bring_article
from articles.models import ArticleIndexPage, ArticlePage
from tests.articles.importing.articles import FILES, build_noted_docx, build_plain_docx, read_file

pytestmark = pytest.mark.django_db

BUILT: dict[str, Callable[[], bytes]] = {"plain.docx": build_plain_docx, "noted.docx": build_noted_docx}
EXPECTED = json.loads((FILES / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_report_of_a_file(index: ArticleIndexPage, name: str) -> None:
    content = BUILT[name]() if name in BUILT else read_file(name)
    brought = bring_article(name, content, index)
    report = brought.report.to_json()
    entries = [entry for group in report.pop("references").values() for entry in group]
    report["entries"] = sorted([entry["line"], entry.get("key", "refused")] for entry in entries)
    assert report == EXPECTED[name]
    # Whatever an editor completes, the draft can be published as the form would publish it.
    assert brought.page
    page = ArticlePage.objects.get(pk=brought.page.pk)
    page.standfirst = page.standfirst or "What it says."
    page.full_clean()
    page.body.stream_block.clean(page.body)
