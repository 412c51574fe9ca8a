"""Rubrics: titles that journals print above many pieces, so that they name none: “Editorial”, “Reply”, “Nachruf”."""

import re

from references.identity.titles import fold_text, strip_accents

SMALL_WORDS_TEXT = """
    a an and of the in on for to with from der die das den dem des und fur im zur zum von de la le les et du del di e y
"""
SMALL_WORDS = set(SMALL_WORDS_TEXT.split())
# The words that rubrics are made of, in English and German.
RUBRIC_WORDS_TEXT = """
    abstract abstracts acknowledgement acknowledgements acknowledgment acknowledgments addenda addendum aktuelles
    anmerkung anmerkungen announcement announcements answers antwort antworten antwortschreiben aus author authors
    autor autoren autors beitrag beitrage bericht berichte berichtigung berichtigungen book books brief briefe buch
    buchbesprechung buchbesprechungen bucher buchrezension buchrezensionen buchtipp buchtipps buchvorstellung
    calendar clarification comment commentaries commentary comments communication communications concern conference
    congress contents contributors correction corrections correspondence corrigenda corrigendum cover diesem dieses
    discussion diskussion druckfehlerberichtigung editor editorial editorials editorische editors einfuhrung
    einleitung epilogue errata erratas erratum erwiderung events expression foreword front geleitwort gesprach guest
    heft herausgeber highlights im impressum index inhalt inhaltsverzeichnis interview interviews introduction
    introductory invited issue kommentar kommentare kongress kongressbericht kongressberichte korrektur korrekturen
    korrespondenz korrigendum kurzbericht kurzmitteilung leitartikel leser leserbrief leserbriefe letter letters
    literatur matter meeting meldungen memoriam mitteilung mitteilungen nachrede nachricht nachrichten nachruf
    nachrufe nachwort neues news note notes notice notices obituaries obituary our overview personalia perspective
    perspectives poster posters preamble preface presentations presse proceedings prologue publisher publishers
    questions reader readers rebuttal received redaktion redaktionelles reflections rejoinder remark remarks replies
    replik reply report reports response responses retracted retraction retractions review reviewer reviewers
    reviewing reviews rezension rezensionen ruckzug s schlusswort short society special stellungnahme summaries
    summary supplement symposium table tagung termine this titelseite title unser unsere untitled veranstaltungen
    viewpoint vorbemerkung vorwort welcome widerruf withdrawal withdrawals withdrawn your zusammenfassung
    zusammenfassungen ii iii iv zu views case autorenantwort edition zuschrift zuschriften oral references bibliography
    vortrag vortrage appendix anhang glossary glossar masthead imprint quiz
"""
RUBRIC_WORDS = set(RUBRIC_WORDS_TEXT.split())
# `Erratum: the title of another work`, `Reply to Miller`: several pieces about one work may have such a title.
ABOUT_ANOTHER_WORK = re.compile(
    r"\W*(?:(?:author|publisher|editor)s?['’]?s?\s+)?(?:errat(?:um|a)|corrigend(?:um|a)|correction|addendum|retraction"
    r"(?: notice)?|retracted|withdrawn|expression of concern|reply|replies|response|in reply|in response|comment"
    r"(?:ary|s)?|letter|editorial|re|foreword|preface|abstracts?|vorwort|geleitwort|obituary|book review"
    r"|berichtigung|korrektur|korrigendum|replik|antwort|erwiderung"
    r"|kommentar|nachruf|leserbrief|stellungnahme|widerruf|buchbesprechung|rezension)\b"
    r"(?:\s+(?:to|on|for|of|regarding|auf|an|zu|zum|zur|von|by)\b|\s*(?:[:.–—]|-\s))",
    re.IGNORECASE,
)


def is_rubric(title: str) -> bool:
    """Return whether many pieces may have this title: “Letters to the editor”, “Erratum: Pain in cold water”."""
    words = [word for word in get_significant_words(title) if not word.isdigit()]
    return bool((words and RUBRIC_WORDS.issuperset(words)) or ABOUT_ANOTHER_WORK.match(title))


def get_significant_words(text: str) -> list[str]:
    """Return the words of a title or a name, folded, without small words unless it has no others."""
    words = [fold_text(word) for word in re.findall(r"[^\W_]+", strip_accents(text))]
    return [word for word in words if word not in SMALL_WORDS] or words
