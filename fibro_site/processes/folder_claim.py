"""One site at a time runs in a folder: whoever starts it claims the folder, until that process ends, however it ends.

fibro_site/setup/preflight.py looks at the same lock before anything is set up.
"""

import fcntl
from pathlib import Path
from typing import IO

LOCK_NAME = "run.lock"


class FolderTaken(Exception):
    """Another site runs in the folder."""


def claim_folder(folder: Path) -> IO[bytes]:
    """Claim a folder for as long as the file that is returned stays open. A forked process has to close its copy.

    Raises FolderTaken, and OSError if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / LOCK_NAME).open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise FolderTaken(f"A site runs in {folder} already: stop it, or choose another folder (FIBRO_VAR).") from error
    return lock
