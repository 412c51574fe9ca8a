"""Files that are written whole or not at all."""

import os
from pathlib import Path


def write_whole_file(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write a file so that readers see either its old content or all of the new, even after a crash.

    The new content stands beside it under another name until it is on the disk. `mode` is for a new file.
    """
    # With the number of the process: another one may be writing the same file.
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
