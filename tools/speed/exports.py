"""How long an export of 100,000 submissions takes on one core, and how much memory: CSV, Excel and FHIR.

`python -m tools.speed.exports` prints it, for the database that DATABASE_URL names, which must be empty, or else for a
new SQLite file; `python -m tools.speed.exports 10000 csv` makes fewer, and one format. The answers are those of the
starter questionnaire's test cases. Each format is made by a process of its own, as by a worker that has just started;
its processor time counts, since whatever else runs on the machine takes its own. Meanwhile another process looks at how
far it is, as a page would. Machines differ by more than a factor of two, so it also says how long the same process
takes to unwrap a key, which is most of what no export can do without.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

COUNT, BATCH = 100_000, 1000
FORMATS = ("csv", "xlsx", "fhir")
KEYS_TO_UNWRAP = 2_000
GOAL_ROWS, GOAL_MEGABYTES = 5_000, 80


def run(*command: str) -> str:
    return subprocess.run([sys.executable, *command], check=True, stdout=subprocess.PIPE, text=True).stdout


def run_watched(*command: str) -> tuple[str, list[int]]:
    """Return what a command prints, and which numbers of finished rows the database named until it ended."""
    from intake.models import Export  # noqa: PLC0415 -- needs Django set up

    seen = []
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            latest = Export.objects.filter(state="running").values_list("rows_done", flat=True).first()
            if latest and latest not in seen:
                seen.append(latest)
            time.sleep(0.25)
        assert process.stdout
        told = process.stdout.read()
    assert process.returncode == 0, command
    return told, seen


def set_up_django() -> None:
    import django  # noqa: PLC0415 -- FIBRO_VAR has to be set before the settings are read

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")
    django.setup()


def make_submissions(count: int) -> None:
    """Store submissions with their keys and their audit, as if each had been sent and opened."""
    from django.contrib.auth.models import User  # noqa: PLC0415 -- needs Django set up

    from intake.encryption import current_key  # noqa: PLC0415 -- needs Django set up
    from intake.models import AuditHead  # noqa: PLC0415 -- needs Django set up
    from intake.questionnaires import publishing  # noqa: PLC0415 -- needs Django set up
    from intake.starter import load_starter_content  # noqa: PLC0415 -- needs Django set up

    load_starter_content()
    current_key.record_current_key()
    User.objects.create_user("manager")
    version = publishing.find_live_version(language="en")
    assert version
    head, _created = AuditHead.objects.get_or_create(pk=1)
    for first in range(0, count, BATCH):
        store_batch(version, range(first, min(first + BATCH, count)), head)


def store_batch(version: Any, numbers: range, head: Any) -> None:
    from django.db import transaction  # noqa: PLC0415 -- needs Django set up
    from django.utils import timezone  # noqa: PLC0415 -- needs Django set up

    from intake.encryption import current_key, primitives, submission_keys  # noqa: PLC0415 -- needs Django set up
    from intake.engine.assessment import assess_answers  # noqa: PLC0415 -- needs Django set up
    from intake.engine.consents import build_consent_records  # noqa: PLC0415 -- needs Django set up
    from intake.enums import Holder  # noqa: PLC0415 -- needs Django set up
    from intake.models import AuditEntry, Submission, WrappedKey  # noqa: PLC0415 -- needs Django set up
    from intake.questionnaires import publishing  # noqa: PLC0415 -- needs Django set up

    definition, now = publishing.get_definition(version), timezone.now()
    cases = [dict(case.answers) for case in definition.cases]
    assessments = [assess_answers(definition, answers) for answers in cases]
    consents = [build_consent_records(definition, answers, at=now) for answers in cases]
    public_key = current_key.get_current_public_key()
    submissions: list[Any] = []
    keys: list[Any] = []
    entries: list[Any] = []
    for number in numbers:
        case = number % len(cases)
        assessed = assessments[case]
        data_key = primitives.generate_data_key()
        submission = Submission(
            reference=f"N{number:07}",
            idempotency_key=f"{number}",
            version=version,
            language="en",
            outcome=assessed.outcome,
            urgency=assessed.urgency,
            received_at=now - timedelta(minutes=number),
        )
        submission_keys.seal_contents(
            submission, data_key, answers=cases[case], assessment=assessed.to_json(), consents=consents[case]
        )
        context = submission_keys.build_wrapped_key_context(submission, Holder.CLINIC)
        wrapped = public_key.wrap(data_key, context=context)
        clinic = WrappedKey(submission=submission, holder=Holder.CLINIC, key_id=public_key.id, wrapped=wrapped)
        # Stretching a code takes long on purpose. What is stored of it has the same size.
        visitor = WrappedKey(submission=submission, holder="visitor", key_id="00" * 16, wrapped=os.urandom(69))
        submissions.append(submission)
        keys += [clinic, visitor]
    with transaction.atomic():
        Submission.objects.bulk_create(submissions, batch_size=100)
        WrappedKey.objects.bulk_create(keys, batch_size=500)
        for submission, pair in zip(submissions, zip(keys[::2], keys[1::2], strict=True), strict=True):
            entries += chain_entries(submission, pair, head)
        AuditEntry.objects.bulk_create(entries, batch_size=100)
        head.save()


def chain_entries(submission: Any, keys: tuple[Any, Any], head: Any) -> Iterator[Any]:
    from django.utils import timezone  # noqa: PLC0415 -- needs Django set up

    from intake.audit import chain, digests, signatures  # noqa: PLC0415 -- needs Django set up
    from intake.enums import Action  # noqa: PLC0415 -- needs Django set up
    from intake.models import AuditEntry  # noqa: PLC0415 -- needs Django set up

    sent = {"columns": digests.hash_columns(submission), "contents": digests.hash_contents(submission, keys)}
    for action, actor, detail in ((Action.SUBMITTED, "", sent), (Action.OPENED, "1", {})):
        entry = AuditEntry(
            sequence=head.sequence + 1,
            at=timezone.now(),
            actor_id=actor,
            action=action,
            submission_id=submission.pk,
            reference=submission.reference,
            detail=detail,
            previous_hash=head.hash,
        )
        entry.hash = chain.hash_entry(entry)
        entry.proof = signatures.create_proof(chain.ENTRY_PURPOSE, entry.hash)
        head.sequence, head.hash = entry.sequence, entry.hash
        yield entry


def read_megabytes() -> float:
    """Return the memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


class PeakWatch(threading.Thread):
    """Looks at the memory of this process again and again. What the kernel counts includes the process it came from."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self.stopping = read_megabytes(), threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(0.02):
            self.peak = max(self.peak, read_megabytes())


def measure_unwrapping() -> float:
    """Return how many milliseconds of processor time it takes to unwrap the key of a submission."""
    from intake.encryption import key_ring, primitives  # noqa: PLC0415 -- needs Django set up

    public, private = key_ring.load_clinic_public_key(), key_ring.load_clinic_private_key()
    wrapped = [public.wrap(primitives.generate_data_key(), context="speed") for _ in range(KEYS_TO_UNWRAP)]
    began = time.process_time()
    for each in wrapped:
        private.unwrap(each, context="speed")
    return (time.process_time() - began) / KEYS_TO_UNWRAP * 1000


def measure_export(wanted: str) -> None:
    """Ask for an export of everything, make it, and print what it took as JSON."""
    set_up_django()
    from django.contrib.auth.models import User  # noqa: PLC0415 -- needs Django set up

    from intake.enums import ExportFormat, ExportReason  # noqa: PLC0415 -- needs Django set up
    from intake.exports import files, making, requests  # noqa: PLC0415 -- needs Django set up
    from intake.models import Export, Submission  # noqa: PLC0415 -- needs Django set up

    manager = User.objects.get(username="manager")
    began = time.monotonic()
    asked = requests.ask_export(
        Submission.objects.all(), by=manager, file_format=ExportFormat(wanted), reason=ExportReason.OTHER
    )
    asking, before = time.monotonic() - began, read_megabytes()
    watch = PeakWatch()
    watch.start()
    began, cpu = time.monotonic(), time.process_time()
    making.make_waiting_exports()
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    watch.stopping.set()
    made = Export.objects.get(pk=asked.pk)
    size = files.get_storage().size(files.get_name(made.pk, made.attempt)) if made.state == "done" else 0
    print(
        json.dumps(
            {
                "state": made.state,
                "failure": made.failure,
                "rows": made.rows_done - made.rows_left_out,
                "asking": asking,
                "seconds": seconds,
                "cpu": cpu,
                "before": before,
                "peak": watch.peak,
                "size": size / 1e6,
                "unwrapping": measure_unwrapping(),
            }
        )
    )


def measure(count: int, formats: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        os.environ["FIBRO_VAR"] = name
        run("-m", "fibro_site.setup.bootstrap", name)
        run("manage.py", "migrate", "--verbosity", "0")
        set_up_django()
        began = time.monotonic()
        make_submissions(count)
        print(f"{count} submissions stored in {time.monotonic() - began:.0f} s")
        for wanted in formats:
            printed, seen = run_watched("-m", "tools.speed.exports", "--measure", wanted)
            told = json.loads(printed)
            assert (told["state"], told["rows"]) == ("done", count), told
            print(
                f"{wanted}: {count} submissions, {count / told['cpu']:,.0f} a second of one core "
                f"({told['cpu']:.1f} s; {told['seconds']:.1f} s by the clock; goal for csv {GOAL_ROWS:,}), "
                f"asked for in {told['asking']:.2f} s, file {told['size']:.1f} MB, progress seen {len(seen)} times"
            )
            milliseconds = told["cpu"] / count * 1000
            print(
                f"  {milliseconds:.3f} ms each, {milliseconds / told['unwrapping']:.1f} times the "
                f"{told['unwrapping']:.3f} ms that unwrapping its key takes"
            )
            print(
                f"  memory: {told['before']:.0f} MB with the whole site loaded, at most {told['peak']:.0f} MB, "
                f"so {told['peak'] - told['before']:.0f} MB for the export (goal {GOAL_MEGABYTES})"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure_export(sys.argv[2])
    else:
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT, sys.argv[2:] or list(FORMATS))
