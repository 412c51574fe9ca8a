"""Walks deploy/containers without an engine: the services of sides.yml and sqlite.yml, from a built image.

    buildah build --format docker --file deploy/containers/Containerfile --tag clinic . && python -m tools.containers

Each service gets what its file says: the image read-only, its volumes, its account without root and without any right
to get more, its settings, and a network of its own. What ends is run to its end, in order; what serves is started, and
asked by the health check of the image. It needs root and buildah. An engine does more than this: none was tried.
"""

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "deploy/containers"
FILES = ("sides.yml", "sqlite.yml")
# By root in a mount namespace of its own: {root} is that of the image.
ENTER = """
set -eu
mount --bind {root} {root}
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
mount -t tmpfs -o mode=1777 tmpfs {root}/tmp
{mounts}
mount -o remount,bind,ro {root}
ip link set lo up
exec chroot --userspec={user} {root} /usr/bin/env --ignore-environment --chdir={workdir} {environment} \
    setpriv --no-new-privs --inh-caps=-all {command}
"""
SECONDS_TO_ANSWER = 90


@dataclass(frozen=True)
class Image:
    root: Path
    config: dict[str, Any]


def merge_services() -> dict[str, dict[str, Any]]:
    """Return the services as the two files say together: a list of volumes goes on, settings are added."""
    merged: dict[str, dict[str, Any]] = {}
    for file in FILES:
        for name, service in yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))["services"].items():
            known = merged.setdefault(name, {})
            volumes = [*known.get("volumes", []), *service.get("volumes", [])]
            environment = {**known.get("environment", {}), **service.get("environment", {})}
            merged[name] = {**known, **service, "volumes": volumes, "environment": environment}
    return merged


def read_settings() -> dict[str, str]:
    lines = (FOLDER / "clinic.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def buildah(*arguments: str) -> str:
    return subprocess.run(["buildah", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


@contextmanager
def mounted(name: str) -> Iterator[Image]:
    container = buildah("from", name)
    try:
        config = json.loads(buildah("inspect", "--type=image", name))["Docker"]["config"]
        yield Image(Path(buildah("mount", container)), config)
    finally:
        buildah("rm", container)


def write_script(image: Image, service: dict[str, Any], volumes: Path) -> str:
    """Return the shell script that becomes the container of a service."""
    mounts = []
    for volume in service["volumes"]:
        name, target, *options = volume.split(":")
        if not (volumes / name).exists():
            own = image.root / target.lstrip("/")
            # As an engine does: a new volume is owned like the folder of the image in its place.
            subprocess.run(["install", "-d", "-m", "0700", str(volumes / name)], check=True)
            if own.exists():
                os.chown(volumes / name, own.stat().st_uid, own.stat().st_gid)
        mounts.append(f"mkdir -p {image.root}{target} && mount --bind {volumes / name} {image.root}{target}")
        mounts += [f"mount -o remount,bind,ro {image.root}{target}"] if options == ["ro"] else []
    environment = [*image.config["Env"], *(f"{key}={value}" for key, value in read_settings().items())]
    environment += [f"{key}={value}" for key, value in service["environment"].items()]
    command = [*service.get("entrypoint", image.config["Entrypoint"]), *service["command"]]
    return ENTER.format(
        root=image.root,
        mounts="\n".join(mounts),
        user=image.config["User"],
        workdir=image.config["WorkingDir"],
        environment=shlex.join(environment),
        command=shlex.join(command),
    )


def enter(script: str) -> list[str]:
    spaces = ["--mount", "--propagation=private", "--pid", "--net"]
    return ["unshare", *spaces, "--fork", "--kill-child", "sh", "-c", script]


@contextmanager
def serving(name: str, script: str, image: Image) -> Iterator[None]:
    process = subprocess.Popen(enter(script))
    try:
        if name.endswith("-web"):
            wait_for_answer(name, process, image)
        yield
        if process.poll() is not None:
            sys.exit(f"{name} ended with {process.returncode}")
    finally:
        end_container(process)


def end_container(process: subprocess.Popen[bytes]) -> None:
    """End the first process of a container, and so all others: the death of what started it does not reach it."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for child in children.read_text(encoding="ascii").split() if children.exists() else ():
        os.kill(int(child), signal.SIGKILL)
    process.wait(30)


def wait_for_answer(name: str, process: subprocess.Popen[bytes], image: Image) -> None:
    """Ask by the image's own health check, in the network of the container."""
    # With this machine's Python: it needs nothing of the image but its network.
    _how, _python, *code = image.config["Healthcheck"]["Test"]
    check = ["nsenter", f"--target={process.pid}", "--net", sys.executable, *code]
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while subprocess.run(check, stderr=subprocess.DEVNULL, check=False).returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{name} does not answer")
        time.sleep(0.5)
    print(f"{name}: healthy", flush=True)


def main() -> None:
    # So that a timeout ends the containers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    services = merge_services()
    with tempfile.TemporaryDirectory() as folder, mounted("clinic") as image, ExitStack() as running:
        for name, service in services.items():
            script = write_script(image, service, Path(folder))
            if service.get("restart") == "unless-stopped":
                running.enter_context(serving(name, script, image))
                continue
            subprocess.run(enter(script), check=True)
            print(f"{name}: done", flush=True)
        # None of them ends by itself meanwhile.
        time.sleep(10)
        public = sorted(path.name for path in (Path(folder) / "public/keys").iterdir())
        print(f"keys of the visitors' side: {', '.join(public)}")


if __name__ == "__main__":
    main()
