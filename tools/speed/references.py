"""How long the dialog takes to find works in a library of 20,000.

`python -m tools.speed.references` prints it, for the database that DATABASE_URL names.
"""

import os
import random
import statistics
import time
from collections.abc import Iterator
from itertools import accumulate, product

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import get_runner, setup_test_environment

WORKS = 20_000
ROUNDS = 20
SYLLABLES = ["pa", "in", "fib", "ro", "my", "al", "gi", "sle", "ep", "tri"]
WORDS = ["".join(syllables) for syllables in product(SYLLABLES, repeat=4)]
random.Random(0).shuffle(WORDS)  # noqa: S311 -- no secret
# The n-th commonest word comes up as often as 1/n (Zipf's law).
COMMONNESS = list(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))
PATH = "/admin/reference_chooser/results/"


def fill(works: int = WORKS) -> None:
    """Makes a library of works whose words are as common and as rare as those of real texts. Always the same."""
    from wagtail.search.backends import get_search_backend  # noqa: PLC0415 -- needs Django set up

    from references.models import Reference  # noqa: PLC0415 -- needs Django set up

    chance = random.Random(1)  # noqa: S311 -- no secret
    made = [made_work(chance, number) for number in range(works)]
    references = [Reference(key=f"work{number}", csl=work) for number, work in enumerate(made)]
    for reference in references:
        reference.read_columns()
    Reference.objects.bulk_create(references, batch_size=1000)
    backend = get_search_backend()
    for start in range(0, works, 500):
        backend.add_bulk(Reference, references[start : start + 500])
    if connection.vendor == "postgresql":
        # As its autovacuum would by and by. SQLite never does it by itself.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def made_work(chance: random.Random, number: int) -> dict[str, object]:
    return {
        "type": "article-journal",
        "title": sentence(chance, 12),
        "author": [{"family": word(chance).title(), "given": "Ann B."} for _ in range(chance.randint(1, 8))],
        "container-title": f"Journal of {word(chance).title()}",
        "issued": {"date-parts": [[chance.randint(1970, 2026)]]},
        "DOI": f"10.1000/made.{number}",
        "PMID": str(10_000_000 + number),
        **({"PMCID": f"PMC{5_000_000 + number}"} if number % 3 == 0 else {}),
        "abstract": sentence(chance, 150),
    }


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, cum_weights=COMMONNESS, k=words))


def word(chance: random.Random) -> str:
    return sentence(chance, 1)


def milliseconds(client: Client) -> list[float]:
    """Of each request: nothing typed, a word being typed, author and year, words of a title, identifiers."""
    chance = random.Random(2)  # noqa: S311 -- no secret
    spent = []
    for query in queries(chance):
        started = time.perf_counter()
        response = client.get(PATH, {"multiple": "1", "q": query})
        spent.append((time.perf_counter() - started) * 1000)
        assert response.status_code == 200
    return spent


def queries(chance: random.Random) -> Iterator[str]:
    for _ in range(ROUNDS):
        name = word(chance)
        number = chance.randrange(WORKS)
        yield from ("", name[:2], name[:5], name, f"{name} 2021", f"{name} {word(chance)} {word(chance)[:3]}", "2021")
        yield from (f"https://doi.org/10.1000/MADE.{number}", f"PMID: {10_000_000 + number}", "no such words")


def chooser_search() -> float:
    """The 95th percentile, in milliseconds, over a test database that is made and dropped."""
    django.setup()
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        fill()
        client = Client()
        client.force_login(get_user_model().objects.create_superuser("dora"))
        client.get(PATH)
        return statistics.quantiles(milliseconds(client), n=20)[-1]
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    print(f"chooser search over {WORKS:,} works, p95: {chooser_search():.1f} ms")
