"""The words by which the parts of an article are known, in English and German."""

import re

REFERENCES = re.compile(
    r"(?:selected |key |cited |scientific )?(?:references(?: and (?:notes|further reading))?|reference list"
    r"|list of references"
    r"|sources(?: and references)?|bibliography|works cited|literature(?: cited)?|citations|endnotes?|footnotes?"
    r"|literatur(?:verzeichnis|angaben|nachweise|hinweise|liste)?|quellen(?:verzeichnis|angaben|nachweise)?|referenzen"
    r"|einzelnachweise|nachweise|fußnoten)",
    re.IGNORECASE,
)
QUESTIONS = re.compile(
    r"(?:(?:frequently|commonly) asked questions|faqs?|common questions|your questions(?:,? answered)?"
    r"|questions (?:and|&) answers"
    r"|q ?& ?a|häufige fragen(?: und antworten)?|häufig gestellte fragen|oft gefragt|fragen (?:und|&) antworten)"
    r"(?: \(faqs?\)| ?[:–—-] .{2,60}| (?:about|on|zu|zur|zum|über) .{2,60})?",
    re.IGNORECASE,
)
INSIGHT_NAME = (
    r"(?:the )?key (?:insights?|take-?aways?|points?|messages?|findings?)|take-?(?:away|home)(?: message)?s?"
    r"|kern(?:aussagen?|punkte?|botschaft(?:en)?|erkenntnis(?:se)?)|wichtige erkenntnis(?:se)?"
    r"|schlüssel(?:erkenntnis(?:se)?|einsicht(?:en)?|botschaft(?:en)?)|das wichtigste(?: in kürze)?|merke|merksatz"
)
INSIGHT = re.compile(rf"\W*(?:{INSIGHT_NAME})(?: #?\d{{1,2}})?", re.IGNORECASE)
INSIGHT_BEGINNING = re.compile(
    rf"\W*(?:{INSIGHT_NAME})(?: #?\d{{1,2}})?\s*(?::|[–—-](?=\s)|\n)\s*(?=\S)", re.IGNORECASE
)
INVITATION = re.compile(
    r"(?:so,? )?(?:are you )?(?:ready|curious|wondering|interested|unsure)\b.{3,110}\?"
    r"|(?:do you )?want to (?:know|find out|see|learn)\b.{3,100}\?"
    r"|(?:could|does|might|is) this (?:apply|help|be right|right|be for|be an option|fit|sound)\b.{0,90}\?|(?:is"
    r"|are) (?:our|the) (?:clinic|approach|programme|program|method|treatment)\b.{0,60}\bright for you\?"
    r"|(?:sind sie )?(?:bereit|neugierig)\b.{3,110}\?|möchten sie (?:wissen|herausfinden|prüfen|erfahren"
    r"|sehen)\b.{3,100}\?"
    r"|(?:trifft|passt) (?:das|dies)\b.{0,90}\?|(?:the )?next steps?|take the next step|nächste(?:r)? schritte?"
    r"|(?:der )?nächste schritt",
    re.IGNORECASE,
)
BUTTON = re.compile(
    r"[\W_]*((?:check|see|test|verify|find out)(?: (?:if|whether|your|my|you|i|are|am|now|here|for"
    r"|free))* (?:eligibility|eligible|qualify)"
    r"(?: now| here)?"
    r"|(?:start|take|open|begin|fill in|complete) (?:the|our|a|your) (?:short |free |eligibility "
    r"|online )*(?:questionnaire|quiz|assessment|check|form|test|survey)(?: now)?"
    r"|get started(?: now| today)?|(?:book|schedule|request|arrange) (?:a|an|your)\b.{2,30}|contact us(?: now"
    r"| today)?|apply now|learn more"
    r"|(?:jetzt |hier )?(?:eignung|voraussetzungen) (?:jetzt )?(?:prüfen|testen|checken)|jetzt (?:prüfen|starten"
    r"|anfragen|testen)|(?:zum )?fragebogen(?: (?:starten|öffnen|ausfüllen|beginnen))?"
    r"|(?:zum|zur) (?:fragebogen|eignungsprüfung|selbsttest)|(?:jetzt )?termin (?:buchen|vereinbaren|anfragen)"
    r"|kontakt aufnehmen|mehr erfahren)[\W_]*",
    re.IGNORECASE,
)
# Lines that a website or a word processor puts around an article. Each stands alone.
SURROUNDING = re.compile(
    r"\W*(?:(?:page |article )?(?:last |date )?(?:updated|reviewed|modified|revised|published|posted)\b(?: on"
    r"| in)?\s*:?.{0,60}|(?:medically |fact[- ])?(?:reviewed|checked|edited|written|medically reviewed) by\b.{2,80}"
    r"|next review\b.{2,40}|(?:zuletzt |letzte )?(?:aktualisiert|geändert|geprüft|aktualisierung"
    r"|überarbeitet)\b.{0,50}|stand\s*:\s*.{3,30}|medizinisch geprüft\b.{2,80}"
    r"|(?:author|authors|autor|autorin|autoren|date|datum|version|category|kategorie|tags?|reading time|lesezeit"
    r"|from|to|subject|sent|cc|von|an|betreff|gesendet|slug|keywords?)\s*:.{1,100}"
    r"|\d{1,2} min(?:ute)?s?(?: read| lesezeit)?"
    r"|(?:©|\(c\)|copyright\b).{0,100}|.{0,60}all rights reserved\.?|.{0,60}alle rechte vorbehalten\.?|(?:page"
    r"|seite) \d+(?: (?:of|von) \d+)?|back to top|nach oben|share (?:this|on)\b.{0,40}|print this page)\W*",
    re.IGNORECASE,
)
PERSON_TITLE = r"(?:(?:Dr|Prof|PD|Priv\.-Doz|Mr|Mrs|Ms|Herr|Frau)\.?\s+(?:med\.\s+|rer\.\s+nat\.\s+)?)"
PERSON_WORDS = (
    r"[^\W\d_a-zß-öø-ÿ][\w.’'-]*(?:,?\s+(?:(?:and|und|&|von|van|de|der|MD|PhD)\s+)*[^\W\d_a-zß-öø-ÿ][\w.’'-]*)+"
)
BYLINE = re.compile(
    rf"\W*(?:(?i:by|von|text|written by|verfasst von)\b:?\s+{PERSON_TITLE}*|{PERSON_TITLE}+){PERSON_WORDS}(?<![.!?])\W*"
)
TITLE_LABEL = re.compile(r"(?:title|titel|headline|überschrift)\s*:\s*", re.IGNORECASE)
QUESTION_LABEL = re.compile(r"\W{0,3}(?:q(?:uestion)?|f(?:rage)?)\s*\d{0,2}\s*[:.)–-]\s+", re.IGNORECASE)
ANSWER_LABEL = re.compile(r"\W{0,3}(?:a(?:nswer)?|antwort)\s*\d{0,2}\s*[:.)–-]\s+", re.IGNORECASE)
TYPED_NUMBER = re.compile(r"(?:\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2}){1,2}[.)]?|[IVX]{1,4}\.|[A-H][.)])\s+(?=\S)")
# It may count the headings, or be part of one: `5 ways to sleep better`.
BARE_NUMBER = re.compile(r"(\d{1,2})\s+(?=\S)")
CLINIC_VIEW = re.compile(
    r"\s*[\[(]?\s*(?:this is )?(?:(?:the )?clinic[’']s (?:own )?view|our (?:own )?view|(?:eigene )?(?:ansicht"
    r"|sicht|auffassung) der klinik|unsere (?:eigene )?(?:ansicht|sicht|auffassung))\s*[:.]?\s*[\])]?\s*",
    re.IGNORECASE,
)
TABLE_CAPTION = re.compile(r"(?:table|tabelle|tab\.)\s*\d{0,2}\s*[.:–—-]?\s*(?=\S)", re.IGNORECASE)
MARKS_AROUND = " *_#\t\n:"
# A verb of every kind of sentence: a bare line that has one may be a sentence.
SENTENCE_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|could|will|would|should|may|might|must|does|do|did|shows?|means?|makes?|ist|sind|war|waren|hat|haben"
    r"|hatte|kann|können|wird|werden|soll|sollte|muss|müssen|darf|zeigt|bedeutet|macht)\b",
    re.IGNORECASE,
)
QUESTION_WORD = re.compile(
    r"(?:why|how|what|when|where|who|which|whose|warum|wie|was|wann|wo|wer|welche[rs]?|wozu|weshalb|woher)\b",
    re.IGNORECASE,
)


def matches_wholly(pattern: re.Pattern[str], words: str) -> bool:
    """Return whether a line is what the pattern says and nothing else: numbers before it and marks behind it aside."""
    words = words.strip(MARKS_AROUND)
    number = TYPED_NUMBER.match(words) or BARE_NUMBER.match(words)
    return any(pattern.fullmatch(words[start:].strip(MARKS_AROUND)) for start in {0, number.end() if number else 0})
