"""How long it takes to wrap 10,000 data keys to a new key of the clinic's, while staff read.

`python -m tools.speed.keys` prints it, for the database that DATABASE_URL names, which must be empty, or else for a new
SQLite file. The command that wraps is killed twice (kill -9) and started again; meanwhile READERS processes open one
submission after the other. No reading may fail.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COUNT, READERS, KILLS = 10_000, 2, 2
STOP_FILE = "stop-reading"


def run(*command: str) -> None:
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)


def set_up_django() -> None:
    import django  # noqa: PLC0415 -- FIBRO_VAR has to be set before the settings are read

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")
    django.setup()


def make_submissions() -> None:
    from intake.encryption import current_key, primitives, submission_keys  # noqa: PLC0415 -- needs Django set up
    from intake.models import Submission, WrappedKey  # noqa: PLC0415 -- needs Django set up
    from tests.intake import builders  # noqa: PLC0415 -- needs Django set up

    current_key.record_current_key()
    version = builders.make_version()
    columns = {"version": version, "language": "en", "urgency": "routine"}
    submissions = [
        Submission(reference=f"{number:012}", idempotency_key=f"{number}", **columns) for number in range(COUNT)
    ]
    Submission.objects.bulk_create(submissions, batch_size=500)
    keys = [submission_keys.wrap_for_clinic(row, primitives.generate_data_key()) for row in submissions]
    WrappedKey.objects.bulk_create(keys, batch_size=500)


def read_until_stopped(folder: Path) -> None:
    """Open submissions, chosen at random, and print how many opened and how many failed."""
    set_up_django()
    from intake.encryption import submission_keys  # noqa: PLC0415 -- needs Django set up
    from intake.models import Submission  # noqa: PLC0415 -- needs Django set up

    ids = list(Submission.objects.values_list("pk", flat=True))
    opened = failed = 0
    slowest = 0.0
    while not (folder / STOP_FILE).exists():
        began = time.monotonic()
        try:
            submission_keys.unwrap_data_key(Submission.objects.get(pk=random.choice(ids)))  # noqa: S311 -- no secret
            opened += 1
        except Exception as error:  # noqa: BLE001 -- each failure counts, whatever it is
            print(type(error).__name__, file=sys.stderr)
            failed += 1
        slowest = max(slowest, time.monotonic() - began)
    print(json.dumps({"opened": opened, "failed": failed, "slowest": slowest}))


def count_left() -> int:
    from intake.encryption import current_key  # noqa: PLC0415 -- needs Django set up
    from intake.models import WrappedKey  # noqa: PLC0415 -- needs Django set up

    return WrappedKey.objects.exclude(key_id=current_key.get_current_key_id()).count()


def wrap_anew() -> float:
    """Run the command until nothing is left, killed KILLS times on the way. Return the seconds in all."""
    began, killed, left = time.monotonic(), 0, count_left()
    command = [sys.executable, "manage.py", "keys", "rotate", "--wait"]
    while left:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        goal = COUNT * (KILLS - killed) // (KILLS + 1)
        while process.poll() is None:
            if killed < KILLS and count_left() <= goal:
                process.kill()
                process.wait()
                killed += 1
                print(f"killed, {count_left()} left")
            time.sleep(0.05)
        left = count_left()
    return time.monotonic() - began


def measure() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["FIBRO_VAR"] = name
        run("-m", "fibro_site.setup.bootstrap", name)
        run("manage.py", "migrate", "--verbosity", "0")
        set_up_django()
        make_submissions()
        run("manage.py", "keys", "new")
        run("manage.py", "keys", "rotate")
        reading = [sys.executable, "-m", "tools.speed.keys", name]
        readers = [subprocess.Popen(reading, stdout=subprocess.PIPE, text=True) for _ in range(READERS)]
        seconds = wrap_anew()
        (folder / STOP_FILE).touch()
        results = [json.loads(reader.communicate()[0]) for reader in readers]
        opened, failed = (sum(result[key] for result in results) for key in ("opened", "failed"))
        print(f"{COUNT} keys in {seconds:.1f} s, killed {KILLS} times; read {opened} times meanwhile, {failed} failed,")
        print(f"the slowest in {max(result['slowest'] for result in results):.2f} s")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read_until_stopped(Path(sys.argv[1]))
    else:
        measure()
