"""How long the search of the site takes with a hundred articles, and with ten thousand.

`python -m tools.speed.search` prints it, for the database that DATABASE_URL names.
"""

import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import get_runner, setup_test_environment

from tools.speed.references import sentence, word

FEW, MANY = 100, 10_000
ROUNDS = 20
# Of each search the fastest counts, because other work on the machine delays single ones.
REPEATS = 3
PARAGRAPHS, WORDS_EACH = 8, 60


@dataclass(frozen=True)
class Times:
    """The 95th percentiles of the same searches, in milliseconds."""

    few: float
    many: float

    def __str__(self) -> str:
        return (
            f"search over {FEW:,} articles and over {MANY:,}, p95: {self.few:.1f} ms, {self.many:.1f} ms, "
            f"{self.many / self.few:.2f} times"
        )


def fill(articles: int) -> None:
    """Add published articles whose words are as common and as rare as those of real texts, and index them."""
    from articles.search.indexing import rebuild_index  # noqa: PLC0415 -- needs Django set up

    with transaction.atomic():
        insert_articles(articles)
        rebuild_index()
    if connection.vendor == "postgresql":
        # As its autovacuum would by and by. SQLite never does it by itself.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def insert_articles(number: int) -> None:
    """Insert the rows of articles, which publishing one by one would take half an hour to make."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415 -- needs Django set up
    from django.utils import timezone  # noqa: PLC0415 -- needs Django set up
    from wagtail.models import Page  # noqa: PLC0415 -- needs Django set up

    from articles.models import ArticleIndexPage, ArticlePage  # noqa: PLC0415 -- needs Django set up

    chance, now = random.Random(number), timezone.now()  # noqa: S311 -- no secret
    index = ArticleIndexPage.objects.get(locale__language_code="en")
    kind, first = ContentType.objects.get_for_model(ArticlePage), index.get_children().count() + 1
    made = [
        Page(
            path=Page._get_path(index.path, index.depth + 1, first + place),  # noqa: SLF001 -- treebeard has no other door
            depth=index.depth + 1,
            title=sentence(chance, 6).capitalize(),
            slug=f"made-{number}-{place}",
            url_path=f"{index.url_path}made-{number}-{place}/",
            content_type=kind,
            locale=index.locale,
            # As editors publish: never two in the same moment.
            first_published_at=now - timedelta(minutes=place),
            last_published_at=now - timedelta(minutes=place),
        )
        for place in range(number)
    ]
    for page in Page.objects.bulk_create(made, batch_size=500):
        texts = [f"<p>Pain. {sentence(chance, WORDS_EACH)}.</p>" for _ in range(PARAGRAPHS)]
        article = ArticlePage(page_ptr=page, standfirst=sentence(chance, 20))
        article.body = json.dumps([{"type": "prose", "value": text} for text in texts])
        # The row of its own table alone.
        article.save_base(raw=True)
    Page.objects.filter(pk=index.pk).update(numchild=F("numchild") + number)


def measure_searches(client: Client) -> float:
    from django.core.cache import cache  # noqa: PLC0415 -- needs Django set up

    spent = []
    for words in iterate_questions(random.Random(2)):  # noqa: S311 -- no secret
        # The limit of one visitor.
        cache.clear()
        spent.append(min(measure_search(client, words) for _ in range(REPEATS)))
    return statistics.quantiles(spent, n=20)[-1]


def measure_search(client: Client, words: str) -> float:
    started = time.perf_counter()
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    return (time.perf_counter() - started) * 1000


def iterate_questions(chance: random.Random) -> Iterator[str]:
    """Yield what is in all articles, in some, in few and in none, and what is misspelt."""
    for _ in range(ROUNDS):
        common, rare = word(chance), sentence(chance, 40).split()[-1]
        yield from ("pain", common, common[:4], rare, f"{common} {rare}", f"pain {common} {word(chance)}")
        yield from (f"{rare[:3]}x{rare[3:]}", f"pian {rare[1:]}", "nosuchwordhere", "what helps with the pain")


def compare_searches() -> Times:
    """Measure over a test database that is made and dropped."""
    django.setup()
    from articles import starter  # noqa: PLC0415 -- needs Django set up

    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        starter.load_starter_pages()
        client = Client()
        fill(FEW)
        few = measure_searches(client)
        fill(MANY - FEW)
        return Times(few, measure_searches(client))
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    print(compare_searches())
