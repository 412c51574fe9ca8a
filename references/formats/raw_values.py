"""Parts of a JSON object that may hold anything: plain answers, as they stand there."""

from typing import Any

from references.csl import Csl


def get_raw_text(work: Csl, variable: str) -> str:
    """A text or a number, every space kept; nothing if it is neither."""
    value = work.get(variable)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def filter_dicts(value: Any) -> list[Csl]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
