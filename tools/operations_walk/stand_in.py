#!/usr/bin/python3
"""Does what `systemctl` would, where systemd cannot be process 1: copied into the Debian of a walk.

Units are enabled by systemd's own program. Started are they here: with the account, the groups, the environment, the
umask and the working folder that the unit names, without new privileges, on a file system of which only what it names
can be written, and with its socket as file descriptor 3. Limits of memory and filters of system calls are not applied.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

UNITS = Path("/etc/systemd/system")
STATE = Path("/run/stand-in")
LOGS = Path("/var/log/stand-in")
REAL = "/usr/bin/systemctl"
Settings = dict[str, list[str]]


def main(verb: str, names: list[str]) -> None:
    STATE.mkdir(exist_ok=True)
    LOGS.mkdir(exist_ok=True)
    if verb == "daemon-reload":
        return
    if verb == "enable":
        os.execve(REAL, [REAL, verb, *names], {**os.environ, "SYSTEMD_OFFLINE": "1"})  # noqa: S606
    if names == ["nginx"]:
        # Debian started it when it was installed; its test of the settings leaves an empty file.
        pid = Path("/run/nginx.pid")
        is_running = pid.exists() and pid.read_text().strip()
        subprocess.run(["nginx", *(["-s", "reload"] if is_running else [])], check=True)
        return
    units = [unit for name in names for unit in list_parts(name)]
    if verb in {"stop", "restart"}:
        for unit in reversed(units):
            stop(unit)
    if verb in {"start", "restart"}:
        for unit in units:
            start(unit)


def list_parts(name: str) -> list[str]:
    """Return the units that a name stands for: a target for those that it wants, sockets and staff first."""
    if not name.endswith(".target"):
        return [name if "." in name else f"{name}.service"]
    wanted = [entry.name for entry in (UNITS / f"{name}.wants").iterdir()]
    return sorted(wanted, key=lambda unit: (not unit.endswith(".socket"), "staff-web" not in unit, unit))


def read_unit(name: str) -> Settings:
    found: Settings = defaultdict(list)
    for file in (UNITS / "clinic-.service.d/hardening.conf", UNITS / name):
        for line in file.read_text(encoding="utf-8").splitlines():
            key, is_setting, value = line.partition("=")
            if is_setting and not line.startswith("#"):
                found[key].append(value)
    return found


def start(name: str) -> None:
    """Start a unit. A socket waits for its service, a timer for its time, and is not run."""
    if not name.endswith(".service"):
        return
    unit = read_unit(name)
    if unit["Type"] == ["oneshot"]:
        for path in unit["ConditionPathIsDirectory"]:
            if not Path(path).is_dir():
                return
        for command in [*unit["ExecStart"], *unit["ExecStartPost"]]:
            failed = subprocess.run(build_command(unit, command), env=build_environment(unit), check=False).returncode
            if failed and not command.startswith("-"):
                sys.exit(f"{name} failed ({failed}): {command}")
        return
    listener = open_socket(name)
    environment = build_environment(unit)
    if listener:
        environment |= {"LISTEN_FDS": "1"}
    log = (LOGS / f"{name}.log").open("ab")
    process = subprocess.Popen(
        build_command(unit, unit["ExecStart"][0]),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        close_fds=listener is None,
        preexec_fn=lambda: pass_on(listener),  # noqa: PLW1509 -- there is one thread
    )
    (STATE / name).write_text(str(process.pid))


def open_socket(name: str) -> "socket.socket | None":
    file = UNITS / name.replace(".service", ".socket")
    if not file.exists():
        return None
    host, port = read_unit(file.name)["ListenStream"][0].split(":")
    listener = socket.create_server((host, int(port)), backlog=1024)
    listener.setblocking(False)
    return listener


def pass_on(listener: "socket.socket | None") -> None:
    """Make the socket the first file descriptor after standard error, as systemd does."""
    if listener:
        os.dup2(listener.fileno(), 3)
        os.set_inheritable(3, True)


def build_environment(unit: Settings) -> dict[str, str]:
    found = {"HOME": f"/var/lib/{unit['User'][0]}", "USER": unit["User"][0], "LANG": "C.UTF-8"}
    for file in unit["EnvironmentFile"]:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        found |= dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return found | dict(pair.split("=", 1) for pair in unit["Environment"])


def build_command(unit: Settings, command: str) -> list[str]:
    """Return the unit's command as systemd would run it: few rights, and a read-only file system but for its own."""
    writable = [f"/var/lib/{name}" for name in unit["StateDirectory"]]
    writable += [path for paths in unit["ReadWritePaths"] for path in paths.split()]
    hidden = [path.lstrip("-") for paths in unit["InaccessiblePaths"] for path in paths.split()]
    script = [f"mount --bind {path} {path}" for path in writable]
    script += ["mount --options remount,bind,ro /", "mount -t tmpfs -o mode=1777 tmpfs /tmp"]
    for path in hidden:
        cover = "mount --bind /dev/null" if Path(path).is_file() else "mount -t tmpfs -o mode=0,ro tmpfs"
        script += [f"if [ -e {path} ]; then {cover} {path}; fi"]
    user = unit["User"][0]
    rights = f"setpriv --reuid={user} --regid={user} --init-groups --no-new-privs --bounding-set=-all"
    # systemd's own writing of % and $ in a unit.
    said = command.lstrip("-").replace("%%", "%").replace("$$", "$")
    script += [f"cd {unit['WorkingDirectory'][0]}", f"umask {unit['UMask'][0]}", f"exec {rights} {said}"]
    return ["unshare", "--mount", "--propagation=private", "/bin/sh", "-fec", "\n".join(script)]


def stop(name: str) -> None:
    file = STATE / name
    if not file.exists():
        return
    pid = int(file.read_text())
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        file.unlink()
        return
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and read_state(pid) != "Z":
        if time.monotonic() > deadline:
            sys.exit(f"{name} does not stop.")
        time.sleep(0.1)
    file.unlink()


def read_state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
