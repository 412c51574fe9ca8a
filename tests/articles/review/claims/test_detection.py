"""Which sentences need evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.review.claims.detection import ClaimSign, find_claim_sign
from tools.claims import FOLDER, measure_file, read_labelled

LABELLED = ["labelled_en.txt", "labelled_de.txt"]
SETS = ("held_out", "unseen", "unseen_later", "unseen_last", "clinics", "clinics_later", "clinics_last")
HELD_OUT = [f"{name}_{code}.txt" for name in SETS for code in ("en", "de")]


@pytest.mark.parametrize("name", [*LABELLED, *HELD_OUT])
def test_claims_are_told_from_other_sentences(name: str) -> None:
    measured = measure_file(FOLDER / name)
    assert measured.precision >= 0.95, measured.alarmed
    assert measured.recall >= 0.95, measured.missed


def test_labelled_sentences_are_many_and_balanced() -> None:
    labels = {name: [is_claim for is_claim, _sentence in read_labelled(FOLDER / name)] for name in LABELLED}
    assert all(len(each) >= 120 and 0.4 <= sum(each) / len(each) <= 0.6 for each in labels.values())


@pytest.mark.parametrize(
    ("sentence", "sign", "words"),
    [
        ("Pain fell by 30% in a year.", ClaimSign.NUMBER, "30 %"),
        ("Three small trials of it exist.", ClaimSign.NUMBER, "three small trials"),
        ("Many are given pregabalin.", ClaimSign.DRUG, "pregabalin"),
        ("It was proven long ago.", ClaimSign.PROMISE, "proven"),
        ("Stress causes it in the brain.", ClaimSign.EFFECT, "causes"),
        ("Pain is stronger in the cold.", ClaimSign.COMPARISON, "stronger"),
    ],
)
def test_sign_names_the_words(sentence: str, sign: ClaimSign, words: str) -> None:
    found = find_claim_sign(sentence, "en")
    assert found
    assert (found.sign, found.words) == (sign, words)


@pytest.mark.parametrize(
    ("sentence", "language", "is_claim"),
    [
        ("Der Schmerzwert fiel bei unseren Patientinnen von 8 auf 4.", "de", True),
        ("Wir haben die Wartezeit von 8 auf 4 Wochen gesenkt.", "de", False),
        ("Betroffene wachen nachts zwanzigmal auf.", "de", True),
        ("Rufen Sie uns gern auch zweimal an.", "de", False),
        ("Sufferers wake up fourteen times a night.", "en", True),
        ("An illness that nobody sees is hard to explain to a family.", "en", False),
        ("Children under 12 must come with a parent.", "en", False),
    ],
)
def test_numbers_and_words_with_two_meanings(sentence: str, language: str, is_claim: bool) -> None:
    assert (find_claim_sign(sentence, language) is not None) == is_claim


def test_text_in_another_language_is_held_to_all_lists() -> None:
    assert find_claim_sign("Duloxetin lindert Schmerzen.", "fr")
    assert find_claim_sign("Walking reduces pain.", "fr")


@given(st.text(), st.sampled_from(["en", "de", "fr"]))
def test_no_text_raises(sentence: str, language: str) -> None:
    find_claim_sign(sentence, language)
