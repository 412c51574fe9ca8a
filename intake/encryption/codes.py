"""Codes that people write down and read to each other.

They are written in groups of four, without look-alikes and without vowels, so that none spells a word.
"""

import secrets

# Without 0 O Q, 1 I L, 2 Z, 5 S, 8 B, U V and the vowels: 20 letters and figures that no handwriting confuses.
CODE_ALPHABET = "CDFGHJKMNPRTWXY34679"
REFERENCE_LENGTH = 8
# 20 to the power of 20 is 86 bits.
SECRET_LENGTH = 20


def generate_reference() -> str:
    """Return a random reference as `XXXX-XXXX`, which patient and clinic call a submission by. It is no secret."""
    return format_code("".join(secrets.choice(CODE_ALPHABET) for _ in range(REFERENCE_LENGTH)))


def derive_secret_code(key: bytes) -> str:
    """Return a code of 86 bits, as `XXXX-XXXX-XXXX-XXXX-XXXX`, from a 32-byte key. The same key gives the same code."""
    number, letters = int.from_bytes(key, "big"), []
    for _ in range(SECRET_LENGTH):
        number, letter = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[letter])
    return format_code("".join(letters))


def parse_code(typed: str, *, length: int) -> str | None:
    """Return the code that was typed, `K7NM-2XWD` for `k7nm 2xwd`, or None if it cannot be a code of this length."""
    letters = "".join(character for character in typed.upper() if character.isalnum())
    return format_code(letters) if len(letters) == length and set(letters) <= set(CODE_ALPHABET) else None


def find_unknown_characters(typed: str) -> str:
    """Return the letters and figures that occur in no code, such as `O` and `0`, each once and as it was typed."""
    return "".join(dict.fromkeys(one for one in typed if one.isalnum() and one.upper() not in CODE_ALPHABET))


def format_code(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
