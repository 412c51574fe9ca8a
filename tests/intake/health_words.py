"""Words that would reveal to somebody else what an email is about."""

import re

HEALTH_WORDS = re.compile(
    r"fibro|pain|health|clinic|patient|medic|doctor|symptom|eligib|answer|questionnaire", re.IGNORECASE
)


def find_health_words(text: str, *, link: str) -> list[str]:
    """Return the words in a part of an email, apart from the link that it is sent for."""
    return HEALTH_WORDS.findall(text.replace(link, ""))
