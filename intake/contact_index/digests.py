"""The digests that contact details are found by: HMAC-SHA256 under a key that only staff processes can derive."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings

from intake.contact_index import normalization
from intake.encryption import key_ring
from intake.engine.questions import Kind
from intake.enums import ContactKind

KEY_PURPOSE = "intake.contact-index"
DIGEST_HEX_DIGITS = 32


class Digest(NamedTuple):
    kind: ContactKind
    value: str


def compute_digest(kind: ContactKind, normalized: str) -> Digest:
    """Return the digest of a detail in its one spelling. Raises KeyUnavailable in a process of the public role."""
    key = key_ring.load_staff_key().key_for(KEY_PURPOSE)
    found = hmac.new(key, f"{kind}:{normalized}".encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
    return Digest(kind, found[:DIGEST_HEX_DIGITS])


def digest_name(text: str) -> list[Digest]:
    """Return a digest for each word of a name."""
    return [compute_digest(ContactKind.NAME_WORD, word) for word in normalization.split_name(text)]


def digest_full_name(text: str) -> list[Digest]:
    """Return the digest of all words of a name together, in any order; none for a single word."""
    words = normalization.split_name(text)
    return [compute_digest(ContactKind.FULL_NAME, " ".join(words))] if len(words) > 1 else []


def digest_email(text: str) -> list[Digest]:
    email = normalization.normalize_email(text)
    return [compute_digest(ContactKind.EMAIL, email)] if email else []


def digest_phone(text: str) -> list[Digest]:
    phone = normalization.normalize_phone(
        text, country=settings.PHONE_COUNTRY_CODE, national_prefix=settings.PHONE_NATIONAL_PREFIX
    )
    return [compute_digest(ContactKind.PHONE, phone)] if phone else []


def digest_contacts(details: Iterable[tuple[Kind, str]]) -> set[Digest]:
    """Return the digests of the contact details that one person gave, by the kinds of the questions."""
    given = list(details)
    found: set[Digest] = set()
    for kind, text in given:
        found.update(READERS[kind](text))
    full_name = " ".join(text for kind, text in given if kind is Kind.NAME)
    return found | set(digest_full_name(full_name))


READERS = {Kind.NAME: digest_name, Kind.EMAIL: digest_email, Kind.PHONE: digest_phone}
