"""The words that BibLaTeX stores as keys, to be printed in the reader's language (english.lbx of BibLaTeX 3.20)."""

import re

PATENT_STRINGS = {
    "patent": "patent",
    "patreq": "patent request",
}
PATENT_COUNTRIES = {"de": "German", "eu": "European", "fr": "French", "uk": "British", "us": "U.S."}
COUNTRY_STRINGS = {
    "countryde": "Germany",
    "countryeu": "European Union",
    "countryep": "European Union",
    "countryfr": "France",
    "countryuk": "United Kingdom",
    "countryus": "United States of America",
}
LANGUAGE_STRINGS = """
    american brazilian bulgarian catalan croatian czech danish dutch english estonian finnish french galician german
    greek italian japanese latin latvian norwegian polish portuguese russian slovak slovene spanish swedish ukrainian
"""
BIBSTRINGS = {
    "bathesis": "Bachelor’s thesis",
    "mathesis": "Master’s thesis",
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
    "candthesis": "Candidate thesis",
    "resreport": "research report",
    "techreport": "technical report",
    "software": "computer software",
    "datacd": "CD-ROM",
    "audiocd": "audio CD",
    "newseries": "new series",
    "oldseries": "old series",
    "reprint": "reprint",
    "inpreparation": "in preparation",
    "submitted": "submitted",
    "forthcoming": "forthcoming",
    "inpress": "in press",
    "prepublished": "pre-published",
    "reviewof": "review of",
    "translationof": "translation of",
    **PATENT_STRINGS,
    **{
        f"{key}{land}": f"{name} {word}"
        for key, word in PATENT_STRINGS.items()
        for land, name in PATENT_COUNTRIES.items()
    },
    **COUNTRY_STRINGS,
    **{f"lang{name}": name.capitalize() for name in LANGUAGE_STRINGS.split()},
    **{f"from{name}": f"from the {name.capitalize()}" for name in LANGUAGE_STRINGS.split()},
}
PUBSTATE_KEYS = {words: key for key, words in BIBSTRINGS.items() if key in {"inpreparation", "inpress", "prepublished"}}


def expand_bibstrings(text: str) -> str:
    """Return the words of a field that is a key or a list of keys: `resreport`, `countryus and countryde`."""
    unwrapped = re.sub(r"\\bibstring\s*\{(\w+)\}", r"\1", text).strip()
    parts = re.split(r"(\s+and\s+|\s*[,/]\s*)", unwrapped)
    if not all(part in BIBSTRINGS for part in parts[::2]):
        return text
    return "".join(BIBSTRINGS.get(part, ", " if " and " in part else part) for part in parts)
