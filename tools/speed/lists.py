"""How long the list of articles takes, a topic's page, and an article that leads on, with a hundred and ten thousand.

`python -m tools.speed.lists` prints it, for the database that DATABASE_URL names.
"""

import os
import time
from dataclasses import dataclass

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.test import Client
from django.test.utils import get_runner, setup_test_environment

from tools.speed.search import FEW, MANY, insert_articles

ROUNDS = 60
TOPIC_URL = "/articles/topic/understanding-fibromyalgia/"
URLS = [TOPIC_URL, "/articles/fibromyalgia-the-neural-network-perspective/", "/articles/"]


@dataclass(frozen=True)
class Times:
    """Milliseconds of this process's own time for the same page: the fastest round, since others are delayed."""

    url: str
    few: float
    many: float

    def __str__(self) -> str:
        return f"{self.url}: {self.few:.1f} ms, {self.many:.1f} ms, {self.many / self.few:.2f} times"


def add_articles(number: int) -> None:
    """Insert articles, each tenth on the topic."""
    from articles.models import ArticlePage, Topic  # noqa: PLC0415 -- needs Django set up

    insert_articles(number)
    topic = Topic.objects.get(slug=TOPIC_URL.split("/")[-2])
    ArticlePage.objects.filter(slug__startswith=f"made-{number}-", slug__endswith="0").update(topic=topic)


def measure_page(client: Client, url: str) -> float:
    client.get(url)
    spent = []
    for _round in range(ROUNDS):
        started = time.process_time()
        assert client.get(url).status_code == 200
        spent.append((time.process_time() - started) * 1000)
    return min(spent)


def compare_lists() -> list[Times]:
    """Measure over a test database that is made and dropped."""
    django.setup()
    from articles import starter  # noqa: PLC0415 -- needs Django set up

    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        starter.load_starter_pages()
        client = Client()
        add_articles(FEW)
        few = [measure_page(client, url) for url in URLS]
        add_articles(MANY - FEW)
        return [Times(url, before, measure_page(client, url)) for url, before in zip(URLS, few, strict=True)]
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    print(*compare_lists(), sep="\n")
