"""Sessions of staff that a copy of the database does not give away.

The cookie holds a random key. The row holds an HMAC of it, made with a secret that only staff processes have, and the
session's data (who is signed in, a second factor that is being set up), sealed with another. So nobody can make a
cookie from a row; and whoever can only write to the table can neither make nor read a row, nor move it to another
cookie.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from intake.encryption import key_ring, primitives

# In hex digits, as many as fit in Django's column: 160 bits.
ROW_KEY_LENGTH = 40


def hash_session_key(session_key: str | None) -> str:
    """Return the key of the row that belongs to the session key of a cookie."""
    secret = key_ring.load_staff_key().key_for("sessions.row")
    return hmac.new(secret, (session_key or "").encode(), hashlib.sha256).hexdigest()[:ROW_KEY_LENGTH]


def unseal_data(row_key: str, session_data: bytes | str) -> dict[str, object]:
    """Return a session's data, or nothing if it was not sealed by this site and for this row."""
    try:
        sealed = base64.b64decode(session_data, validate=True)
        return json.loads(primitives.unseal_bytes(get_data_key(), sealed, context=build_context(row_key)))
    except (ValueError, primitives.SealError):
        return {}


def get_data_key() -> bytes:
    return key_ring.load_staff_key().key_for("sessions.data")


def build_context(row_key: str) -> str:
    return f"fibro_site.session/{row_key}"


class SessionStore(db.SessionStore):
    """The store for `SESSION_ENGINE`. `session_key` is always that of the cookie; the row's never leaves this class."""

    def load(self) -> dict[str, object]:
        # The base class calls Model.get() and handles its exceptions; a filter gives the same result.
        row = self.rows().filter(expire_date__gt=timezone.now()).first() if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str | None) -> bool:
        return bool(session_key) and self.rows(session_key).exists()

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self.rows(key).delete()

    def create_model_instance(self, data: dict[str, object]) -> AbstractBaseSession:
        self._session_key = key = self.session_key or self._get_new_session_key()  # type: ignore[attr-defined]
        return self.model(
            session_key=hash_session_key(key), session_data=self.encode(data), expire_date=self.get_expiry_date()
        )

    def encode(self, session_dict: dict[str, object]) -> str:
        plain = json.dumps(session_dict, separators=(",", ":")).encode()
        context = build_context(hash_session_key(self.session_key))
        return base64.b64encode(primitives.seal_bytes(get_data_key(), plain, context=context)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, object]:
        return unseal_data(hash_session_key(self.session_key), session_data)

    def rows(self, session_key: str | None = None) -> Any:
        return self.model.objects.filter(session_key=hash_session_key(session_key or self.session_key))

    async def aload(self) -> dict[str, object]:
        return await sync_to_async(self.load)()

    async def aexists(self, session_key: str | None) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    async def acreate_model_instance(self, data: dict[str, object]) -> AbstractBaseSession:
        return await sync_to_async(self.create_model_instance)(data)
