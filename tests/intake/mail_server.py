"""A real SMTP server that fails as it is told to."""

import asyncio
import contextlib
import random
import socket
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

ACCEPT = "250 Message accepted for delivery"
CUT = "cut"  # takes the letter, and breaks the connection instead of saying so
SLOW = "slow"  # takes the letter, and says so only after the sender has given up
Script = Callable[[], str]


class MailServer:
    """Answers each letter as `script` says: an SMTP reply, CUT or SLOW. Keeps what it took."""

    def __init__(self, *, slowness: float = 2.0) -> None:
        self.script: Script = lambda: ACCEPT
        self.recipient_reply = "250 OK"
        self.letters: list[bytes] = []
        self.replies: Counter[str] = Counter()
        self.slowness = slowness
        self._lock = threading.Lock()

    async def handle_RCPT(  # noqa: N802 -- the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = self.script()
        with self._lock:
            self.replies[reply] += 1
            if reply in {ACCEPT, CUT, SLOW} and isinstance(envelope.content, bytes):
                self.letters.append(envelope.content)
        if reply == CUT:
            server.transport.abort()
            return ACCEPT
        if reply == SLOW:
            await asyncio.sleep(self.slowness)
            return ACCEPT
        return reply

    @property
    def message_ids(self) -> Counter[str]:
        """How often each letter came."""
        with self._lock:
            return Counter(str(message_from_bytes(letter)["Message-ID"]) for letter in self.letters)

    def fail_at_random(self, odds: dict[str, float], seed: int) -> None:
        """Answer with each reply as often as its odds say, and accept else."""
        chance = random.Random(seed)  # noqa: S311 -- a test that can be run again
        replies, weights = [*odds, ACCEPT], [*odds.values(), 1 - sum(odds.values())]
        self.script = lambda: chance.choices(replies, weights)[0]

    @contextlib.contextmanager
    def listening(self, *, password: str | None = None, port: int = 0) -> Iterator[int]:
        """Serve until the block ends; gives the port. With a password, who does not give it is refused."""

        def check(
            server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword
        ) -> AuthResult:
            return AuthResult(success=login.password.decode() == password, handled=False)

        options = {"authenticator": check, "auth_required": True, "auth_require_tls": False} if password else {}
        controller = Controller(self, hostname="127.0.0.1", port=port or free_port(), **options)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
            controller.start()
            try:
                yield controller.port
            finally:
                controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
