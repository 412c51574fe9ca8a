"""Pages that show works, to readers or to editors, escape everything that a record holds."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import ArticlePage
from references.enums import Status
from references.models import ImportFile, LinkCheck, Reference
from tests.articles.builders import make_article, prose
from tests.references.builders import cite, give_notice
from tests.references.importing.records import make_record, staged
from tests.references.styles.hostile_works import NAME_PARTS, TEXTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

# Hostile markup holds the word "zap", which tells it from the page's own elements.
ATTEMPTS = (
    "<script zap>zap()</script>",
    "\"><img zap src=x onerror=zap()>'><img zap>",
    "\" onmouseover=zap() zap=\" ' onmouseover=zap() zap='",
    "<i zap onclick=zap()>x</i><b\nzap>",
    "</script><svg zap onload=zap()><!--</title></textarea></style><img zap>",
    "&lt;img zap onerror=zap()&gt; &amp;lt;img zap onerror=zap()&amp;gt; &#60;img zap&#62;",
)
WORDS = {"everything at once": " ".join(ATTEMPTS), "a script in place of an address": "javascript:zap()"}


class Page(HTMLParser):
    """Finds marked elements and attributes that a browser would run."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.live: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if any(
            name == "zap" or (name.startswith("on") and "zap" in (value or "")) or runs(name, value)
            for name, value in attrs
        ):
            self.live.append((tag, attrs))

    def handle_comment(self, data: str) -> None:
        if "zap" in data:
            self.live.append(data)


def runs(name: str, value: str | None) -> bool:
    return name in {"href", "src", "action", "formaction"} and (value or "").strip().lower().startswith("javascript:")


def hostile_work(words: str, **changes: Any) -> dict[str, Any]:
    person = dict.fromkeys([part for part in NAME_PARTS if part != "literal"], words)
    return {
        **dict.fromkeys(TEXTS, words),
        **{role: [person, {"literal": words}] for role in ("author", "editor", "translator")},
        "abstract": words,
        "note": words,
        "keyword": words,
        "title-short": words,
        "ISSN": words,
        "ISBN": words,
        "issued": {"literal": words},
        "accessed": {"raw": words},
        "custom": {"full-text-url": words},
        "type": "article-journal",
        **changes,
    }


@pytest.fixture(params=WORDS.values(), ids=WORDS)
def words(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def work(words: str) -> Reference:
    """Return a work with this text in every field, in its notice of retraction and in a dead link."""
    work = Reference.objects.create(
        key="hostile",
        csl=hostile_work(words),
        population=words[:200],
        conflict_of_interest=words,
        evidence_kind="trial",
    )
    give_notice(work, Status.RETRACTED, source=words[:100], doi=words, reason=words)
    url = f"https://example.org/{words}"
    LinkCheck.objects.create(
        reference=work, part="url", url=url, state="gone", detail=words[:200], failures=9, checked_at=timezone.now()
    )
    return work


@pytest.fixture
def article(work: Reference) -> ArticlePage:
    return make_article("Citing", prose(f"<p>Words.{cite(work)}</p>"), slug="citing")


def assert_dead(client: Client, *addresses: str) -> None:
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        body = response.content.decode()
        html = json.loads(body).get("html", body) if response["Content-Type"].startswith("application/json") else body
        assert "zap" in html, f"{address} shows nothing of the work"
        assert Page(html).live == [], address


def test_public_pages_escape_hostile_works(client: Client, work: Reference, article: ArticlePage) -> None:
    assert_dead(client, article.url, "/references/", "/references/?q=zap", "/references/hostile/")


def test_admin_pages_escape_hostile_works(dora_client: Client, work: Reference, article: ArticlePage) -> None:
    twin = Reference.objects.create(key="twin", csl={**work.csl, "volume": "2", "DOI": "", "PMID": "", "PMCID": ""})
    assert_dead(
        dora_client,
        "/admin/references/?q=zap",
        "/admin/references/notices/",
        reverse("references:edit", args=[work.pk]),
        reverse("references:history", args=[work.pk]),
        reverse("references:delete", args=[work.pk]),
        reverse("references:usage", args=[work.pk]),
        reverse("reference_notices:record", args=[work.pk]),
        reverse("reference_merging:compare", args=[work.pk, twin.pk]),
        "/admin/reference_chooser/results/?multiple=1",
        f"/admin/reference_chooser/details/?id={work.pk}",
        f"/admin/pages/{article.pk}/edit/",
    )


def test_import_pages_escape_hostile_works(dora_client: Client, words: str, work: Reference) -> None:
    file = staged([make_record(place=words[:100], **hostile_work(words, volume=f"{words} 9"))])
    ImportFile.objects.update(name=words[:200])
    assert_dead(dora_client, reverse("reference_imports:file", args=[file.pk]), reverse("reference_imports:index"))


@pytest.mark.parametrize("extension", ["bib", "ris", "json"])
def test_downloads_are_sent_as_attachments(
    client: Client, work: Reference, article: ArticlePage, extension: str
) -> None:
    for address in (f"/references.{extension}", f"/references/hostile.{extension}"):
        response = client.get(address)
        assert response["Content-Type"].partition(";")[0].startswith("application/")
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert b"zap" in b"".join(response.streaming_content)  # type: ignore[arg-type]
