"""A web server without memory ends, so that another takes its place, whatever its errors look like."""

import os
import subprocess
import sys

import pytest

# Each case runs in a process of its own, forked after all imports.
CASES = """
import asyncio, os, resource
from types import SimpleNamespace
from fibro_site.processes import heartbeat
from fibro_site.processes.gateway import Gateway

def fail_oddly(environ, start_response):
    raise OSError("a module cannot be read")

def miss_the_database(environ, start_response):
    start_response("503 Service Unavailable", [])
    return [b""]

def answer_well(environ, start_response):
    start_response("200 OK", [])
    return [b""]

def starve():
    # An allocator keeps what it once gave, and gives it to whoever asks for as much again.
    assert heartbeat.has_spare_memory() and heartbeat.has_spare_memory()
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (used + 4 * 1024 * 1024,) * 2)

async def ask(application, is_starved):
    gateway = Gateway(application)
    gateway.__rsgi_init__(asyncio.get_running_loop())
    scope = SimpleNamespace(method="GET", path="/", query_string="", http_version="1", scheme="http", headers={})
    scope.server, scope.client = "127.0.0.1:80", "127.0.0.1:1"
    answer = lambda status, headers, body: os._exit(status // 100 * 10 + status % 10)
    protocol = SimpleNamespace(response_bytes=answer, response_str=answer)
    if is_starved:
        starve()
    await gateway.__rsgi__(scope, protocol)

for is_starved in (True, False):
    for application in (fail_oddly, miss_the_database, answer_well):
        if not (child := os.fork()):
            asyncio.run(ask(application, is_starved))
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(application.__name__, "starved" if is_starved else "well", ended)
"""
LEFT, ANSWERED_500, ANSWERED_503, ANSWERED_200 = 1, 50, 53, 20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads how much memory it has in Linux's way")
def test_failure_without_memory_ends_the_server() -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", CASES], env=env, capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.stdout.splitlines() == [
        f"fail_oddly starved {LEFT}",
        f"miss_the_database starved {LEFT}",
        f"answer_well starved {ANSWERED_200}",
        f"fail_oddly well {ANSWERED_500}",
        f"miss_the_database well {ANSWERED_503}",
        f"answer_well well {ANSWERED_200}",
    ], ended.stderr
