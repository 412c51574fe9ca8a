"""Where the processes of a machine share pages: a folder."""

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from fibro_site.page_cache.cached_page import CachedPage, load_page

# A page that is not rendered after so long never will be.
LOCK_SECONDS = 10
# Full folders are emptied down to this part of what they may hold, so that it is done seldom.
KEPT_PART = 0.8


class PageStore(Protocol):
    """A place for pages, by their keys. It may forget any of them at any time."""

    def get(self, key: str) -> CachedPage | None: ...
    def put(self, key: str, page: CachedPage) -> None: ...
    def lock(self, key: str) -> bool:
        """Return whether the caller is the only one who renders this page now."""
        ...

    def unlock(self, key: str) -> None: ...


class FolderStore:
    """A file for each page. Half a file, or one that something else wrote, counts as none."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self.bytes_since_pruning = max_bytes

    def get(self, key: str) -> CachedPage | None:
        try:
            return load_page((self.folder / key).read_bytes())
        except (OSError, ValueError):
            return None

    def put(self, key: str, page: CachedPage) -> None:
        """Write a page, whole or not at all. A full disk is no reason to refuse a reader the page."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix="new-", delete=False) as file:
                try:
                    file.write(page.dump())
                    file.close()
                    Path(file.name).replace(self.folder / key)
                except OSError:
                    Path(file.name).unlink(missing_ok=True)
                    raise
            self.bytes_since_pruning += page.size
            if self.bytes_since_pruning > self.max_bytes * (1 - KEPT_PART):
                self.prune()

    def prune(self) -> None:
        """Delete the oldest files once there are too many bytes, and what a process that was killed left behind."""
        self.bytes_since_pruning = 0
        files = []
        for entry in os.scandir(self.folder):
            with suppress(FileNotFoundError):
                facts = entry.stat()
                files.append((facts.st_mtime, facts.st_size, entry.path, entry.name))
        size = sum(file[1] for file in files)
        forgotten = time.time() - LOCK_SECONDS * 6
        for modified, bytes_, path, name in sorted(files):
            is_left_behind = ("." in name or name.startswith("new-")) and modified < forgotten
            if size > self.max_bytes * KEPT_PART or is_left_behind:
                Path(path).unlink(missing_ok=True)
                size -= bytes_

    def lock(self, key: str) -> bool:
        path = self.folder / f"{key}.lock"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - LOCK_SECONDS:
                    path.unlink(missing_ok=True)
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            return False
        except OSError:
            # Without a folder to write to everybody renders.
            return True
        return True

    def unlock(self, key: str) -> None:
        with suppress(OSError):
            (self.folder / f"{key}.lock").unlink(missing_ok=True)
