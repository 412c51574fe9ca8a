"""Random tokens, which a browser holds and the database knows only by their hash."""

import hashlib
import re
import secrets

TOKEN_BYTES = 32
# What `secrets.token_urlsafe(TOKEN_BYTES)` returns.
TOKEN_PATTERN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def generate_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Return whether a text has the form of a token, before anything is looked up or decrypted by it."""
    return bool(TOKEN_PATTERN.fullmatch(text))


def hash_token(token: str, *, purpose: str) -> str:
    """Return the hash by which a row knows its token. A plain hash will do: nobody can guess 256 random bits."""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()
