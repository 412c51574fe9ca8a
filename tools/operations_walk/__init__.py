"""Walks docs/operations.md in a new Debian, command by command, as somebody would who sets up a server with it.

    python -m tools.operations_walk [FOLDER]

Needs root, debootstrap, and the machine's own way to Debian's and Python's packages. The Debian is made in FOLDER
(default /var/tmp/operations-walk) and entered by chroot, with processes, mounts and a network of its own. The commands
are those of the page: every indented block of it is run, or is known here for what it is. No systemd can be process 1
there, so `stand_in.py` starts what the units say, with their account, environment, umask and read-only file system.
"""
