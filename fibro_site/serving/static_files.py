"""The folder of collected static files: what is in it is this site's own, and as new as its sources."""

import hashlib
import multiprocessing
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command

from fibro_site.serving import released_files


def claim_static_folder() -> None:
    """Mark the folder of static files as this site's own. Collecting them empties it, so a stranger's is refused."""
    folder, stamp = Path(settings.STATIC_ROOT), get_stamp_path()
    folder.mkdir(parents=True, exist_ok=True)
    if not stamp.exists() and any(folder.iterdir()):
        raise CommandError(
            f"{folder} holds files that this command did not put there, and it would delete them. "
            "Move them away, or choose another FIBRO_VAR."
        )
    # Empty until all is collected, and kept meanwhile: an interrupted start is no stranger at the next.
    stamp.write_text("", encoding="ascii")


def collect_static_files() -> None:
    for entry in Path(settings.STATIC_ROOT).iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != get_stamp_path():
            entry.unlink()
    call_command("collectstatic", interactive=False, verbosity=0)
    released_files.publish_static_files()
    get_stamp_path().write_text(digest_static_files(), encoding="ascii")


@contextmanager
def collecting_beside() -> Iterator[None]:
    """Collect in another process while the block runs. Raises CommandError with the reason if that fails.

    When the block is left by an exception, or this process is told to stop, the other one ends too.
    """
    fork = multiprocessing.get_context("fork")
    reader, writer = fork.Pipe(duplex=False)
    beside = fork.Process(target=collect_and_tell, args=[writer])
    beside.start()
    writer.close()
    try:
        yield
        reason = receive_reason(reader)
    finally:
        beside.terminate()
        beside.join()
    if reason:
        raise CommandError(f"Static files were not collected: {reason}.")


def collect_and_tell(writer: Connection) -> None:
    """Collect, and send why that failed, or nothing."""
    # As a process of its own it has nothing to undo: what it leaves is collected again at the next start.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        collect_static_files()
    except OSError as error:
        writer.send(error.strerror or str(error))
    except (CommandError, ValueError) as error:
        writer.send(str(error).rstrip("."))
    else:
        writer.send("")


def receive_reason(reader: Connection) -> str:
    try:
        return str(reader.recv())
    except EOFError:
        return "the process that did it ended"


def get_stamp_path() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def has_current_static_files() -> bool:
    try:
        return get_stamp_path().read_text(encoding="ascii") == digest_static_files()
    except OSError:
        return False


def digest_static_files() -> str:
    """Return a digest that changes when a static file, ours or a package's, is added, removed or written."""
    digest = hashlib.sha256()
    if released_files.is_shared():
        # With another bucket they are published again.
        digest.update(f"{settings.S3_SERVER['endpoint_url']} {settings.S3_BUCKET}\n".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
