"""Checks the signature of a webhook of this site, and opens the answers that are sealed in it.

It stands alone: it needs Python 3.11 and `cryptography` 50, and nothing of the site. docs/sealed-format.md describes
what it reads. A program of your own reads the same from the request.

    open_webhook.py new KEY_FILE [--x25519]     make a key pair; print the public half, to be entered in the admin
    open_webhook.py open KEY_FILE SECRET_FILE < MESSAGE

MESSAGE is the JSON of {"headers": {...}, "body": "..."}: the headers with names in lower case, and the body as text.
SECRET_FILE holds the secret that both sides know (whsec_...).
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

SEED_BYTES = 64
MOST_SECONDS = 300


def make_key(file, *, only_x25519):
    """Write a private key that only this account can read: the seed of ML-KEM-768, if any, then X25519."""
    x25519 = X25519PrivateKey.generate()
    private, public = x25519.private_bytes_raw(), x25519.public_key().public_bytes_raw()
    if not only_x25519:
        mlkem = MLKEM768PrivateKey.generate()
        private, public = mlkem.private_bytes_raw() + private, mlkem.public_key().public_bytes_raw() + public
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
        new.write(private)
    print(base64.b64encode(public).decode())


def open_message(message, private, secret):
    """Return the FHIR QuestionnaireResponse of a message, or None if it brings no answers."""
    headers, body = message["headers"], message["body"]
    check_signature(headers, body, secret)
    sealed = json.loads(body)["data"].get("sealed_answers")
    if sealed is None:
        return None
    suite, key = load_key(private)
    info = f"intake.webhook/{headers['webhook-id']}/answers".encode()
    try:
        return json.loads(suite.decrypt(base64.b64decode(sealed["ciphertext"]), key, info=info))
    except InvalidTag:
        sys.exit("These answers are not sealed to this key, or not for this message.")


def check_signature(headers, body, secret):
    """Stop unless whoever knows the secret sent this message a moment ago."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    expected = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256)
    found = base64.b64decode(headers["webhook-signature"].removeprefix("v1,"))
    if not hmac.compare_digest(expected, found):
        sys.exit("The signature is wrong.")
    if abs(time.time() - int(headers["webhook-timestamp"])) > MOST_SECONDS:
        sys.exit("The message is old: it may be a repetition of somebody else's.")


def load_key(private):
    x25519 = X25519PrivateKey.from_private_bytes(private[-32:])
    if len(private) == 32:
        return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM), x25519
    mlkem = MLKEM768PrivateKey.from_seed_bytes(private[:SEED_BYTES])
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM), MLKEM768X25519PrivateKey(mlkem, x25519)


def main(arguments):
    match arguments:
        case ["new", file, *options] if options in ([], ["--x25519"]):
            make_key(file, only_x25519=bool(options))
        case ["open", file, secret]:
            response = open_message(
                json.load(sys.stdin), Path(file).read_bytes(), Path(secret).read_text(encoding="ascii").strip()
            )
            print(json.dumps(response, ensure_ascii=False, indent=2) if response else "No answers in this message.")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
