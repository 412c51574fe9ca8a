"""The starter article fits the first round trip of a connection, 14 KB, with its style sheets and scripts."""

import re
from hashlib import md5
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client

from fibro_site.serving.page_compressor import BEST_QUALITY
from fibro_site.serving.static_storage import MINIFIERS, join_scripts
from tests.articles.builders import STARTER_ARTICLE, html_of

LARGEST = 14_336
MOST_REQUESTS = 5
STATIC_FILE = re.compile(r"/static/([\w/-]+)\.(css|js|svg)")


def read_served(path: Path) -> bytes:
    """Return a style sheet or a script as it is served."""
    text = join_scripts(path.read_text(encoding="utf-8"), path.parent)
    return MINIFIERS[path.suffix](text).encode()


def name_as_served(found: re.Match[str]) -> str:
    content = Path(settings.BASE_DIR, f"static/{found[1]}.{found[2]}").read_bytes()
    return f"/static/{found[1]}.{md5(content, usedforsecurity=False).hexdigest()[:12]}.{found[2]}"


def weigh(content: bytes) -> int:
    return len(brotli.compress(content, quality=BEST_QUALITY))


@pytest.mark.django_db
def test_starter_article_fits_the_first_round_trip(starter_site: None, client: Client) -> None:
    html = html_of(client, STARTER_ARTICLE)
    files = [Path(settings.BASE_DIR, path) for path in re.findall(r"static/[\w/-]+\.(?:css|js)\b", html)]
    assert 1 + len(files) <= MOST_REQUESTS
    assert re.findall(r"<script(?! type=\"(?:module|application/ld\+json)\")", html) == []
    weights = {path.name: weigh(read_served(path)) for path in files}
    page = STATIC_FILE.sub(name_as_served, html).encode()
    assert sum(weights.values()) + weigh(page) <= LARGEST, weights
