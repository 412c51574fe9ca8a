"""What citing costs: an article of a hundred works beside the same words without a citation.

`python -m tools.speed.articles` prints it, for the database that DATABASE_URL names.
"""

import os
import statistics
import time
from dataclasses import dataclass

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, get_runner, setup_test_environment

WORKS = 100
ROUNDS = 60
WORDS = "Words of a sentence that says something about pain, and about how it changes over the years of a life. " * 2


@dataclass(frozen=True)
class Cost:
    """Over the bare page: queries, and milliseconds of this process's own time, the median of many rounds."""

    queries: int
    milliseconds: float

    def __str__(self) -> str:
        return f"an article of {WORKS} works over the bare page: {self.queries} queries, {self.milliseconds:.1f} ms"


def make_articles() -> None:
    """One that mentions each work once or more, alone and among others, and its bare twin."""
    from tests.articles.builders import make_article, prose  # noqa: PLC0415 -- needs Django set up
    from tests.references.builders import cite, make_reference, make_work  # noqa: PLC0415 -- needs Django set up

    names = [f"Author{place}" for place in range(WORKS)]
    people = [{"family": name, "given": "Ann B."} for name in names[:7]]
    works = [
        make_reference(
            name,
            work=make_work(name, author=people, DOI=f"10.5555/{name}", PMID=f"{10**7 + place}", abstract=WORDS * 8),
        )
        for place, name in enumerate(names)
    ]
    groups = [[place] if place % 3 else [place, (place + 1) % WORKS, place * 7 % WORKS] for place in range(WORKS)]
    cited = [f"<p>{WORDS}{''.join(cite(works[place]) for place in group)}</p>" for group in groups]
    make_article("Cited", *(prose("".join(cited[start : start + 5])) for start in range(0, WORKS, 5)), slug="cited")
    make_article("Bare", *[prose(f"<p>{WORDS}</p>" * 5)] * (WORKS // 5), slug="bare")


def cost(client: Client) -> Cost:
    queries, milliseconds = {}, dict[str, list[float]](cited=[], bare=[])
    for slug in milliseconds:
        client.get(f"/articles/{slug}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/articles/{slug}/")
        queries[slug] = len(captured)
    for _round in range(ROUNDS):
        for slug, spent in milliseconds.items():
            started = time.process_time()
            response = client.get(f"/articles/{slug}/")
            spent.append((time.process_time() - started) * 1000)
            assert response.status_code == 200
    cited, bare = (statistics.median(spent) for spent in milliseconds.values())
    return Cost(queries["cited"] - queries["bare"], cited - bare)


def citations() -> Cost:
    """Over a test database that is made and dropped."""
    django.setup()
    from articles import starter  # noqa: PLC0415 -- needs Django set up

    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        starter.load_starter_pages()
        make_articles()
        return cost(Client())
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    print(citations())
