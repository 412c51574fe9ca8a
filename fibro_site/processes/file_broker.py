"""The default broker: files in a folder, robust against what may happen to that folder.

kombu's own filesystem transport ends the worker when the folder vanishes, and when a message was cut short by a full
disk or a killed writer. Our messages are hints without content, and beat sends the next one within seconds, so neither
is a reason to end.
"""

from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem


class Channel(filesystem.Channel):
    """A channel that creates its folders whenever it needs them, for this account alone."""

    @property
    def data_folder_in(self) -> str:
        return str(self.folder("data_folder_in"))

    @property
    def data_folder_out(self) -> str:
        return str(self.folder("data_folder_out"))

    @property
    def control_folder(self) -> Path:
        return self.folder("control_folder")

    def folder(self, option: str) -> Path:
        folder = Path(self.transport_options[option])
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _get(self, queue: str) -> Any:
        try:
            return super()._get(queue)
        except (ValueError, FileNotFoundError) as error:
            raise Empty from error

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        try:
            super()._queue_bind(exchange, routing_key, pattern, queue)
        except ValueError:
            # A killed process left the table unfinished; binding writes it anew.
            self._exchange_file(exchange).unlink(missing_ok=True)
            super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    Channel = Channel
