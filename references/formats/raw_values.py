"""Read the members of a JSON object that may hold anything, exactly as they are."""

from references.csl import Csl


def get_raw_text(work: Csl, variable: str) -> str:
    """Return a text or a number as text, with every space; nothing if the value is neither."""
    value = work.get(variable)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def filter_dicts(value: object) -> list[Csl]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
