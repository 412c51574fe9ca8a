"""How a process ends: together with the process that started it, or at once.

Linux sends a process a signal when its parent dies. Other systems do not; there it is not tied to its parent.
"""

import ctypes
import logging
import os
import sys

PR_SET_PDEATHSIG = 1


def exit_with_parent(parent: int, signum: int) -> None:
    """Have `signum` sent to this process when `parent` dies, so that it never runs unsupervised.

    Ends this process now if the parent has died already.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signum))
    if os.getppid() != parent:
        os._exit(1)


def exit_process() -> None:
    """End this process at once, because it is useless without memory. Its supervisor starts another."""
    logging.shutdown()
    os._exit(1)
