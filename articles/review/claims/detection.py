"""Decides whether a sentence is a claim: whether it asserts something about health that needs evidence.

The words by which it decides are in `words/`. Questions, invitations, requests, announcements and the clinic's own
affairs are no claims, unless they name a dose, a share, a finding or a cure.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from articles.review.claims.numbers import find_number
from articles.review.claims.words import find_words, get_words

# Of a longer sentence the beginning is read.
MAX_SENTENCE_LENGTH = 1500
QUESTION = re.compile(r"""\?["'”’“»)\s]*$""")
# A question that asserts.
ASSERTING_QUESTION = re.compile(
    r"\W*(?:did you know that|wussten sie, dass|wussten sie schon, dass|wusstest du, dass)\b"
)
# A request that asserts.
ASSERTING_REQUEST = re.compile(
    r"\b(?:note|remember|know|mind|aware|forget|told|sure) that\b|\b(?:beachten|denken|wissen) sie(?: \w+)?, dass\b"
)
ADDRESSED = re.compile(
    r"\b(?:you|your|yours|yourself|we|our|us|let[’']s|i|me|my|sie|ihr|ihre[nmrs]?|ihnen|wir|uns|unser\w*|ich|mir|mich|mein\w*|du|dein\w*|euch)\b"
)
FIRST_PERSON = re.compile(r"\W*(?:i|my|ich|mein|meine|meinen|mir)\b")
CLINIC_SUBJECT = re.compile(
    r"\W*(?:this|the|our|each|every|a|dies\w*|der|die|das|unser\w*|jede\w*) (?:\w+ )?"
    r"(?:page|article|form|questionnaire|website|site|guide|leaflet|team|staff|doctors?|nurses?|reception|clinic|"
    r"practice|newsletter|button|link|video|figure|table|chart|glossary|"
    r"seite|artikel|text|formular|fragebogen|ärzt\w*|praxis|klinik|schaltfläche|abbildung|tabelle|glossar)\b"
)
CONDITION = re.compile(r"(?<!\w)(?:if|when|whenever|should|as soon as|wenn|falls|sobald|sollten?)\b")
GERMAN_REQUEST = re.compile(r"\W*\w+(?:en|n) sie\b")
FIRST_WORD = re.compile(r"\W*([\w’']+)")
DEFINITION = re.compile(
    r"\b(?:the (?:word|term|name)|is short for|stands for|is pronounced|"
    r"das wort|der begriff|der name|steht für|ausgesprochen)\b"
)
# Parts of the body, not comparatives; figures that show; no length of time; to tell somebody, not to be the reason.
MISLEADING = re.compile(
    r"\b(?:lower|upper) (?:back|limbs?|legs?|arms?|body|abdomen|jaw)\b|\bas shown (?:in|below|above|on|here)\b|"
    r"\bno (?:longer|more) than\b|\bno longer\b|\brather than\b|\bother than\b|\bsooner or later\b|"
    r"\b(?:mehr oder weniger|more or less|once more|more and more|mehr und mehr|nicht länger|nichts anderes als)\b|"
    r"\bmore than (?:one|once|a|an|just|words|enough)\b|\bmehr als (?:eine?|einmal|nur|genug|worte)\b|"
    r"(?<!\bwork )(?<!\bworks )(?<!\bworked )\bas (?:well|soon|long|far) as\b|\bsowohl\b.{1,80}\bals auch\b|"
    r"\bwie (?:in|unten|oben) gezeigt\b|\b(?:half|quarters?) (?:of )?an hour\b|"
    r"\b(?:halben?|viertel|dreiviertel) ?stunde\b|\bsafer sex\b|\bsicherer ort\b|"
    r"\bwith effect from\b|\beffective from\b|\b(?:hard|easy|how|difficult) to explain\b|\bexplain\w* to\b|"
    r"\bzu erklären\b|\b(?:need to|have to|must|should|may|can) come with\b"
)


class ClaimSign(StrEnum):
    """By what a claim is recognised. The surest comes first."""

    NUMBER = "number"
    DRUG = "drug"
    PROMISE = "promise"
    EVIDENCE = "evidence"
    EFFECT = "effect"
    COMPARISON = "comparison"


@dataclass(frozen=True)
class FoundSign:
    sign: ClaimSign
    # The words, in lower case.
    words: str


@dataclass(frozen=True)
class ReadSentence:
    """A sentence in lower case, in a language, and what can be said of it."""

    text: str
    language: str

    @cached_property
    def words(self) -> list[str]:
        return find_words(self.text)

    def find_entry(self, name: str) -> str:
        """Return what matches a list of words, or an empty string."""
        return get_words(name, self.language).find_entry(self.text, self.words)

    @cached_property
    def is_question(self) -> bool:
        return bool(QUESTION.search(self.text)) and not ASSERTING_QUESTION.match(self.text)

    @cached_property
    def is_about_health(self) -> bool:
        return bool(self.find_entry("topics"))

    @cached_property
    def is_own_affair(self) -> bool:
        """Whether it speaks to the reader, of the clinic or of this site."""
        return bool(ADDRESSED.search(self.text) or self.is_request or self.find_entry("housekeeping"))

    @cached_property
    def is_request(self) -> bool:
        first = FIRST_WORD.match(self.text)
        begins = first is not None and first[1] in get_words("imperatives", self.language)
        return begins or (self.language != "en" and bool(GERMAN_REQUEST.match(self.text)))

    @cached_property
    def is_invitation(self) -> bool:
        """Whether it invites, asks, announces, or advises what to do if something happens."""
        if ASSERTING_REQUEST.search(self.text):
            return False
        is_advice = bool(CONDITION.search(self.text)) and bool(self.find_entry("safety"))
        is_definition = bool(DEFINITION.search(self.text))
        return self.is_request or is_advice or is_definition or bool(self.find_entry("invitations"))

    @cached_property
    def asserts_health(self) -> bool:
        """Whether an effect or a comparison in it is about health, and is asserted."""
        is_told_otherwise = self.is_invitation or FIRST_PERSON.match(self.text) or CLINIC_SUBJECT.match(self.text)
        return self.is_about_health and not is_told_otherwise


def find_claim_sign(sentence: str, language: str) -> FoundSign | None:
    """Return by what a sentence is recognised as a claim, or None if it is none."""
    text = MISLEADING.sub(" ", " ".join(sentence[:MAX_SENTENCE_LENGTH].lower().split()))
    read = ReadSentence(text, language)
    if read.is_question:
        return None
    for sign, find in FINDERS.items():
        if words := find(read):
            return FoundSign(sign, words)
    return None


def find_amount(read: ReadSentence) -> str:
    return read.find_entry("shares") or find_number(
        read.text, read.language, is_own_affair=read.is_own_affair, is_about_health=read.is_about_health
    )


def find_drug(read: ReadSentence) -> str:
    drug = read.find_entry("drugs")
    return drug if drug and not read.find_entry("medicine_talk") else ""


def find_promise(read: ReadSentence) -> str:
    return "" if read.is_invitation else read.find_entry("cures")


def find_evidence(read: ReadSentence) -> str:
    return "" if read.is_invitation else read.find_entry("evidence")


def find_effect(read: ReadSentence) -> str:
    if not read.asserts_health:
        return ""
    return read.find_entry("effects") or ("" if read.find_entry("housekeeping") else read.find_entry("reasons"))


def find_comparison(read: ReadSentence) -> str:
    return read.find_entry("comparisons") if read.asserts_health else ""


FINDERS = {
    ClaimSign.NUMBER: find_amount,
    ClaimSign.DRUG: find_drug,
    ClaimSign.PROMISE: find_promise,
    ClaimSign.EVIDENCE: find_evidence,
    ClaimSign.EFFECT: find_effect,
    ClaimSign.COMPARISON: find_comparison,
}
