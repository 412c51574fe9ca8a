"""Two web processes serve pages from the cache, and both show what is published, retracted and unpublished."""

import http.client
from collections.abc import Iterator

import pytest

from tests.journeys.commands import run_command
from tests.processes import wait_until
from tests.running_site import Site, running

pytestmark = pytest.mark.processes

# How many new connections are asked: each process takes some of them.
CONNECTIONS = 24
FIND_ARTICLE = (
    "from articles.models import *; from references.models import *; from references.enums import *;"
    "from django.utils import timezone; from datetime import timedelta;"
    "article = ArticlePage.objects.live().filter(locale__language_code='en').first();"
)
PUBLISH = FIND_ARTICLE + "article.title = 'A title of its own'; article.save_revision().publish()"
RETRACT = FIND_ARTICLE + "Reference.objects.update(status=Status.RETRACTED)"
UNPUBLISH = FIND_ARTICLE + "article.unpublish()"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site") / "var", FIBRO_ROLE="all") as site:
        yield site


def read(site: Site, path: str) -> list[tuple[int, bytes]]:
    """Return what as many new connections get."""
    found = []
    for _ in range(CONNECTIONS):
        web = http.client.HTTPConnection(site.url.removeprefix("http://"), timeout=30)
        web.request("GET", path)
        response = web.getresponse()
        found.append((response.status, response.read()))
        web.close()
    return found


def change(site: Site, code: str) -> None:
    run_command(site, "shell", "-v", "0", "-c", code)


def test_both_processes_show_each_change(site: Site) -> None:
    path = run_command(site, "shell", "-v", "0", "-c", FIND_ARTICLE + "print(article.url)").strip()
    path = "/" + path.removeprefix("http://").partition("/")[2]
    before = read(site, path)
    assert len({body for _, body in before}) == 1

    change(site, PUBLISH)
    wait_until(
        lambda: all(b"A title of its own" in body for _, body in read(site, path)), 20, "everybody has the title"
    )
    change(site, RETRACT)
    wait_until(lambda: all(b"etracted" in body for _, body in read(site, path)), 20, "everybody is warned")
    assert b"etracted" not in before[0][1]
    change(site, UNPUBLISH)
    wait_until(lambda: {status for status, _ in read(site, path)} == {404}, 20, "it is gone for everybody")
