"""Ties a process to the one that started it, so that whatever kills a keeper leaves nothing running without one.

Linux tells a process of its parent's death by a signal. Elsewhere nothing does, and nothing is tied.
"""

import ctypes
import logging
import os
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, signum: int) -> None:
    """Have this process sent `signum` when `parent` dies, and end it now if that has happened already."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signum))
    if os.getppid() != parent:
        os._exit(1)


def exit_process() -> None:
    """End this process at once because it is of no more use, having no memory left. Its keeper starts another."""
    logging.shutdown()
    os._exit(1)
