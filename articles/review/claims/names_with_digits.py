"""Takes out of a sentence the figures that are no amounts: dates, times, phone numbers, prices, and names such as IL-6.

All functions take a sentence in lower case, and keep its length.
"""

import re

from articles.review.claims.words import WordList, get_words

YEAR = r"(?:1[89]|20)\d\d"
MONTH = (
    r"(?:jan(?:uary|uar)?|jänner|feb(?:ruary|ruar)?|march|märz|mar|apr(?:il)?|may|mai|june?|juni?|july?|juli|aug(?:ust)?|"
    r"sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\b\.?"
)
DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
RANGE = r"\s?(?:[-–,&]|to|bis|and|und|or|oder|until|till)\s?"
CLOCK = r"\d{1,2}(?:[:.]\d\d)?"
PHONE_WORDS = (
    r"call(?:ing)?|ring|dial|phone|text|tel|telephone|telefon\w*|fax|hotline|helpline|ruf\w*|wähl\w*|notruf\w*|"
    r"nummern?|unter|samaritans|sms"
)
# In this order: what is found first is taken out.
NAMES = re.compile(
    "|".join(
        [
            r"\b(?:https?://|www\.)\S+|\S+@\S+|#\d+|§+\s?\d+\w*",
            r"^\W*\(?\d{1,3}[.)](?=\s)",  # the marker of a list
            r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\s?\d{1,2}[./](?:\s?\d{2,4})?(?!\d)",
            rf"\b(?:{DAY}{RANGE})?{DAY}\s(?:of\s)?{MONTH}(?:,?\s{YEAR}\b)?",
            rf"\b{MONTH}\s{DAY}\b(?:{RANGE}{DAY}\b)?(?!\s?%)(?:,?\s{YEAR}\b)?",
            r"(?:\+|\b0)\d[\d\s()/–-]{5,}\d",
            rf"\b(?:{PHONE_WORDS})\b[^\d.;]{{0,24}}\d[\d\s/–-]{{1,20}}(?!\d|\s?(?:%|mg|prozent|jahr))",
            r"\b(?:999|112|911|110|144|116\s?\d{3})\b(?=\W*$|\s(?:or|oder|in an|at once|sofort|if|wenn|immediately))",
            rf"\b{CLOCK}(?:{RANGE}{CLOCK})?\s?(?:[ap]\.?m\b\.?|o[’']clock|uhr\b)|\b(?:[01]?\d|2[0-4]):[0-5]\d\b",
            r"\b24\s?/\s?7\b",
            r"\b(?:is|was|turned|ist|war|wurde|wird)\s\d\d(?=\s(?:and|und)\b|\W*$)|,\s\d\d(?=,)",  # an age
            r"\b\d+(?:st|nd|rd|th)\b",
            r"(?<!\w)[^\W\d_]+[-–‑]?\d[\w.]*(?:[-–‑]\w+)*",  # il-6, b12, covid-19  # noqa: RUF001
            # 5-ht, 12-week, 10-minuten-pause
            r"\b\d+-(?!fold|fach|mal\b|mg|prozent|percent|per-cent|µg|ml|g\b|times)[^\W\d_][\w-]*",
        ]
    )
)
YEARS = re.compile(rf"(?<!\w){YEAR}(?:\s?[-–/]\s?(?:{YEAR}|\d\d)(?!\d))?(?:s|er|ern)?\b(?![.,]\d)")
# What makes an amount of four figures that could be a year: `about 2000 steps`, `1950 mg`.
BEFORE_AMOUNT = re.compile(
    r"\b(?:about|around|over|than|nearly|almost|roughly|some|rund|etwa|circa|über|als|fast|knapp|ungefähr)\s$"
)
PRICES = re.compile(
    r"[€£$]\s?\d[\d.,]*(?![\d.,]|\s?(?:million|billion|m\b|bn))"
    r"|\b\d[\d.,]*\s?(?:€|£|euros?\b|pounds?\b|gbp\b|eur\b|chf\b|franken\b)"
)
SCALES = re.compile(r"\b[01]\s?(?:to|and|bis|und|[-–])\s?(?:10|100|5|3)\b")
BEHIND_LABEL = rf"\s?(?:nr\.?\s?)?\d+(?:\.\d+)*[a-z]?\b(?:{RANGE}\d+\b(?!\s?%))*"
# `Three times a week 30 minutes` names no week.
LABELLED = re.compile(rf"(?<!\w)(?<!\bpro )(?<!\bper )(?<!\ba )(?<!\beach )([^\W\d_]+)(\.?{BEHIND_LABEL})")
NEXT_WORD = re.compile(r"\s*([^\W\d_]+|%)")


def blank_names(text: str, language: str, *, is_own_affair: bool) -> str:
    """Return the text with spaces in place of such figures.

    `is_own_affair` tells that the sentence speaks to the reader or of the clinic: then `0 to 10` is a scale to answer
    on.
    """
    counted = get_words("counted_evidence", language)
    units = get_words("units", language)

    def blank_year(found: re.Match[str]) -> str:
        after = NEXT_WORD.match(text, found.end())
        is_counting = after is not None and (after[1] == "%" or after[1] in units or after[1] in counted)
        is_amount = is_counting or (after is not None and BEFORE_AMOUNT.search(text, 0, found.start()) is not None)
        return found[0] if is_amount else blank_match(found)

    blanked = YEARS.sub(blank_year, PRICES.sub(blank_match, NAMES.sub(blank_match, text)))
    if is_own_affair:
        blanked = SCALES.sub(blank_match, blanked)
    return blank_labelled(blanked, get_words("labels", language))


def blank_labelled(text: str, labels: WordList) -> str:
    """Blank the figures behind a label: `page 12`, `steps 1 to 3`."""
    return LABELLED.sub(lambda found: found[1] + " " * len(found[2]) if found[1] in labels else found[0], text)


def blank_match(found: re.Match[str]) -> str:
    return " " * len(found[0])
