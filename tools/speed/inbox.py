"""How long the inbox takes with a thousand submissions and with a million: each view and filter, first page and last.

`make bench-inbox` prints it for a PostgreSQL of its own. Two databases are made and dropped, and each page is asked of
both in turn, so that whatever else the machine does slows both alike; with `--keep` they stay, for the next run. Every
request goes through the whole site, middleware included. Beside the time of a request stands that of its queries inside
PostgreSQL, by EXPLAIN ANALYZE, and the pages of 8 KB that they read: those do not depend on what else the machine does.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
# A line for each request would stand between those of the table.
os.environ["LOG_REQUESTS"] = "false"

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext, get_runner

FEW, MANY = 1_000, 1_000_000
ROUNDS = 5
GOAL = 1.2
INBOX, DELIVERIES_LIST = "/admin/intake/submissions/", "/admin/intake/deliveries/"
FILTERS = (
    "",
    "view=mine",
    "view=mentions",
    "view=unassigned",
    "view=needs-a-human",
    "view=waiting",
    "view=overdue",
    "view=due-soon",
    "view=doubtful",
    "view=mine&urgency=urgent",
    "view=unassigned&outcome=needs-a-human",
    "owner={colleague}",
    "owner={colleague}&urgency=urgent",
    "state=new&state=in-review",
    "state=waiting",
    "state=closed",
    "state=closed&state=withdrawn",
    "urgency=urgent",
    "urgency=routine",
    "state=closed&urgency=urgent",
    "outcome=likely-suitable",
    # The rules never suggest that, so there is none to find.
    "outcome=likely-suitable&urgency=urgent",
    "outcome=needs-a-human&state=accepted",
    "doubtful=yes",
    "doubtful=no",
    "doubtful=yes&urgency=urgent&state=closed",
    "notice=dead",
    "notice=pending",
)
PLACES = {"first": "", "last": "before=end"}
OTHERS = {"deliveries, failed": f"{DELIVERIES_LIST}?state=dead", "deliveries, sent": f"{DELIVERIES_LIST}?state=sent"}

# Up to a thousand, the number of a submission is its age in hours; each one more is a minute older. Each of the newest
# 300 is in one of the three open states, and all others are done. Of a hundred, 3 are urgent and 2 have spam signals;
# of the newest 60, some were changed by the patient. Each reader, another colleague, one who is gone and nobody has a
# quarter of them.
SEALED = "decode(repeat('00', 300), 'hex')"
SUBMISSIONS = """
    INSERT INTO intake_submission (id, reference, idempotency_key, version_id, language, state, urgency, outcome,
        doubts, patient_change, needs_contact_index, assignee_id, received_at, state_changed_at, revision,
        sealed_answers, sealed_assessment, sealed_consents)
    SELECT gen_random_uuid(), 'N' || n, 'N' || n, {version}, 'en',
        CASE WHEN n <= 300 THEN CASE n % 3 WHEN 0 THEN 'new' WHEN 1 THEN 'in-review' ELSE 'waiting' END
            WHEN n % 50 < 36 THEN 'closed' WHEN n % 50 < 45 THEN 'accepted' WHEN n % 50 < 49 THEN 'referred'
            ELSE 'withdrawn' END,
        CASE WHEN n % 100 < 3 THEN 'urgent' ELSE 'routine' END,
        CASE WHEN n % 100 < 3 OR n % 3 = 0 THEN 'needs-a-human' WHEN n % 3 = 1 THEN 'likely-suitable'
            ELSE 'not-for-this-clinic' END,
        CASE WHEN n % 50 = 7 THEN 'too-fast:4' ELSE '' END,
        CASE WHEN n <= 60 AND n % 5 = 0 THEN 'corrected' ELSE '' END,
        false, CASE n % 4 WHEN 0 THEN {staff} WHEN 1 THEN {colleague} WHEN 2 THEN {gone} END,
        received_at, received_at, 0, {sealed}, {sealed}, {sealed}
    FROM generate_series({first}, {last}) AS numbers(n), LATERAL (
        SELECT now() - least(n, 1000) * interval '1 hour' - greatest(n - 1000, 0) * interval '1 minute' AS received_at
    ) AS times
"""
# What the inbox asks of each submission that it shows. Making the accounts has written entries of its own before.
ENTRIES = """
    INSERT INTO intake_auditentry (sequence, at, actor_id, actor_name, action, submission_id, reference, detail,
        previous_hash, hash, proof)
    SELECT (SELECT coalesce(max(sequence), 0) FROM intake_auditentry) + row_number() OVER (ORDER BY n), received_at,
        '', '', 'submitted', id, reference, '{{}}'::jsonb, '', reference, 'mac:' || reference
    FROM generate_series({first}, {last}) AS numbers(n) JOIN intake_submission ON reference = 'N' || n
"""
HEAD = "UPDATE intake_audithead SET sequence = (SELECT max(sequence) FROM intake_auditentry)"
DELIVERIES = """
    INSERT INTO intake_delivery (id, submission_id, channel, state, attempts, due_at, pending_since, last_error,
        sent_at)
    SELECT gen_random_uuid(), id, 'staff-email',
        CASE WHEN n >= 1000 THEN 'sent' WHEN n % 100 = 9 THEN 'dead' WHEN n < 3 THEN 'pending' ELSE 'sent' END, 1,
        received_at, received_at, '', CASE WHEN n >= 1000 OR (n % 100 <> 9 AND n >= 3) THEN received_at END
    FROM generate_series({first}, {last}) AS numbers(n) JOIN intake_submission ON reference = 'N' || n
"""


# What a page costs in PostgreSQL, from the plans of its queries.
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "


@dataclass(frozen=True)
class Cost:
    """Milliseconds of this process and of PostgreSQL for a request, and how many pages of 8 KB its queries read."""

    python: float
    queries: float
    pages: int

    @property
    def request(self) -> float:
        return self.python + self.queries

    def __or__(self, other: "Cost") -> "Cost":
        """Return the least of both: what took longer was delayed by something else."""
        return Cost(min(self.python, other.python), min(self.queries, other.queries), min(self.pages, other.pages))


@dataclass(frozen=True)
class Comparison:
    name: str
    few: Cost
    many: Cost

    @property
    def growth(self) -> float:
        return self.many.request / self.few.request

    def __str__(self) -> str:
        return (
            f"| {self.name} | {self.few.request:.1f} | {self.many.request:.1f} | {self.growth:.2f} "
            f"| {self.few.queries:.1f} | {self.many.queries:.1f} | {self.few.pages} | {self.many.pages} |"
        )


HEADING = """| page | ms, few | ms, many | times | in the database, few | many | pages read, few | many |
|---|---|---|---|---|---|---|---|"""


def make_accounts() -> dict[str, int]:
    """Return the ids of a reader, of a colleague and of one who may no longer see submissions."""
    from django.contrib.auth.models import User  # noqa: PLC0415 -- needs Django set up

    return {
        name: User.objects.get_or_create(username=name, is_superuser=name != "gone")[0].pk
        for name in ("staff", "colleague", "gone")
    }


def insert_submissions(first: int, last: int) -> None:
    """Insert submissions with these numbers, and what belongs to each, by statements that make them in the database."""
    from intake.models import QuestionnaireVersion  # noqa: PLC0415 -- needs Django set up

    words = {"version": QuestionnaireVersion.objects.get().pk, "sealed": SEALED, **make_accounts()}
    with connection.cursor() as cursor:
        for statement in (SUBMISSIONS, ENTRIES, HEAD, DELIVERIES):
            cursor.execute(statement.format(first=first, last=last, **words))
        # As autovacuum would by and by.
        cursor.execute("VACUUM ANALYZE")


def list_pages() -> dict[str, str]:
    """Return the URL of each page that is measured, by what it is of."""
    accounts = make_accounts()
    pages = {
        f"{query or 'no filter'}, {name}".format(colleague="a colleague"): (
            f"{INBOX}?{'&'.join(filter(None, (query.format(**accounts), place)))}"
        )
        for query in FILTERS
        for name, place in PLACES.items()
    }
    return pages | OTHERS


def measure_page(client: Client, url: str) -> Cost:
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        started = time.process_time()
        assert client.get(url).status_code == 200, url
        python = (time.process_time() - started) * 1000
    plans = [explain(query["sql"]) for query in captured if query["sql"].startswith("SELECT")]
    return Cost(
        python, sum(milliseconds for milliseconds, _pages in plans), sum(pages for _milliseconds, pages in plans)
    )


def explain(sql: str) -> tuple[float, int]:
    """Return how long PostgreSQL plans and executes a query, and how many pages it reads for that."""
    with connection.cursor() as cursor:
        # A percent sign in it is no place for a parameter.
        cursor.cursor.execute((EXPLAIN + sql).encode(), None)
        [found] = cursor.fetchone()[0]
    read = sum(found["Plan"].get(f"Shared {how} Blocks", 0) for how in ("Hit", "Read"))
    return found["Planning Time"] + found["Execution Time"], read


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Have the connection lead to another database of the same server."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def fill_databases(few: str) -> None:
    """Have the test database hold many submissions, and one beside it few, unless an earlier run left them so."""
    from intake.models import Submission  # noqa: PLC0415 -- needs Django set up
    from tests.intake.builders import make_version  # noqa: PLC0415 -- needs Django set up

    if Submission.objects.count() == MANY:
        with connected_to(few):
            call_command("migrate", verbosity=0)
        return
    make_version()
    insert_submissions(1, FEW)
    own = connection.settings_dict["NAME"]
    with connected_to("postgres"):
        execute(f'DROP DATABASE IF EXISTS "{few}"')
        execute(f'CREATE DATABASE "{few}" TEMPLATE "{own}"')
    insert_submissions(FEW + 1, MANY)


def compare_pages(few: str) -> Iterator[Comparison]:
    """Ask each page of both databases in turn."""
    from django.contrib.auth.models import User  # noqa: PLC0415 -- needs Django set up

    def measure(url: str) -> Cost:
        client = Client()
        client.force_login(User.objects.get(username="staff"))
        measure_page(client, url)  # what only the first request of a connection does
        return measure_page(client, url)

    for name, url in list_pages().items():
        few_cost = many_cost = None
        for _round in range(ROUNDS):
            with connected_to(few):
                found = measure(url)
                few_cost = found if few_cost is None else few_cost | found
            found = measure(url)
            many_cost = found if many_cost is None else many_cost | found
        assert few_cost
        assert many_cost
        yield Comparison(name, few_cost, many_cost)


def main(*, keep: bool) -> int:
    django.setup()
    runner = get_runner(settings)(verbosity=0, interactive=False, keepdb=keep)
    # Without it all rows of a kept database would be read first.
    databases = runner.setup_databases(serialized_aliases=set())
    few = f"{connection.settings_dict['NAME']}_few"
    try:
        fill_databases(few)
        print(HEADING)
        compared = []
        for comparison in compare_pages(few):
            print(comparison, flush=True)
            compared.append(comparison)
    finally:
        if not keep:
            with connected_to("postgres"):
                execute(f'DROP DATABASE IF EXISTS "{few}"')
        runner.teardown_databases(databases)
    worst = max(compared, key=lambda each: each.growth)
    print(f"worst: {worst.name}, {worst.growth:.2f} times")
    return int(worst.growth > GOAL)


if __name__ == "__main__":
    sys.exit(main(keep="--keep" in sys.argv))
