"""The receipt: for an hour after sending, the browser that sent the answers can show the visitor's own code again.

The code is random. It is sealed in the draft's row under a secret of that browser alone. Neither the draft's token nor
its return code leads to that secret, so whoever could read the draft cannot read the receipt.

The browser holds the secret before anything is sent, so that a double click, or a connection that breaks while the
answer is on its way, still ends at the receipt. With the answer the browser gets the secret's successor, which can be
derived from it only with the site's own key. As soon as the browser sends that, the first secret opens nothing any
more. So cookies that were copied before the sending are worth nothing after it.
"""

import base64
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypedDict

from django.utils import timezone
from django.utils.crypto import salted_hmac

from intake.encryption import primitives
from intake.encryption.primitives import SealError
from intake.models import Draft
from intake.token_sessions import tokens

RECEIPT_LIFETIME = timedelta(hours=1)


class ReceiptUnavailable(Exception):
    """The answers were sent by another browser, or longer ago than a receipt is kept."""


class ReceiptColumns(TypedDict):
    """The columns of a draft's row that hold its receipt."""

    sealed_code: bytes
    receipt_until: datetime


@dataclass(frozen=True)
class OpenedReceipt:
    code: str = field(repr=False)
    # What the browser holds from now on.
    secret: str = field(repr=False)


def seal_receipt(draft: Draft, code: str, *, secret: str) -> ReceiptColumns:
    """Return the columns of the draft's row that keep the code for the holder of the secret."""
    key = derive_receipt_key(derive_next_secret(secret))
    return {
        "sealed_code": primitives.seal_bytes(key, code.encode(), context=build_receipt_context(draft.pk)),
        "receipt_until": timezone.now() + RECEIPT_LIFETIME,
    }


def open_receipt(draft: Draft, secret: str) -> OpenedReceipt:
    """Return the code, for the browser that sent the draft. Raise ReceiptUnavailable for any other."""
    is_open = draft.sealed_code and draft.receipt_until and draft.receipt_until > timezone.now()
    if not is_open or not tokens.is_token(secret):
        raise ReceiptUnavailable
    if code := unseal_code(draft, secret):
        invalidate_first_secret(draft)
        return OpenedReceipt(code, secret)
    successor = derive_next_secret(secret)
    if not draft.is_receipt_shown and (code := unseal_code(draft, successor)):
        return OpenedReceipt(code, successor)
    raise ReceiptUnavailable


def unseal_code(draft: Draft, secret: str) -> str | None:
    """Return the code that the secret opens, or None."""
    try:
        return primitives.unseal_bytes(
            derive_receipt_key(secret), draft.sealed_code, context=build_receipt_context(draft.pk)
        ).decode()
    except SealError:
        return None


def invalidate_first_secret(draft: Draft) -> None:
    """Let the secret that the browser held while sending open nothing from now on: it holds the successor now."""
    if not draft.is_receipt_shown:
        Draft.objects.filter(pk=draft.pk).update(is_receipt_shown=True)
        draft.is_receipt_shown = True


def clear_expired_receipts() -> int:
    """Delete the codes whose hour is over, and return their number."""
    expired = Draft.objects.filter(receipt_until__lte=timezone.now())
    return expired.update(sealed_code=b"", receipt_until=None)


def derive_next_secret(secret: str) -> str:
    """Return the successor of a secret, which has the form of a token too."""
    digest = salted_hmac("intake.receipts/successor", secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def derive_receipt_key(secret: str) -> bytes:
    return primitives.derive_key(secret.encode(), "intake.draft/receipt")


def build_receipt_context(draft_pk: uuid.UUID) -> str:
    return primitives.build_seal_context("draft", draft_pk, "receipt")
