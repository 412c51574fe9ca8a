"""A patient's words are in no byte that the system writes: not while they are kept, and not once they are erased."""

import logging
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as site_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from fibro_site import tasks as site_tasks
from fibro_site.operations import upkeep
from intake import tasks
from intake.delivery import receivers, webhook_signature
from intake.enums import ReceiverKind
from intake.models import Receiver, RoutingRule
from intake.retention.requests import CODE_WAIT
from tests import storages
from tests.intake.delivery.test_fhir_server import STORED
from tests.intake.delivery.test_webhook import SECRET
from tests.intake.marker_search import places
from tests.intake.marker_search.life import FILE_NUMBER, Life, prepare_clinic
from tests.intake.marker_search.marker import CORE, WORD, find_markers
from tests.intake.marker_search.places import RELATION, WRITE_AHEAD_LOG, Hit, Place
from tests.intake.marker_search.watching import Watch, keep_heads, watching
from tests.references.web.server import WebServer, reply

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS_TASKS = (
    tasks.drain,
    tasks.index_contacts,
    tasks.make_exports,
    tasks.keep_audit,
    tasks.apply_retention,
    tasks.verify_audit,
    tasks.send_digest,
)
CLEANING_TASKS = (tasks.purge_drafts, tasks.purge_own_pages, site_tasks.purge_leftovers, site_tasks.vacuum)
TABLE_OF_HOLDS = "table intake_legalhold"
# After it no draft, session or mail file is left that any setting keeps by default.
LATER = timedelta(days=40)


@pytest.fixture
def folders(settings: Settings, tmp_path: Path, audit_folder: Path) -> list[Path]:
    """The folders that the site writes to, as a new site has them: emails are files, and so is the cache."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    storages.keep_in_folder(settings, tmp_path)
    cache = {"BACKEND": "fibro_site.serving.json_cache.JsonFileCache", "LOCATION": str(tmp_path / "cache")}
    settings.CACHES = site_settings.CACHES | {"default": cache}
    settings.AUDITOR_EMAIL, settings.DIGEST_HOUR = "auditor@example.org", 0
    settings.MIDDLEWARE = [f"{keep_heads.__module__}.{keep_heads.__name__}", *settings.MIDDLEWARE]
    return [tmp_path, audit_folder, Path(site_settings.VAR) / "broker"]


@pytest.fixture
def program(settings: Settings) -> Iterator[WebServer]:
    """A server that is told of each submission by a webhook, and as a FHIR server is sent the answers."""
    with WebServer({"/hook": reply(b"thanks"), "/fhir": STORED}).listening() as server:
        settings.DELIVERY_ALLOWED_HOSTS = settings.ANSWERS_ALLOWED_HOSTS = [f"127.0.0.1:{server.port}"]
        hook = Receiver(name="Program", kind=ReceiverKind.WEBHOOK, url=f"{server.url}/hook")
        receivers.seal_secret(hook, webhook_signature.parse_secret(SECRET))
        records = Receiver(name="Records", kind=ReceiverKind.FHIR_SERVER, url=f"{server.url}/fhir")
        everything = RoutingRule(name="Everything", tells_mailbox=True)
        everything.save()
        for receiver in (hook, records):
            receiver.save(force_insert=True)
        everything.receivers.set([hook, records])
        everything.save()
        yield server


def run(*chosen: object) -> None:
    for task in chosen:
        task.apply(throw=True)  # type: ignore[attr-defined]


def list_written(watch: Watch, folders: Iterable[Path], log: str, since: str) -> list[Place]:
    """Return all that was written, by what and where."""
    return [
        *places.list_tables(),
        *places.list_database_files(since),
        *places.list_folders(*folders),
        *places.list_files(watch.files),
        ("log", log.encode()),
        *(("headers", head.encode()) for head in watch.heads),
        *(("arguments of a process", text.encode()) for text in watch.arguments),
    ]


def is_expected(hit: Hit) -> bool:
    """Say whether this may stand there while a submission is kept: whom an email goes to, or a hold's file number."""
    if "/mail/" in hit.place:
        return bool(re.search(rf"To: (\w+\.)*{CORE}@", hit.excerpt))
    return FILE_NUMBER in hit.excerpt and hit.place.startswith((TABLE_OF_HOLDS, *name_database_files()))


def name_database_files() -> tuple[str, ...]:
    """Return how the names of the places begin that are files of the database."""
    return (RELATION, WRITE_AHEAD_LOG, f"file {connection.settings_dict['NAME']}")


def is_in_files(value: bytes, written: list[Place]) -> bool:
    files = [content for place, content in written if place.startswith(("file ", "relation "))]
    return any(piece in content for piece in places.list_pieces(value) for content in files)


def list_strays(watch: Watch, folders: Iterable[Path]) -> list[Path]:
    """Return the files that were written where nobody looks for them; they may be gone again."""
    known = [*folders, Path(site_settings.VAR), Path(os.devnull)]
    files = [file for file in watch.files if not any(file.is_relative_to(folder) for folder in known)]
    return [file for file in files if "__pycache__" not in file.parts]


def test_marker_is_found_outside_the_database(
    folders: list[Path], tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    since = places.get_log_position()
    stray = tmp_path_factory.mktemp("elsewhere") / "file"
    with watching() as watch:
        stray.write_text(WORD)
        cache.set("key", WORD * 9)
        logging.getLogger("any").debug("Hello %s", WORD)
        Client().get("/eligibility/", {"q": WORD})
        subprocess.run(["true", WORD], check=True)
        found = {hit.place for hit in places.search_places(list_written(watch, folders, caplog.text, since))}
        assert list_strays(watch, folders) == [stray]
    # A row of this test would stay in the database's files, and be found by the next one.
    assert {"log", "headers", "arguments of a process", f"file {stray}"} <= found
    assert [place for place in found if place.startswith(f"file {folders[0] / 'cache'}")]


def test_words_are_readable_nowhere_and_erased_everywhere(
    folders: list[Path], program: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    since = places.get_log_position()
    prepare_clinic()
    run(*WORKERS_TASKS)
    # PostgreSQL keeps the old bytes of other tables, which nothing opens once the keys are gone.
    tables = upkeep.REWRITTEN_TABLES if connection.vendor == "postgresql" else upkeep.list_patient_tables()
    of_others = places.list_sealed_values(tables)
    with watching() as watch:
        life = Life()
        life.leave_unfinished()
        life.fill_in()
        life.send()
        run(*WORKERS_TASKS)
        life.search()
        life.work()
        life.answer_the_clinic()
        run(*WORKERS_TASKS)
        life.take_out(lambda: run(tasks.make_exports))
        before = list_written(watch, folders, caplog.text, since)
        sealed = places.list_sealed_values(tables) - of_others

        life.ask_to_erase()
        with time_machine.travel(timezone.now() + CODE_WAIT):
            run(tasks.keep_audit)
            assert life.submission.erased_at
            run(*WORKERS_TASKS)
        assert not list(site_settings.EXPORTS_FOLDER.glob("*.sealed"))
        with time_machine.travel(timezone.now() + LATER):
            run(*WORKERS_TASKS, *CLEANING_TASKS)
        after = list_written(watch, folders, caplog.text, since)

    # While it was kept, it was readable only where it has to be, and what is sealed was in the files.
    hits = places.search_places(before)
    assert [hit for hit in hits if not is_expected(hit)] == []
    for begins in (TABLE_OF_HOLDS, name_database_files(), f"file {folders[0]}/mail/"):
        assert any(hit.place.startswith(begins) for hit in hits)
    assert [len(value) for value in sealed if not is_in_files(value, before)] == []

    # Once it is erased, and the nightly tasks have run, neither is anywhere. PostgreSQL keeps its log for a while.
    hits = places.search_places(after)
    assert [hit for hit in hits if not (hit.place.startswith(WRITE_AHEAD_LOG) and is_expected(hit))] == []
    # At the least, the keys for the clinic and for Ada, and those of three exports.
    assert len(sealed) >= 5
    assert places.list_sealed_values(tables) <= of_others
    assert [len(value) for value in sealed if is_in_files(value, after)] == []

    # The programs were told of both patients and of what they did later. Only the one that keeps records got answers.
    told = {path: [asked.body for asked in program.asked if asked.path == path] for path in ("/hook", "/fhir")}
    assert len(told["/hook"]) > 2
    assert not any(find_markers(body) for body in told["/hook"])
    # Once as they were sent, and once more as the patient corrected them.
    assert len([body for body in told["/fhir"] if find_markers(body)]) == 2
    # Nothing was written to a file that is not looked into.
    assert list_strays(watch, folders) == []
