"""A Debian in a folder: made by debootstrap, entered by chroot."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# What every Debian machine has, and a minimal one for a chroot has not.
ON_EVERY_MACHINE = "systemd,systemd-sysv,ca-certificates,iproute2,nftables"
CODE = Path(__file__).resolve().parents[2]
# Where the machine may keep certificates and its way to packages; it is taken over, not written down.
OWN_SETTINGS = ("/etc/pip.conf", "/etc/resolv.conf")
OWN_VARIABLES = ("http_proxy", "https_proxy", "no_proxy", "PIP_INDEX_URL", "UV_DEFAULT_INDEX")
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


class CommandFailed(Exception):
    """A command of the page ended with an error."""


@dataclass(frozen=True)
class Debian:
    """A running one. `pid` is its first process, on the host."""

    root: Path
    pid: int

    def run(self, script: str, *, online: bool = False, folder: str = "/srv/clinic") -> str:
        """Run a script with bash as root, and return what it prints. CommandFailed if a command of it fails."""
        namespaces = ["--mount", "--pid", "--uts"] + ([] if online else ["--net"])
        place = folder if (self.root / folder.lstrip("/")).exists() else "/"
        command = ["nsenter", f"--target={self.pid}", *namespaces, "chroot", str(self.root)]
        done = subprocess.run(
            [*command, "/bin/bash", "-euo", "pipefail", "-c", f"cd {place}\n{script}"],
            env=build_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandFailed(f"{script}\n\nended with {done.returncode}:\n{done.stdout[-4000:]}")
        return done.stdout


def build_environment() -> dict[str, str]:
    own = {name: os.environ[name] for name in OWN_VARIABLES if name in os.environ}
    certificates = dict.fromkeys(("PIP_CERT", "SSL_CERT_FILE"), "/walk/certificates.crt")
    return {
        **own,
        **certificates,
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
    }


def make_debian(folder: Path, *, suite: str = "bookworm") -> Path:
    """Return the root of a new Debian. What debootstrap made is kept beside it for the next time."""
    pristine, root = folder / suite, folder / "root"
    if not (pristine / "walk").exists():
        shutil.rmtree(pristine, ignore_errors=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={ON_EVERY_MACHINE}", suite, str(pristine)],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        (pristine / "walk").mkdir()
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "--archive", "--reflink=auto", str(pristine), str(root)], check=True)
    for name in filter(os.path.exists, OWN_SETTINGS):
        shutil.copyfile(name, root / name.lstrip("/"))
    shutil.copyfile(CERTIFICATES, root / "walk/certificates.crt")
    (root / "etc/apt/apt.conf.d/walk").write_text('APT::Get::Assume-Yes "true";\nDpkg::Use-Pty "false";\n')
    stand_in = root / "usr/local/sbin/systemctl"
    shutil.copyfile(Path(__file__).with_name("stand_in.py"), stand_in)
    stand_in.chmod(0o755)
    subprocess.run(
        ["git", "clone", "--quiet", "--bare", "--no-hardlinks", str(CODE), str(root / "walk/clinic.git")], check=True
    )
    return root


@contextmanager
def running(root: Path) -> Iterator[Debian]:
    """Start a Debian's first process; when the block ends, all its processes and mounts end with it."""
    # A root that is a mount can be made read-only for one process; the shell takes in processes without a parent.
    script = (
        f"mount --bind {root} {root} && mount -t proc proc {root}/proc && mount --rbind /dev {root}/dev "
        f"&& mount -t tmpfs tmpfs {root}/run && mount -t tmpfs -o mode=1777 tmpfs {root}/tmp "  # noqa: S108
        f"&& exec chroot {root} /bin/sh -c 'echo ready; while :; do sleep 1; done'"
    )
    unshare = ["unshare", "--mount", "--propagation=private", "--pid", "--net", "--uts", "--fork", "--kill-child"]
    process = subprocess.Popen([*unshare, "/bin/sh", "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            sys.exit("The Debian does not start.")
        pid = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
        debian = Debian(root, pid)
        debian.run("ip link set lo up; mkdir -p /run/lock", folder="/")
        yield debian
    finally:
        process.kill()
        process.wait()
