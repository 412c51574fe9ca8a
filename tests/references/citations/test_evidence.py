"""What readers are told of the evidence of a page."""

import pytest
from django.utils.translation import override

from references.citations.evidence import MEANINGS, describe_evidence_briefly, summarise_evidence
from references.enums import EvidenceKind, Status
from references.models import Reference


def work(kind: str = "", population: str = "", status: str = Status.NORMAL) -> Reference:
    return Reference(evidence_kind=kind, population=population, status=status)


def sentence(*works: Reference) -> str:
    summary = summarise_evidence(works)
    return summary.sentence if summary else ""


@pytest.mark.parametrize(
    ("works", "words"),
    [
        ([], ""),
        ([work(), work()], ""),
        ([work("trial")], "This page rests on one clinical trial."),
        (
            [work("laboratory", "mice"), work("systematic-review"), work("cohort", "women; in Rome")],
            (
                "This page rests on one systematic review, one cohort study (women) "
                "and one study in animals or cells (mice)."
            ),
        ),
        ([work("opinion")] * 3 + [work()], "This page rests on three opinions and one other work."),
        ([work("trial", "men"), work("trial", "men")], "This page rests on two clinical trials (men)."),
        ([work("trial", "men")] * 11 + [work()] * 2, "This page rests on 11 clinical trials and two other works."),
        (
            [work("guideline"), work("trial", status=Status.RETRACTED)],
            "This page rests on one guideline. It also cites one work that was retracted or is in doubt.",
        ),
    ],
)
def test_page_says_what_it_rests_on(works: list[Reference], words: str) -> None:
    assert sentence(*works) == words


def test_german_pages_say_it_in_german() -> None:
    with override("de"):
        assert sentence(work("laboratory", "mice"), work("trial"), work("trial")) == (
            "Diese Seite stützt sich auf zwei klinische Studien und eine Studie an Tieren oder Zellen (Mäuse)."
        )


def test_legend_explains_the_kinds_of_the_page_alone() -> None:
    assert set(MEANINGS) == set(EvidenceKind)
    summary = summarise_evidence([work("opinion"), work("cohort"), work("opinion")])
    assert summary
    assert [kind for kind, _meaning in summary.kinds] == ["Cohort study", "Opinion"]


def test_margin_names_kind_and_population_briefly() -> None:
    assert describe_evidence_briefly(work("cohort", "women; one town")) == "Cohort study (women)"
    assert describe_evidence_briefly(work("cohort")) == "Cohort study"
    assert describe_evidence_briefly(work("", "women")) == "women"
