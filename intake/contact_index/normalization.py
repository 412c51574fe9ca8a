"""One spelling for each name, email address and telephone number, so that equal ones are found however they are typed.

Functions take and return text, and know no model. The same text gives the same result for ever: a change here makes
digests that are stored useless (`manage.py index_contacts --anew`).
"""

import re
import unicodedata

MIN_PHONE_DIGITS = 6
MAX_PHONE_DIGITS = 15  # ITU-T E.164
MAX_WORDS = 12
# Letters that no decomposition takes an accent from.
PLAIN_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "\u0131": "i", "æ": "a", "œ": "o", "þ": "th"})
# "Mueller" is Müller where there is no ü. So "Manuel" becomes "manul", here and in what is looked for.
WRITTEN_OUT = re.compile("([aou])e")
APOSTROPHES = re.compile("['`\u00b4\u02bc\u2018\u2019]")
# As in "+49 (0)30 1234": the zero is dialled only inside the country.
BRACKETED_PREFIX = re.compile(r"\(\s*0\s*\)")


def split_name(text: str) -> list[str]:
    """Return the words of a name, each once and sorted: "Anna-Lena MÜLLER" has anna, lena and muller."""
    plain = unicodedata.normalize("NFKC", APOSTROPHES.sub("", text)).casefold().translate(PLAIN_LETTERS)
    letters = [letter for letter in unicodedata.normalize("NFKD", plain) if unicodedata.category(letter) != "Mn"]
    words = "".join(letter if unicodedata.category(letter)[0] in "LM" else " " for letter in letters).split()
    return sorted({WRITTEN_OUT.sub(r"\1", word) for word in words})[:MAX_WORDS]


def normalize_email(text: str) -> str:
    """Return an email address in small letters, its domain as DNS has it; empty if it is none."""
    local, at, domain = unicodedata.normalize("NFKC", text).strip().casefold().rpartition("@")
    domain = domain.rstrip(".")
    if not (local and at and domain):
        return ""
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return f"{local}@{domain}"


def normalize_phone(text: str, *, country: str, national_prefix: str) -> str:
    """Return the digits of an international telephone number (E.164) without its plus; empty if it is none.

    A number without a country is taken for one of this country, given by its calling code. What follows a letter, such
    as an extension, is left out. Whether a number without national prefix lacks an area code cannot be known.
    """
    written = re.split(r"[^\W\d_]", unicodedata.normalize("NFKC", text).strip(), maxsplit=1)[0]
    has_plus = written.startswith("+")
    digits = "".join(str(int(sign)) for sign in BRACKETED_PREFIX.sub("", written) if sign.isdecimal())
    if has_plus or digits.startswith("00"):
        digits = digits.removeprefix("00")
        if national_prefix and digits.startswith(country + national_prefix):
            digits = country + digits.removeprefix(country + national_prefix)
    elif len(digits) >= MIN_PHONE_DIGITS:
        digits = country + digits.removeprefix(national_prefix)
    return digits if MIN_PHONE_DIGITS <= len(digits) <= MAX_PHONE_DIGITS else ""
