"""Says in words what kind of evidence a work is, what the kinds mean, and what a page rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from references.enums import EvidenceKind
from references.models import Reference

# What readers are told of each kind. It says no more than how such a work is made.
MEANINGS = {
    EvidenceKind.GUIDELINE: gettext_lazy("Experts weighed the studies of a question and say what to do."),
    EvidenceKind.SYSTEMATIC_REVIEW: gettext_lazy("All studies of one question, found and weighed by a fixed plan."),
    EvidenceKind.TRIAL: gettext_lazy("People were treated in different ways, mostly by lot, and compared."),
    EvidenceKind.COHORT: gettext_lazy("Groups were observed. This shows what goes together, not what causes what."),
    EvidenceKind.CASE_SERIES: gettext_lazy("What was seen in a few patients, without others to compare them with."),
    EvidenceKind.LABORATORY: gettext_lazy("Done in animals or cells. It may be different in people."),
    EvidenceKind.NARRATIVE_REVIEW: gettext_lazy("Experts sum up studies that they chose themselves."),
    EvidenceKind.OPINION: gettext_lazy("What its authors think."),
}
# The populations of the starter works, which are translated. Others are shown as the editor entered them.
STARTER_POPULATIONS = (
    gettext_noop("mice"),
    gettext_noop("people with irritable bowel syndrome, from a clinical trial"),
    gettext_noop("adults; 14 validation studies of the criteria"),
    gettext_noop("people with fibromyalgia; literature from 1955 to 2014"),
    gettext_noop("adults with fibromyalgia, more than 3000; randomised trials of eight weeks or longer"),
    gettext_noop("77 women with fibromyalgia and 79 control participants"),
    gettext_noop("people with fibromyalgia, and animal models"),
    gettext_noop("adults with fibromyalgia; 18 trials, 7903 people"),
    gettext_noop("people with fibromyalgia; 107 reviews and meta-analyses"),
    gettext_noop("people with fibromyalgia"),
    gettext_noop("adults with fibromyalgia; 13 randomised trials, 839 people"),
    gettext_noop("children, adolescents and adults with fibromyalgia; 23 randomised trials, 2031 people"),
    gettext_noop("people over 16 with chronic pain"),
    gettext_noop("people with nociplastic pain, fibromyalgia among them"),
    gettext_noop("adults; of 18 trials, six with 2249 people with fibromyalgia"),
    gettext_noop("mice given antibodies from people with fibromyalgia; mouse and human nerve tissue"),
    gettext_noop("adults with fibromyalgia, 98 % women; 29 randomised trials, 2088 people"),
    gettext_noop("adults in the United States; a survey of 8446 people"),
)
# One work of each kind, and several.
COUNTS = {
    EvidenceKind.GUIDELINE: (gettext_lazy("one guideline"), gettext_lazy("%(number)s guidelines")),
    EvidenceKind.SYSTEMATIC_REVIEW: (
        gettext_lazy("one systematic review"),
        gettext_lazy("%(number)s systematic reviews"),
    ),
    EvidenceKind.TRIAL: (gettext_lazy("one clinical trial"), gettext_lazy("%(number)s clinical trials")),
    EvidenceKind.COHORT: (gettext_lazy("one cohort study"), gettext_lazy("%(number)s cohort studies")),
    EvidenceKind.CASE_SERIES: (gettext_lazy("one case series"), gettext_lazy("%(number)s case series")),
    EvidenceKind.LABORATORY: (
        gettext_lazy("one study in animals or cells"),
        gettext_lazy("%(number)s studies in animals or cells"),
    ),
    EvidenceKind.NARRATIVE_REVIEW: (
        gettext_lazy("one narrative review"),
        gettext_lazy("%(number)s narrative reviews"),
    ),
    EvidenceKind.OPINION: (gettext_lazy("one opinion"), gettext_lazy("%(number)s opinions")),
}
OTHERS = (gettext_lazy("one other work"), gettext_lazy("%(number)s other works"))
DOUBTFUL = (
    gettext_lazy("It also cites one work that was retracted or is in doubt."),
    gettext_lazy("It also cites %(number)s works that were retracted or are in doubt."),
)
NUMBER_WORDS = (
    *(gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four"), gettext_lazy("five"), gettext_lazy("six")),
    *(gettext_lazy("seven"), gettext_lazy("eight"), gettext_lazy("nine"), gettext_lazy("ten")),
)
# Of so many works of a kind it is said who or what was studied.
NAMED_POPULATIONS = 2


@dataclass(frozen=True)
class EvidenceSummary:
    """What a page rests on, and the kinds of evidence among its works with their meaning, the strongest first."""

    sentence: str
    kinds: list[tuple[str, str]]


def describe_evidence(work: Reference) -> str:
    """Return the kind of evidence and who or what was studied, in the active language: `Cohort study (mice)`."""
    return join_population(str(work.get_evidence_kind_display()), translate_population(work.population))


def describe_evidence_briefly(work: Reference) -> str:
    """Return the same for the margin, where there is little room: of the population what is before a semicolon."""
    population = translate_population(work.population).partition(";")[0]
    return join_population(str(work.get_evidence_kind_display()), population)


def join_population(kind: str, population: str) -> str:
    return f"{kind} ({population})" if kind and population else kind or population


def translate_population(population: str) -> str:
    return _(population) if population in STARTER_POPULATIONS else population


def summarise_evidence(works: Iterable[Reference]) -> EvidenceSummary | None:
    """Return what a page rests on, or None if nothing is known of its works.

    Works that were retracted or are in doubt are counted apart: nothing rests on them.
    """
    listed = list(works)
    sound = [work for work in listed if not work.is_alarming]
    by_kind = {kind: [work for work in sound if work.evidence_kind == kind] for kind in EvidenceKind}
    if not any(by_kind.values()):
        return None
    parts = [describe_kind(kind, of_kind) for kind, of_kind in by_kind.items() if of_kind]
    if others := sum(not work.evidence_kind for work in sound):
        parts.append(count_works(OTHERS, others))
    sentence = _("This page rests on %(works)s.") % {"works": join_words(parts)}
    if doubtful := len(listed) - len(sound):
        sentence += f" {count_works(DOUBTFUL, doubtful)}"
    return EvidenceSummary(sentence, [(str(kind.label), str(MEANINGS[kind])) for kind, of in by_kind.items() if of])


def describe_kind(kind: EvidenceKind, works: Sequence[Reference]) -> str:
    """Return how many works of a kind there are, such as `one cohort study (mice)` or `four clinical trials`."""
    counted = count_works(COUNTS[kind], len(works))
    populations = dict.fromkeys(translate_population(work.population).partition(";")[0] for work in works)
    named = [population for population in populations if population]
    if len(works) > NAMED_POPULATIONS or not named:
        return counted
    return f"{counted} ({'; '.join(named)})"


def count_works(words: tuple[Promise, Promise], number: int) -> str:
    """Return the words for one or for several, with the number in them."""
    one, several = words
    return str(one) if number == 1 else str(several) % {"number": name_number(number)}


def name_number(number: int) -> str:
    """Return a number from two to ten in words, and a larger one in figures."""
    return str(NUMBER_WORDS[number - 2]) if 2 <= number < len(NUMBER_WORDS) + 2 else str(number)


def join_words(parts: Sequence[str]) -> str:
    """Return `one guideline, two opinions and one case series`."""
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
