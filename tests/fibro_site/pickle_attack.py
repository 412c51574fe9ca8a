"""An object that runs code when it is unpickled."""

from pathlib import Path
from typing import Any


class Attack:
    """Creates a file when it is unpickled, which shows that foreign code has run."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        return Path.touch, (self.trace,)
