"""What the top process loads can be forked, and its processes have it from the start."""

import os
from pathlib import Path

from fibro_site.setup import bootstrap
from tests.processes import House, wait_until
from tests.running_site import run_python

LOADS = """
import os, sys
from fibro_site.processes import loaded_site
loaded_site.load_site()
from django.db import connections
print(len(os.listdir("/proc/self/task")), [each.connection for each in connections.all(initialized_only=True)])
"""
# A module of a Procfile, which says what is there before it imports anything of the site.
LOOKS = """
import gc, sys, time
print("loaded", "fibro_site.urls" in sys.modules, "argument", sys.argv[1], "frozen", gc.get_freeze_count() > 0)
time.sleep(600)
"""


def test_loaded_site_has_neither_threads_nor_connections(tmp_path: Path) -> None:
    """A forked process has no thread of its parent's, and must not use a connection of it."""
    bootstrap.prepare_var_folder(tmp_path)
    ended = run_python("-c", LOADS, role="all", var=tmp_path)
    assert ended.stdout.strip() in {"1 []", "1 [None]"}, ended.stderr


def test_module_runs_in_a_fork_of_the_loaded_site(tmp_path: Path) -> None:
    (tmp_path / "looks.py").write_text(LOOKS)
    (tmp_path / "Procfile").write_text("beat: python -m looks here\n")
    log = tmp_path / "log"
    bootstrap.prepare_var_folder(tmp_path)
    house = House(
        {**os.environ, "PYTHONPATH": str(tmp_path), "FIBRO_VAR": str(tmp_path)}, log, str(tmp_path / "Procfile")
    )
    try:
        wait_until(lambda: b"\n" in log.read_bytes(), 60, "it tells what it found")
        assert log.read_text().splitlines()[-1] == "beat | loaded True argument here frozen True"
    finally:
        house.stop()
