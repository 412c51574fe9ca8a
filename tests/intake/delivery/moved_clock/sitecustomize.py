"""Python runs this first in each process of the site under test: the process then reads a clock that the test can move.

The file TEST_CLOCK_FILE says by how many seconds. Only Python's wall clock and SQLite's are moved, not what measures
spans of time.
"""

import os
import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

CLOCK_FILE = Path(os.environ["TEST_CLOCK_FILE"])
READ_EACH_SECONDS = 0.2
connect = sqlite3.dbapi2.connect


class Clock:
    """By how much the clock of this process is moved, and what moves it."""

    def __init__(self) -> None:
        self.seconds = 0
        self.travel: time_machine.travel | None = None
        self.sqlite = connect(":memory:", check_same_thread=False)
        self.lock = threading.Lock()
        self.follow_file()

    def follow_file(self) -> None:
        """Start the thread that moves the clock, which no forked process inherits."""
        threading.Thread(target=self.read_file, daemon=True).start()

    def read_file(self) -> None:
        while True:
            wanted = int(CLOCK_FILE.read_text(encoding="ascii"))
            if wanted != self.seconds:
                self.move(wanted)
            time.sleep(READ_EACH_SECONDS)

    def move(self, seconds: int) -> None:
        if self.travel:
            self.travel.stop()
            self.travel = None
        self.seconds = seconds
        if seconds:
            self.travel = time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds))
            self.travel.start()
            time.time()  # it runs from the first time that it is read

    def strftime(self, *arguments: Any) -> Any:
        """Answer as SQLite's own function, except for what time it is now."""
        moved = [f"{self.seconds:+d} seconds"] if str(arguments[1]).upper() == "NOW" else []
        places = ", ".join("?" * (len(arguments) + len(moved)))
        with self.lock:
            return self.sqlite.execute(f"SELECT strftime({places})", [*arguments, *moved]).fetchone()[0]

    def connect(self, *arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.create_function("strftime", -1, self.strftime)
        return connection


clock = Clock()
sqlite3.dbapi2.connect = sqlite3.connect = clock.connect
os.register_at_fork(after_in_child=clock.follow_file)
