"""A web server that has run out of memory makes way for another, whatever its failures call themselves."""

import os
import subprocess
import sys

import pytest

FAIL = """
import os, resource, sys
from django.core.signals import got_request_exception
from fibro_site import gateway  # which is told of every failure of Django's
if sys.argv[1] == "starved":
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (used + 4 * 1024 * 1024,) * 2)
try:
    raise OSError("a module cannot be read")
except OSError:
    got_request_exception.send(sender=None, request=None)
print("went on")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads how much memory it has in Linux's way")
@pytest.mark.parametrize(("memory", "said"), [("starved", ""), ("enough", "went on\n")])
def test_a_failure_without_memory_ends_the_server(memory: str, said: str) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", FAIL, memory], env=env, capture_output=True, text=True, check=False, timeout=120
    )
    assert (ended.returncode, ended.stdout) == (0 if said else 1, said), ended.stderr
