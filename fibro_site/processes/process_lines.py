"""What the top process and the supervisors write to the log, in the form of the lines beside it.

They load no settings, so they know LOG_FORMAT from the environment alone.
"""

import json
import os
from datetime import UTC, datetime


def is_json() -> bool:
    return os.environ.get("LOG_FORMAT") == "json"


def write_line(text: str) -> str:
    """Return a line of a process that keeps others."""
    if not is_json():
        return text
    now = datetime.now(tz=UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": now, "level": "warning", "logger": __package__, "message": text}, ensure_ascii=False)


def name_process(title: str, width: int, line: str) -> str:
    """Return a line of a process below the top one with the title of that process."""
    if not is_json():
        return f"{title:<{width}} | {line}"
    # An interpreter that cannot start writes text, whatever is asked for.
    whole = line if line.startswith("{") else write_line(line)
    return f'{{"process": "{title}", {whole[1:]}'
