"""Files in which the web processes of a machine share what they count, so that any of them can tell it all.

Each process has a file of its own for as long as it holds the lock beside it. A process that starts takes the first
file that nobody holds and goes on counting from there: nothing is lost but the last seconds when one dies, and there
are never more files than processes at once.
"""

import fcntl
import json
import os
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from fibro_site.metrics.counts import Counts, Numbers, counts
from fibro_site.whole_files import write_whole_file

MAX_FILES = 64


class SharedCounts:
    """The counts of this process, and the file where the others find them."""

    def __init__(self, counts: Counts, folder: Path) -> None:
        self.counts = counts
        self.folder = folder
        self.lock = threading.Lock()
        self.file: Path | None = None
        self.lock_file: int | None = None
        self.saved: Numbers = Counter()

    def save(self) -> None:
        """Write what was counted, if there is anything new. A full disk is no reason to stop counting."""
        with self.lock, suppress(OSError):
            if self.file is None:
                self.take_file()
            numbers = self.counts.copy()
            if self.file and numbers != self.saved:
                rows = [[*key, number] for key, number in numbers.items()]
                write_whole_file(self.file, json.dumps(rows).encode(), mode=0o600)
                self.saved = numbers

    def take_file(self) -> None:
        """Take the first file that no process holds, with what it says."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(MAX_FILES):
            descriptor = os.open(self.folder / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(descriptor)
                continue
            self.lock_file, self.file = descriptor, self.folder / f"{number}.json"
            self.counts.add(read_numbers(self.file))
            return

    def sum_up(self) -> Numbers:
        """Return what all processes of this machine counted together, those that ended too."""
        self.save()
        total = self.counts.copy()
        with suppress(OSError):
            for path in sorted(self.folder.glob("*.json")):
                if path != self.file:
                    total.update(read_numbers(path))
        return total

    def close(self) -> None:
        """Leave the file to another process."""
        if self.lock_file is not None:
            os.close(self.lock_file)
        self.file = self.lock_file = None


def read_numbers(path: Path) -> Numbers:
    """Return what a file says; nothing if it is missing, or if something else wrote it."""
    try:
        rows = json.loads(path.read_bytes())
        return Counter({tuple(str(part) for part in key): float(number) for *key, number in rows})
    except (OSError, ValueError, TypeError):
        return Counter()


# Of this process.
shared_counts = SharedCounts(counts, settings.METRICS_FOLDER)
