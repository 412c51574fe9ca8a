"""Sessions of staff, of which a copy of the database is worth nothing.

The cookie holds a random key, the row an HMAC of it under a secret that only staff processes have, and what the session
remembers (who is signed in, a second factor that is being set up) sealed under another. So neither can a cookie be made
from a row, nor a row be made, read, or moved to another cookie by whoever can only write the table.
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

# As many hex digits as Django's table takes: 160 bits.
ROW_KEY_LENGTH = 40


def hash_session_key(session_key: str | None) -> str:
    """What the table calls the session that this cookie opens."""
    secret = key_ring.load_staff_key().key_for("sessions.row")
    return hmac.new(secret, (session_key or "").encode(), hashlib.sha256).hexdigest()[:ROW_KEY_LENGTH]


class SessionStore(db.SessionStore):
    """For `SESSION_ENGINE`. `session_key` is always the cookie's; the row's never leaves this class."""

    def load(self) -> dict[str, Any]:
        # The base class asks Model.get() within its own handling of what is not there; a filter says the same.
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

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        self._session_key = key = self.session_key or self._get_new_session_key()  # type: ignore[attr-defined]
        return self.model(
            session_key=hash_session_key(key), session_data=self.encode(data), expire_date=self.get_expiry_date()
        )

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = json.dumps(session_dict, separators=(",", ":")).encode()
        return base64.b64encode(primitives.seal_bytes(self.data_key, plain, context=self.context)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What the session remembers; nothing if it was not sealed here and for this cookie."""
        try:
            sealed = base64.b64decode(session_data, validate=True)
            return json.loads(primitives.unseal_bytes(self.data_key, sealed, context=self.context))
        except (ValueError, primitives.SealError):
            return {}

    def rows(self, session_key: str | None = None) -> Any:
        return self.model.objects.filter(session_key=hash_session_key(session_key or self.session_key))

    @property
    def data_key(self) -> bytes:
        return key_ring.load_staff_key().key_for("sessions.data")

    @property
    def context(self) -> str:
        return f"fibro_site.session/{hash_session_key(self.session_key)}"

    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    async def aexists(self, session_key: str | None) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    async def acreate_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        return await sync_to_async(self.create_model_instance)(data)
