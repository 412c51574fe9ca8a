"""The receipt: for an hour after sending, the browser that sent the answers shows the visitor's own code again.

The code is random. It is sealed in the draft's row under a secret of that browser alone, which neither the draft's
token nor its code to come back leads to: who could read the draft cannot read the receipt.

The secret is in the browser before anything is sent, so that a double click, or a connection that breaks while the
answer is on its way, still ends at the receipt. With the answer the browser gets the secret's successor, which follows
from it only by the site's own key; as soon as the browser comes with that, the first secret opens nothing any more. So
cookies that were copied before the sending are worth nothing after it.
"""

import base64
import re
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from intake.encryption import primitives
from intake.encryption.primitives import SealError
from intake.models import Draft

RECEIPT_LIFETIME = timedelta(hours=1)
SECRET_BYTES = 32
SECRET_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class ReceiptUnavailable(Exception):
    """The answers were sent by another browser, or longer ago than a receipt is kept."""


@dataclass(frozen=True)
class OpenedReceipt:
    code: str = field(repr=False)
    # What the browser holds from now on.
    secret: str = field(repr=False)


def generate_receipt_secret() -> str:
    """What a browser holds until it has sent its answers."""
    return secrets.token_urlsafe(SECRET_BYTES)


def seal_receipt(draft: Draft, code: str, *, secret: str) -> dict[str, Any]:
    """The columns of the draft's row that keep the code for the holder of the secret."""
    key = derive_receipt_key(derive_next_secret(secret))
    return {
        "sealed_code": primitives.seal_bytes(key, code.encode(), context=build_receipt_context(draft.pk)),
        "receipt_until": timezone.now() + RECEIPT_LIFETIME,
    }


def open_receipt(draft: Draft, secret: str) -> OpenedReceipt:
    """The code, for the browser that sent the draft.

    Raises ReceiptShut.
    """
    is_open = draft.sealed_code and draft.receipt_until and draft.receipt_until > timezone.now()
    if not is_open or not SECRET_SHAPE.fullmatch(secret):
        raise ReceiptUnavailable
    if code := unseal_code(draft, secret):
        invalidate_first_secret(draft)
        return OpenedReceipt(code, secret)
    successor = derive_next_secret(secret)
    if not draft.is_receipt_shown and (code := unseal_code(draft, successor)):
        return OpenedReceipt(code, successor)
    raise ReceiptUnavailable


def unseal_code(draft: Draft, secret: str) -> str | None:
    try:
        return primitives.unseal_bytes(
            derive_receipt_key(secret), draft.sealed_code, context=build_receipt_context(draft.pk)
        ).decode()
    except SealError:
        return None


def invalidate_first_secret(draft: Draft) -> None:
    """The browser holds the successor now: the secret that it held while sending opens nothing from here on."""
    if not draft.is_receipt_shown:
        Draft.objects.filter(pk=draft.pk).update(is_receipt_shown=True)
        draft.is_receipt_shown = True


def clear_expired_receipts() -> int:
    """Take away the codes whose hour is over; gives their number."""
    over = Draft.objects.filter(receipt_until__lte=timezone.now())
    return over.update(sealed_code=b"", receipt_until=None)


def derive_next_secret(secret: str) -> str:
    digest = salted_hmac("intake.receipts/successor", secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def derive_receipt_key(secret: str) -> bytes:
    return primitives.derive_key(secret.encode(), "intake.draft/receipt")


def build_receipt_context(draft_pk: uuid.UUID) -> str:
    return primitives.build_seal_context("draft", draft_pk, "receipt")
