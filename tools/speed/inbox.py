"""How long the inbox takes with a thousand submissions and with a million: each filter, first page and last.

`make bench-inbox` prints it for a PostgreSQL of its own; `python -m tools.speed.inbox` for the database that
DATABASE_URL names, with a smaller number on SQLite. Every request goes through the whole site, middleware included.
"""

import os
import sys
import time
from dataclasses import dataclass

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import get_runner

FEW = 1_000
MANY = {"postgresql": 1_000_000, "sqlite": 100_000}
ROUNDS = 7
GOAL = 1.2
INBOX = "/admin/intake/submissions/"
FILTERS = (
    "",
    "state=new&state=in-review",
    "state=waiting",
    "state=closed",
    "state=closed&state=withdrawn",
    "urgency=urgent",
    "state=closed&urgency=urgent",
    "outcome=likely-suitable",
    # The rules never suggest that, so there is none to find.
    "outcome=likely-suitable&urgency=urgent",
    "outcome=needs-a-human&state=accepted",
    "doubtful=yes",
    "doubtful=no",
    "doubtful=yes&urgency=urgent&state=closed",
    "view=overdue",
    "notice=dead",
)
PLACES = {"first": "", "last": "before=end"}

# What both databases call by other names.
WORDS = {
    "postgresql": {
        "numbers": "generate_series({first}, {last}) AS numbers(n)",
        "uuid": "gen_random_uuid()",
        "at": "now() - n * interval '1 hour'",
        "sealed": "decode(repeat('00', 300), 'hex')",
        "detail": "'{{}}'::jsonb",
    },
    "sqlite": {
        "numbers": "(WITH RECURSIVE made(n) AS (VALUES ({first}) UNION ALL SELECT n + 1 FROM made WHERE n < {last}) "
        "SELECT n FROM made) AS numbers",
        "uuid": "lower(hex(randomblob(16)))",
        "at": "strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || n || ' hours')",
        "sealed": "zeroblob(300)",
        "detail": "'{{}}'",
    },
}
# The number of a submission is its age in hours. Each of the newest 300 is in one of the three open states, and all
# others are done. Of a hundred, 3 are urgent and 2 have spam signals; of the newest 60, some were changed by the
# patient.
SUBMISSIONS = """
    INSERT INTO intake_submission (id, reference, idempotency_key, version_id, language, state, urgency, outcome,
        doubts, patient_change, received_at, state_changed_at, revision, sealed_answers, sealed_assessment,
        sealed_consents)
    SELECT {uuid}, 'N' || n, 'N' || n, {version}, 'en',
        CASE WHEN n <= 300 THEN CASE n % 3 WHEN 0 THEN 'new' WHEN 1 THEN 'in-review' ELSE 'waiting' END
            WHEN n % 50 < 36 THEN 'closed' WHEN n % 50 < 45 THEN 'accepted' WHEN n % 50 < 49 THEN 'referred'
            ELSE 'withdrawn' END,
        CASE WHEN n % 100 < 3 THEN 'urgent' ELSE 'routine' END,
        CASE WHEN n % 100 < 3 OR n % 3 = 0 THEN 'needs-a-human' WHEN n % 3 = 1 THEN 'likely-suitable'
            ELSE 'not-for-this-clinic' END,
        CASE WHEN n % 50 = 7 THEN 'too-fast:4' ELSE '' END,
        CASE WHEN n <= 60 AND n % 5 = 0 THEN 'corrected' ELSE '' END,
        {at}, {at}, 0, {sealed}, {sealed}, {sealed}
    FROM {numbers}
"""
# What the inbox asks of each submission that it shows.
ENTRIES = """
    INSERT INTO intake_auditentry (sequence, at, actor_id, actor_name, action, submission_id, reference, detail,
        previous_hash, hash, proof)
    SELECT n, received_at, '', '', 'submitted', id, reference, {detail}, '', reference, 'mac:' || reference
    FROM {numbers} JOIN intake_submission ON reference = 'N' || n
"""
DELIVERIES = """
    INSERT INTO intake_delivery (id, submission_id, channel, state, attempts, due_at, pending_since, last_error,
        sent_at)
    SELECT {uuid}, id, 'staff-email', CASE WHEN n % 500 = 9 AND n < 20000 THEN 'dead' ELSE 'sent' END, 1, received_at,
        received_at, '', CASE WHEN n % 500 = 9 AND n < 20000 THEN NULL ELSE received_at END
    FROM {numbers} JOIN intake_submission ON reference = 'N' || n
"""


@dataclass(frozen=True)
class Times:
    """Milliseconds from a request to its response: the fastest round, since others were delayed by something else."""

    name: str
    few: float
    many: float

    @property
    def growth(self) -> float:
        return self.many / self.few

    def __str__(self) -> str:
        return f"{self.name}: {self.few:.0f} ms, {self.many:.0f} ms, {self.growth:.2f} times"


def insert_submissions(first: int, last: int) -> None:
    """Insert submissions with these numbers, and what belongs to each, by statements that make them in the database."""
    from intake.models import QuestionnaireVersion  # noqa: PLC0415 -- needs Django set up

    words = {name: word.format(first=first, last=last) for name, word in WORDS[connection.vendor].items()}
    version = QuestionnaireVersion.objects.get().pk
    with connection.cursor() as cursor:
        for statement in (SUBMISSIONS, ENTRIES, DELIVERIES):
            cursor.execute(statement.format(version=version, **words))
        # As PostgreSQL's autovacuum would by and by.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measure_page(client: Client, query: str) -> float:
    spent = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        assert client.get(f"{INBOX}?{query}").status_code == 200
        spent.append((time.perf_counter() - started) * 1000)
    return min(spent)


def measure_pages() -> dict[str, float]:
    """Return the milliseconds of the first and the last page of each filter, by what it is of."""
    from django.contrib.auth.models import User  # noqa: PLC0415 -- needs Django set up

    client = Client()
    client.force_login(User.objects.get_or_create(username="staff", is_superuser=True)[0])
    return {
        f"{query or 'no filter'}, {name}": measure_page(client, "&".join(filter(None, (query, place))))
        for query in FILTERS
        for name, place in PLACES.items()
    }


def compare_numbers() -> list[Times]:
    """Measure over a test database that is made and dropped."""
    django.setup()
    from tests.intake.builders import make_version  # noqa: PLC0415 -- needs Django set up

    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        make_version()
        many = MANY[connection.vendor]
        insert_submissions(1, FEW)
        few_times = measure_pages()
        insert_submissions(FEW + 1, many)
        return [Times(name, few_times[name], milliseconds) for name, milliseconds in measure_pages().items()]
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    times = compare_numbers()
    worst = max(times, key=lambda each: each.growth)
    print(*times, f"worst: {worst}", sep="\n")
    sys.exit(worst.growth > GOAL)
