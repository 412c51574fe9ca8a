"""What a nightly check of retractions costs: 70 MB of CSV against 20,000 works, in the process of the command.

`python -m tools.speed.retractions FOLDER` makes a site of its own there, and prints the figures.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.references.retractions.register import text, write_many
from tests.running_site import ROOT, environment, free_port

ROWS_OF_70_MB = 74_000
WORKS = 20_000
# One of so many works is in the register: more than any clinic would dare to cite.
OF_HOW_MANY = 100
MAKE_WORKS = f"""
from references.models import Reference
from tests.references.builders import make_work
Reference.objects.bulk_create(
    [
        Reference(key=f"work{{n}}", csl=make_work(DOI=doi), doi=doi) for n in range({WORKS})
        for doi in [f"10.1000/{{'cited' if n % {OF_HOW_MANY} else 'work'}}.{{n + 1}}"]
    ],
    batch_size=2000,
)
"""


@dataclass(frozen=True)
class Weight:
    """One run of the command. The peak is the whole process, Django included, as the system counted it."""

    seconds: float
    peak_megabytes: float


def weights(folder: Path) -> tuple[Weight, Weight]:
    """Of a register with nothing in it, and of a whole one that names some 200 of the works for the first time."""
    env = environment(folder / "var", free_port())
    for command in (
        ["-m", "fibro_site.setup.bootstrap", str(folder / "var")],
        ["manage.py", "migrate", "--verbosity", "0"],
        ["manage.py", "shell", "--verbosity", "0", "--command", MAKE_WORKS],
    ):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=env, check=True)
    empty, whole = folder / "empty.csv", folder / "whole.csv"
    empty.write_text(text([]), encoding="utf-8")
    write_many(whole, ROWS_OF_70_MB)
    return weight_of(empty, env), weight_of(whole, env)


def weight_of(csv: Path, env: dict[str, str]) -> Weight:
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "check_retractions", "--csv", str(csv)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Weight(time.monotonic() - started, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    for weight in weights(Path(sys.argv[1])):
        print(weight)
