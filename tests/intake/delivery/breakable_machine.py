"""The machine below the site, as far as a test can break it: a disk that fills up, and a clock that is moved.

Where this machine does not let a test have a small disk, `why_not` says why.
"""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

DISK_MEGABYTES = 600
MOVED_CLOCK = Path(__file__).parent / "moved_clock"
NOTICED_WITHIN_SECONDS = 1.0


class SmallDisk:
    """A filesystem of its own on a folder: ext4 in a file or, where there are no loop devices, in memory."""

    def __init__(self, folder: Path, image: Path) -> None:
        self.folder = folder
        self.image = image
        self.why_not = self.mount()

    def mount(self) -> str:
        """Mount it, and return why that was not possible, or nothing."""
        if os.getuid() != 0:
            return "only root may mount a small filesystem"
        failure = ""
        for command in (self.make_image, self.make_memory):
            try:
                subprocess.run(command(), check=True, capture_output=True)
            except (OSError, subprocess.CalledProcessError) as error:
                failure = f"{getattr(error, 'stderr', b'').decode().strip() or error}"
            else:
                return ""
        return f"no small filesystem can be mounted: {failure}"

    def make_image(self) -> list[str]:
        with self.image.open("wb") as file:
            file.truncate(DISK_MEGABYTES << 20)
        # As many files as the broker and the caches want, and no room that root alone may use.
        mkfs = ["mkfs.ext4", "-q", "-m", "0", "-i", "8192", str(self.image)]
        subprocess.run(mkfs, check=True, capture_output=True)
        return ["mount", "-o", "loop", str(self.image), str(self.folder)]

    def make_memory(self) -> list[str]:
        return ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "none", str(self.folder)]

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room on it until the block ends."""
        ballast = self.folder / "ballast"
        try:
            with ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(self.folder).free)
        except OSError:
            self.fill(ballast)
        try:
            yield
        finally:
            ballast.unlink()

    def fill(self, ballast: Path) -> None:
        """Write until nothing more fits, for what is free and cannot be had in one piece."""
        with contextlib.suppress(OSError), ballast.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def unmount(self) -> None:
        if not self.why_not:
            # What was ended just now may still close its files.
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False, capture_output=True)
        self.image.unlink(missing_ok=True)


class MovableClock:
    """The wall clock that the site's processes read, that of SQLite among it. A PostgreSQL has its own, and keeps it.

    What measures spans of time goes on as it was, as on a machine whose clock is set.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.move(0)
        # What a process needs in its environment to read this clock.
        self.environment = {"PYTHONPATH": str(MOVED_CLOCK), "TEST_CLOCK_FILE": str(file)}

    def move(self, seconds: int) -> None:
        """Set it so many seconds ahead of this machine's, in one piece, since processes read the file meanwhile."""
        new = self.file.with_suffix(".new")
        new.write_text(str(seconds), encoding="ascii")
        new.replace(self.file)

    def move_and_back(self, seconds: int, *, meanwhile: float) -> None:
        """Move it, let the site work for a while, and move it back. Every process has noticed both in the end."""
        self.move(seconds)
        time.sleep(meanwhile)
        self.move(0)
        time.sleep(NOTICED_WITHIN_SECONDS)
