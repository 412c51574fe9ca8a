"""Programs of the clinic's that are told of submissions, by webhooks and as a FHIR server, and fail when asked to."""

import base64
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

from tests.processes import happens_within
from tests.references.web.server import Script, WebServer, json_reply, reply

WEBHOOK_SECRET = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
STORED = json_reply(
    {"type": "transaction-response", "entry": [{"response": {"status": status}} for status in ("201", "201")]}
)
# How long a fault waits for something to be sent that it could spoil.
SPOILING_SECONDS = 3


class Program:
    """A web server that answers as it should, until a fault has it answer otherwise, or makes it disappear."""

    def __init__(self, answer: Script, count: Callable[[WebServer], Counter[str]]) -> None:
        self.answer = answer
        self.server = WebServer({"/": answer})
        self.count = count
        self.stack = ExitStack()
        self.stack.enter_context(self.server.listening())
        self.url = f"{self.server.url}/"

    @property
    def ids(self) -> Counter[str]:
        """Return how often each message came, by what the program would know it again by."""
        return self.count(self.server)

    def spoil(self, answer: Script) -> None:
        """Answer the next messages otherwise."""
        before = len(self.server.asked)
        self.server.paths["/"] = answer
        happens_within(lambda: len(self.server.asked) > before, SPOILING_SECONDS)
        self.server.paths["/"] = self.answer

    def spoil_slowly(self) -> None:
        self.spoil(self.server.slowly())

    def disappear(self) -> None:
        self.stack.close()
        time.sleep(1)  # during this time nobody listens
        self.stack.enter_context(self.server.listening(port=self.server.port))

    def close(self) -> None:
        self.stack.close()


def make_webhook_program() -> Program:
    return Program(
        reply(b"thanks"),
        lambda server: Counter(
            {name.lower(): value for name, value in asked.headers.items()}["webhook-id"] for asked in list(server.asked)
        ),
    )


def make_fhir_server() -> Program:
    """It stores a bundle unless it has one with this identifier, as the bundle asks it to."""
    return Program(
        STORED,
        lambda server: Counter(
            json.loads(asked.body)["entry"][0]["resource"]["identifier"]["value"] for asked in list(server.asked)
        ),
    )
