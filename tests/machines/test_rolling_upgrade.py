"""Two machines are upgraded one after another while visitors read and send: no error, nothing lost, nothing doubled.

    make machines

They share a PostgreSQL, a broker (Redis, then RabbitMQ), a Redis as the cache and a bucket, by their environment
alone. Each has two web servers, two workers and a beat. A balancer takes a machine out, which is then stopped, gets the
code of a new release, and is put in again.
"""

import os
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from tests import object_server
from tests.intake.mail_server import MailServer
from tests.machines.balancer import Balancer
from tests.machines.hosts import Host, copy_as_new_release, is_postgres
from tests.machines.visitors import STATIC, Visitors
from tests.processes import wait_until
from tests.running_site import own_database

pytestmark = [
    pytest.mark.machines,
    pytest.mark.skipif(not is_postgres(), reason="needs a PostgreSQL that machines share (make machines)"),
]

CACHE_URL = os.environ.get("MACHINES_CACHE_URL", "redis://127.0.0.1:6379/12")
BROKER_URL = os.environ.get("CELERY_BROKER_URL", "")
MARKER = "Canary-5e1f7c20"
# More than are sent.
DRAFTS = 1000
POOL = {"DATABASE_POOL_SIZE": "4"}
# Makes a picture as an editor does, and prints its URL.
UPLOAD = """
import io, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "fibro_site.settings"
django.setup()
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.images.models import Image
content = io.BytesIO()
Picture.new("RGB", (640, 480), "teal").save(content, "PNG")
picture = Image.objects.create(title="Teal", file=ContentFile(content.getvalue(), name="teal.png"))
print(picture.get_rendition("width-100").file.url)
"""


class Site:
    """Both hosts, and what they share."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.mail = MailServer()
        mail_port = stack.enter_context(self.mail.listening())
        self.database = stack.enter_context(own_database(folder))
        bucket = stack.enter_context(object_server.running())
        self.prefix = f"machines-{uuid.uuid4().hex[:8]}"
        stack.callback(self.forget_cache)
        self.hosts: list[Host] = []
        shared = {
            **POOL,
            **object_server.build_settings(bucket),
            "DATABASE_URL": self.database,
            "CACHE_URL": f"{CACHE_URL.replace('redis://', 'rediscache://')}?key_prefix={self.prefix}",
            "CELERY_BROKER_URL": choose_broker(),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        }
        for name in ("one", "two"):
            (folder / name).mkdir()
            self.hosts.append(Host(folder / name, shared))
        self.balancer = Balancer([host.port for host in self.hosts])
        stack.callback(self.balancer.close)
        shared["FIBRO_BASE_URL"] = f"http://127.0.0.1:{self.balancer.port}"
        one, two = self.hosts
        one.prepare()
        two.copy(one, "keys")
        # The same as it would collect itself, and sooner.
        two.copy(one, "static")
        two.prepare()
        for host in self.hosts:
            stack.callback(host.stop)
            host.start()

    def count(self, rows: str) -> int:
        with psycopg.connect(self.database) as connection:
            row = connection.execute(f"SELECT count(*) FROM {rows}".encode()).fetchone()  # noqa: S608 -- our own words
        assert row is not None
        return int(row[0])

    def forget_cache(self) -> None:
        with redis.Redis.from_url(CACHE_URL) as server:
            for key in server.scan_iter(f"{self.prefix}*"):
                server.delete(key)


def choose_broker() -> str:
    """Return a database of the Redis that no other site uses; RabbitMQ as it is."""
    parts = urlsplit(BROKER_URL)
    return parts._replace(path="/11").geturl() if parts.scheme == "redis" else BROKER_URL


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(tmp_path, stack)


def find_static(host: Host) -> set[str]:
    return set(STATIC.findall(host.ask("/")[1].decode()))


def upgrade(site: Site, host: Host, code: Path) -> None:
    """Do what docs/operations.md says: out of the balancer, stop, new code, prepare, start, in again."""
    site.balancer.take_out(host.port)
    host.stop()
    host.code = code
    host.prepare("--no-demo")
    host.start()
    site.balancer.put_in(host.port)


def test_rolling_upgrade_loses_and_doubles_nothing(site: Site, tmp_path: Path) -> None:
    one, two = site.hosts
    tokens = one.inside("drafts", str(DRAFTS), MARKER)
    picture = one.run("-c", UPLOAD).strip()
    code = copy_as_new_release(tmp_path / "new")
    visitors, began = Visitors(site.balancer.port, tokens), time.monotonic()
    with visitors.coming():
        wait_until(lambda: len(visitors.accepted) >= 20, 60, lambda: f"visitors send: {visitors.errors}")
        upgrade(site, one, code)
        new, old = find_static(one), find_static(two)
        for host, paths in ((two, new - old), (one, old - new)):
            assert paths
            assert {path: host.ask(path)[0] for path in paths} == dict.fromkeys(paths, 200)
        upgrade(site, two, code)
        after = len(visitors.accepted)
        wait_until(lambda: len(visitors.accepted) >= after + 20, 60, lambda: f"visitors send: {visitors.errors}")
    seconds = time.monotonic() - began
    wait_until(lambda: site.count("intake_delivery WHERE state <> 'sent'") == 0, 60, "every notice was sent")
    print_figures(site, visitors, seconds)

    accepted = len(visitors.accepted)
    assert visitors.errors == []
    assert accepted < DRAFTS, "they ran out, so the end was not under load"
    for table in ("intake_submission", "intake_delivery", "intake_auditentry WHERE action = 'submitted'"):
        assert site.count(table) == accepted, table
    assert site.count("intake_draft WHERE submission_id IS NOT NULL") == accepted
    assert Counter(site.mail.message_ids.values()) == {1: accepted}
    assert one.inside("chain") is None
    # What one host took is at the other, and on neither's disk.
    assert [host.ask(picture)[0] for host in site.hosts] == [200, 200]
    for name in ("media", "imports", "exports", "broker/queue", "mail"):
        assert [file for host in site.hosts for file in (host.var / name).rglob("*") if file.is_file()] == [], name
    assert set(site.balancer.carried) == {one.port, two.port}


def print_figures(site: Site, visitors: Visitors, seconds: float) -> None:
    """Print the row of the table in docs/performance.md."""
    broker = {"redis": "Redis", "amqp": "RabbitMQ"}[urlsplit(BROKER_URL).scheme]
    stored, ids = site.count("intake_submission"), site.mail.message_ids
    slowest = max(visitors.seconds)
    usual = sorted(visitors.seconds)[len(visitors.seconds) // 2]
    print(f"\nvisitors were told {dict(visitors.statuses)}")
    print("| broker | requests | errors | submissions | lost | doubled | emails twice | median, slowest | in all |")
    print(
        f"| {broker} | {visitors.statuses.total()} | {len(visitors.errors)} | {len(visitors.accepted)} "
        f"| {len(visitors.accepted) - stored} | {stored - len(visitors.accepted)} | {ids.total() - len(ids)} "
        f"| {usual * 1000:.0f} ms, {slowest:.1f} s | {seconds:.0f} s |"
    )
