"""The pages that list what is wrong in the library."""

import html
import re
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from references.models import LinkCheck, Register
from tests.articles.builders import make_article, make_citing_article, prose
from tests.references.admin.pages import HEALTH, get_words
from tests.references.builders import cite, make_reference, make_retraction, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_quality_page_counts_and_links(cleo_client: Client) -> None:
    notice = make_retraction()
    make_citing_article(notice.reference)
    Register.objects.create(name="Crossref", problem="Did not answer.", tried_at=timezone.now())
    said = get_words(cleo_client, HEALTH)
    assert "1 Cited works that are retracted or in doubt" in said
    assert "0 Broken citations" in said
    assert re.search(r"Crossref never \d+ \w+ \d{4}, \d\d:\d\d \w+ Did not answer.", said)
    links = set(re.findall(r'href="([^"]*)">', cleo_client.get(HEALTH).content.decode()))
    grave = next(html.unescape(link) for link in links if "status=retracted" in link)
    assert "Findings of Gray" in get_words(cleo_client, grave)


def make_rows(names: Iterable[str]) -> None:
    """Add a row for each name to every list of the quality pages."""
    for name in names:
        hidden = make_reference(name, live=False)
        make_reference(f"{name}-again", work=make_work(name))
        make_citing_article(hidden, title=name)
        make_citing_article(make_retraction(f"{name}-retracted").reference, title=f"{name} again")
        LinkCheck.objects.create(
            reference=hidden, part="doi", url="https://doi.org/10.1/x", failures=3, checked_at=timezone.now()
        )


def test_queries_of_the_quality_pages_do_not_grow_with_rows(cleo_client: Client) -> None:
    def cost(name: str) -> int:
        cleo_client.get(f"{HEALTH}{name}")
        with CaptureQueriesContext(connection) as captured:
            get_words(cleo_client, f"{HEALTH}{name}")
        return len(captured)

    pages = ["", "lost/", "dead-links/", "duplicates/", "ages/"]
    make_rows(["Abel", "Beck"])
    before = {name: cost(name) for name in pages}
    make_rows(["Cole", "Dahl", "Eder", "Funk", "Gray", "Hahn"])
    assert {name: cost(name) for name in pages} == before


def test_each_list_of_the_quality_page_shows_its_rows(cleo_client: Client) -> None:
    hidden = make_reference("Gray", live=False)
    make_reference("Grey", work=make_work("Gray"))
    make_article("An article", prose(f"<p>a{cite(hidden)}{cite(999_999)}</p>"))
    LinkCheck.objects.create(
        reference=hidden,
        part="doi",
        url="https://doi.org/10.1000/g",
        state="gone",
        failures=3,
        detail="404",
        checked_at=timezone.now(),
    )
    lost = get_words(cleo_client, f"{HEALTH}lost/")
    assert "An article Article, English Gray 2020. Findings of Gray The work is not shown to readers." in lost
    assert "An article Article, English Number 999999 The work is no longer in the library." in lost
    assert "Gray 2020 DOI https://doi.org/10.1000/g Gone: 404 3 times in a row" in get_words(
        cleo_client, f"{HEALTH}dead-links/"
    )
    assert "Compare and merge" in get_words(cleo_client, f"{HEALTH}duplicates/")
    assert "An article English 2020 2020 1" in get_words(cleo_client, f"{HEALTH}ages/")
    assert cleo_client.get(f"{HEALTH}nonsense/").status_code == 404
