"""A real SMTP server that fails on demand."""

import asyncio
import contextlib
import logging
import random
import socket
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

ACCEPT = "250 Message accepted for delivery"
CUT = "cut"  # accepts the message and breaks the connection instead of saying so
SLOW = "slow"  # accepts the message and says so only after the sender has given up
Script = Callable[[], str]


# aiosmtpd logs every command of every message.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class MailServer:
    """Answers each message as `script` says, by an SMTP reply, CUT or SLOW. Keeps the messages that it accepted."""

    def __init__(self, *, slowness: float = 2.0) -> None:
        self.script: Script = lambda: ACCEPT
        self.recipient_reply = "250 OK"
        self.letters: list[bytes] = []
        self.senders: list[str] = []
        self.replies: Counter[str] = Counter()
        self.slowness = slowness
        # Told of the session of each message.
        self.saw_session: Callable[[Session], object] = lambda _session: None
        self.close_sessions: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self._hold: threading.Event | None = None
        self._is_held = threading.Event()

    async def handle_RCPT(  # noqa: N802 -- the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.saw_session(session)
        reply = self.script()
        if self._hold is not None:
            reply = CUT
            self._is_held.set()
            await asyncio.to_thread(self._hold.wait, 10)
        with self._lock:
            self.replies[reply] += 1
            if reply in {ACCEPT, CUT, SLOW} and isinstance(envelope.content, bytes):
                self.letters.append(envelope.content)
                self.senders.append(envelope.mail_from or "")
        if reply == CUT:
            server.transport.abort()
            return ACCEPT
        if reply == SLOW:
            await asyncio.sleep(self.slowness)
            return ACCEPT
        return reply

    @property
    def message_ids(self) -> Counter[str]:
        """Return how often each message came."""
        with self._lock:
            return Counter(str(message_from_bytes(letter)["Message-ID"]) for letter in self.letters)

    def fail_at_random(self, odds: dict[str, float], seed: int) -> None:
        """Answer with each reply at its probability, and accept otherwise."""
        chance = random.Random(seed)  # noqa: S311 -- a test that can be run again
        replies, weights = [*odds, ACCEPT], [*odds.values(), 1 - sum(odds.values())]
        self.script = lambda: chance.choices(replies, weights)[0]

    @contextlib.contextmanager
    def holding_a_letter(self) -> Iterator[threading.Event]:
        """Keep senders waiting until the block ends. Yields an event that is set while one of them waits."""
        self._is_held.clear()
        self._hold = threading.Event()
        try:
            yield self._is_held
        finally:
            self._hold, hold = None, self._hold
            hold.set()

    @contextlib.contextmanager
    def listening(self, *, password: str | None = None, port: int = 0) -> Iterator[int]:
        """Serve until the block ends. Yields the port. With a password, whoever does not give it is refused."""

        def check(
            server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword
        ) -> AuthResult:
            return AuthResult(success=login.password.decode() == password, handled=False)

        options = {"authenticator": check, "auth_required": True, "auth_require_tls": False} if password else {}
        controller = CuttingController(self, hostname="127.0.0.1", port=port or free_port(), **options)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
            controller.start()
            self.close_sessions = controller.cut_all
            try:
                yield controller.port
            finally:
                controller.cut_all(and_close=True)
                controller.stop()


class CuttingController(Controller):
    """Closes open connections when it stops."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.talks: list[SMTP] = []

    def factory(self) -> SMTP:
        talk: SMTP = super().factory()
        self.talks.append(talk)
        return talk

    def cut_all(self, *, and_close: bool = False) -> None:
        async def cut() -> None:
            if and_close:
                self.server.close()
                await asyncio.sleep(0.01)  # whoever was accepted a moment ago has a transport only now
            for talk in self.talks:
                if talk.transport is not None:
                    talk.transport.abort()
            await asyncio.sleep(0.01)  # the loop needs a turn to close what was aborted

        asyncio.run_coroutine_threadsafe(cut(), self.loop).result(5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
