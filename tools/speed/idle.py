"""What the whole site takes while nobody asks for anything: memory and processor time of all processes of `make run`.

`python -m tools.speed.idle [FOLDER]` prints it, process by process. FOLDER is that of a site that is there already.

Memory is the proportional set size: what a process has for itself, and its share of what several have in common.
"""

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.running_site import running

# What processes do once after their start has to be over.
SETTLING_SECONDS = 20.0
WATCHED_SECONDS = 60.0
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    """One process: its command, its memory, and which share of one core it took, in percent."""

    command: str
    megabytes: float
    share: float

    def __str__(self) -> str:
        return f"{self.megabytes:7.1f} MB {self.share:6.2f} %  {self.command[-90:]}"


def measure_idle(var: Path) -> list[Process]:
    """Start the site. Return its processes after a while."""
    with running(var):
        time.sleep(SETTLING_SECONDS)
        before, started = read_ticks(), time.monotonic()
        time.sleep(WATCHED_SECONDS)
        ticks, seconds = read_ticks(), time.monotonic() - started
        return [
            Process(
                command=read(pid, "cmdline").replace("\0", " ").strip(),
                megabytes=read_kilobytes(pid) / 1024,
                share=100 * (ticks[pid] - before.get(pid, 0)) / TICKS_A_SECOND / seconds,
            )
            for pid in ticks
        ]


def read_ticks() -> dict[int, int]:
    """Return the processor time of each process that comes from this one."""
    return {pid: read_ticks_of(pid) for pid in list_descendants(os.getpid())}


def read_ticks_of(pid: int) -> int:
    return sum(map(int, read(pid, "stat").rpartition(")")[2].split()[11:13]))


def read_kilobytes(pid: int) -> int:
    lines = read(pid, "smaps_rollup").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def list_descendants(pid: int) -> list[int]:
    children = [int(child) for child in read(pid, f"task/{pid}/children").split()]
    return [*children, *(each for child in children for each in list_descendants(child))]


def read(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="fibro-idle-") as folder:
        processes = measure_idle(Path(sys.argv[1] if len(sys.argv) > 1 else folder))
    print(*processes, sep="\n")
    megabytes, share = sum(process.megabytes for process in processes), sum(process.share for process in processes)
    print(f"an idle site takes {megabytes:.0f} MB and {share:.2f} % of a core")


if __name__ == "__main__":
    main()
