"""How paragraphs are split into sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.review.claims.sentences import split_sentences

PIECES = st.sampled_from(
    ["z. B. ", "Dr. ", "2.5", " 3. Mai", "e.g. ", "„Ja.“ ", "\n", "- ", "1. ", "!", "? ", "Pain ", "hilft. ", "("]
)


def split(text: str, language: str = "en") -> list[str]:
    return [sentence.strip() for sentence in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Pain fell by 2.5 points.", "Sleep did not change."]),
        ("en", ["Dr. Lee said so, e.g. in vol. 3 (p. 12).", "Nobody knew."]),
        ("en", ['"It hurts." was all she said.', '"Really?" he asked.', "Yes!"]),
        ("en", ["No.", "We never do."]),
        ("en", ["See No. 5 for more.", "Then go on."]),
        ("en", ["She took vitamin D.", "He did not."]),
        ("en", ["J. A. Smith et al. wrote it.", "(They were three.)", "Others followed…", "Much later."]),
        ("en", ["1. Write it down.", "2. Bring it along."]),
        ("en", ["You must be 18.", "That is all."]),
        ("en", ["It has three parts:", "- sleep", "- stress"]),
        ("de", ["Das hilft z. B. Frau Dr. med. Weber, d. h. uns.", "Anderen nicht."]),
        ("de", ["Am 3. Mai war es der 2. Tag.", "Es waren 30.", "Mehr kamen nicht."]),
        ("de", ["„Tut das weh?“ fragte er.", "„Nein.“", "Dann ging er."]),
        ("de", ["Die Dosis (ca. 2,5 mg) steht auf S. 12.", "Sie ist klein usw. und reicht."]),
    ],
)
def test_text_is_split_where_sentences_end(language: str, sentences: list[str]) -> None:
    text = " ".join(sentences) if ":" not in sentences[0] else "\n".join(sentences)
    assert split(text, language) == sentences


@given(
    st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=4))).map("".join)),
    st.sampled_from(["en", "de", "fr"]),
)
def test_sentences_are_the_text(text: str, language: str) -> None:
    assert "".join(split_sentences(text, language)) == text
