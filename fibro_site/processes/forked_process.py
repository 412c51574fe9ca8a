"""A child process made by fork: it has from the start all that its parent has loaded, and shares the memory with it.

Only a process without threads may fork like this. A child of one that has them may wait for ever on a lock that a
thread held at that moment.
"""

import logging
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from setproctitle import setproctitle

from fibro_site.processes import process_exit

# What the processes that keep others react to. A child does so by itself, or not at all.
HANDLED_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM)


class ForkedProcess:
    """A child that does one piece of work and ends, in a process group of its own.

    `title` is its command line in lists of processes. When this process dies, the child is sent `death_signal`. What
    the work returns, or raises SystemExit with, is the exit code. After a signal that is the signal's negative number.
    """

    def __init__(self, title: str, work: Callable[[], int], death_signal: int) -> None:
        self.returncode: int | None = None
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        # A signal for the child waits until its parent's handlers are out of the way.
        signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED_SIGNALS)
        try:
            self.pid = os.fork()
            if not self.pid:
                os.setsid()
                process_exit.exit_with_parent(parent, death_signal)
                run_child(title, work)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED_SIGNALS)

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs."""
        if self.returncode is None:
            # A signal's handler may ask in the middle of this, and get the answer.
            with suppress(ChildProcessError):
                ended, status = os.waitpid(self.pid, os.WNOHANG)
                if ended:
                    self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, seconds: float) -> int | None:
        """Return the exit code as soon as the process ends, or None if it does not within that time."""
        if self.poll() is None:
            with open_waitable(self.pid) as waitable:
                select.select(waitable, [], [], seconds)
        return self.poll()

    def send_signal(self, signum: int) -> None:
        # Once it is known to have ended, its number may be that of another process.
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signum)


@contextmanager
def open_waitable(pid: int) -> Iterator[list[int]]:
    """Give what `select` finds readable once the process has ended: nothing on a system that has no such thing."""
    try:
        descriptor = os.pidfd_open(pid)
    except (AttributeError, OSError):
        yield []
        return
    try:
        yield [descriptor]
    finally:
        os.close(descriptor)


def run_child(title: str, work: Callable[[], int]) -> NoReturn:
    """Do the work of a child, and end it as an interpreter would, without a step of its parent's."""
    code = 1
    try:
        for signum in HANDLED_SIGNALS:
            signal.signal(signum, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED_SIGNALS)
        setproctitle(title)
        code = work()
    except SystemExit as ended:
        code = read_exit_code(ended)
    except BaseException:  # noqa: BLE001 -- no error of a child may go on with its parent's work
        traceback.print_exc()
    finally:
        with suppress(BaseException):
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def read_exit_code(ended: SystemExit) -> int:
    """Return the exit code, and say the reason if there is a text instead."""
    if isinstance(ended.code, str):
        sys.stderr.write(f"{ended.code}\n")
        return 1
    return ended.code or 0
