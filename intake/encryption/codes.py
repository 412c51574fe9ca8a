"""Codes that people read to each other and write down: no look-alikes, no vowels (so no words), in groups of four."""

import secrets

# Without 0 O Q, 1 I L, 2 Z, 5 S, 8 B, U V and the vowels: 20 letters and figures that no hand-writing confuses.
CODE_ALPHABET = "CDFGHJKMNPRTWXY34679"
REFERENCE_LENGTH = 8
# 20 to the power of 20 is 86 bits.
SECRET_LENGTH = 20


def generate_reference() -> str:
    """What patient and clinic call a submission, as `XXXX-XXXX`. Random, and no secret."""
    return format_code("".join(secrets.choice(CODE_ALPHABET) for _ in range(REFERENCE_LENGTH)))


def derive_secret_code(key: bytes) -> str:
    """A code of 86 bits, as `XXXX-XXXX-XXXX-XXXX-XXXX`, from a 32-byte key: the same key always gives the same code."""
    number, letters = int.from_bytes(key, "big"), []
    for _ in range(SECRET_LENGTH):
        number, letter = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[letter])
    return format_code("".join(letters))


def parse_code(typed: str, *, length: int) -> str | None:
    """A code however it was typed: `k7nm 2xwd` is `K7NM-2XWD`. None where it cannot be a code of that length."""
    letters = "".join(character for character in typed.upper() if character.isalnum())
    return format_code(letters) if len(letters) == length and set(letters) <= set(CODE_ALPHABET) else None


def find_unknown_characters(typed: str) -> str:
    """The letters and figures that stand in no code of ours, each once, as they were typed: `O`, `0`."""
    return "".join(dict.fromkeys(one for one in typed if one.isalnum() and one.upper() not in CODE_ALPHABET))


def format_code(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
