"""Runs one process of the Procfile and starts it again when it dies, until it is told to stop.

    python -m fibro_site.keep_alive NAME [PROCFILE]

honcho stops every process when one ends; a worker killed by the machine must not take the visitors' site with it. The
keeper knows its process by name, so that whoever kills "celery" by its command line does not kill the keeper too. On
SIGTERM or SIGINT the command is told to stop, given its time, then ended; nothing it started is left behind. A notice
cut off on its way keeps its claim in the outbox until the lease ends, and is then sent again.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from honcho.environ import parse_procfile

SHORTEST_PAUSE = 0.5  # seconds before the first new start; doubled each time it dies young
LONGEST_PAUSE = 30.0
YOUNG = 10.0  # seconds
GRACE = 4.0  # seconds to stop in; honcho kills this keeper after 5, and could not reach what it keeps


class Keeper:
    def __init__(self, command: str) -> None:
        # The shell fills in $PORT and its like, and steps aside.
        self.command = ["/bin/sh", "-c", f"exec {command}"]
        self.process: subprocess.Popen[bytes] | None = None
        self.is_stopping = False

    def stop(self, signum: int, frame: FrameType | None) -> None:
        self.is_stopping = True
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            signal.signal(signal.SIGALRM, self.lose_patience)
            signal.setitimer(signal.ITIMER_REAL, GRACE)

    def lose_patience(self, signum: int, frame: FrameType | None) -> None:
        if self.process is not None:
            end_group(self.process.pid)

    def run(self) -> int:
        """Keep the command running; its exit code once it was told to stop."""
        pause = SHORTEST_PAUSE
        while True:
            started = time.monotonic()
            code = self.run_once()
            if self.is_stopping:
                return code
            if time.monotonic() - started > YOUNG:
                pause = SHORTEST_PAUSE
            print(f"ended with {code}; starts again in {pause:g} s", flush=True)
            time.sleep(pause)
            if self.is_stopping:
                return code
            pause = min(pause * 2, LONGEST_PAUSE)

    def run_once(self) -> int:
        # A group of its own, so that children outliving a killed parent can be ended too.
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 -- the Procfile's command
        try:
            return self.process.wait()
        finally:
            end_group(self.process.pid)


def end_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    procfile = Path(sys.argv[2] if len(sys.argv) > 2 else "Procfile")
    keeper = Keeper(parse_procfile(procfile.read_text(encoding="utf-8")).processes[sys.argv[1]])
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, keeper.stop)
    sys.exit(keeper.run())
