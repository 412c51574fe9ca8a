import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.citations.quotes import is_quoted_from

ABSTRACT = """Pain is  real. In non-smokers (n = 5), CO<sub>2</sub> fell by 0.5% — “a lot”, they said.
It did not rise; p < 0.05."""
STANDING = [
    *("Pain is real", "Pain is real.", "is", "In non-smokers", "(n = 5)", "n = 5", "CO2 fell by 0.5%"),
    *("0.5% — “a lot”", "a lot", " they\n said. \u00a0It  did ", "p < 0.05", "p < 0.05."),
]
FOREIGN = [
    *("", " ", "pain is real", "Pain is not real", "smokers", "5%", "5% —", "p < 0", "p < 0.0", "ain is real"),
    *('"a lot"', "Pain … rise", "CO<sub>2</sub>", "di", "t rise", ".", "It did rise"),
]


@pytest.mark.parametrize("quote", STANDING)
def test_words_of_the_abstract_are_a_quote(quote: str) -> None:
    assert is_quoted_from(quote, ABSTRACT)


@pytest.mark.parametrize("quote", FOREIGN)
def test_other_words_and_parts_of_words_are_no_quote(quote: str) -> None:
    assert not is_quoted_from(quote, ABSTRACT)


def test_nothing_is_quoted_from_an_empty_abstract() -> None:
    assert not is_quoted_from("Pain", "")


WORDS = st.lists(st.text("abé1", min_size=1, max_size=4), min_size=1, max_size=12)


@given(words=WORDS, data=st.data())
def test_any_run_of_words_is_a_quote_in_any_spacing(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    assert is_quoted_from(" \n".join(words[start:end]), "\u2009".join(words))


@given(words=WORDS, other=st.text("abé1", min_size=1, max_size=4))
def test_only_whole_words_are_a_quote(words: list[str], other: str) -> None:
    assert is_quoted_from(other, " ".join(words)) == (other in words)
