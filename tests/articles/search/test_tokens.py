import pytest

from articles.search.questions import MAX_LENGTH, MAX_WORDS, read_question
from articles.search.tokens import build_tokens, find_stem, is_beginning


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("memories", "memory", "en"),
        ("sleeping", "sleep", "en"),
        ("schmerzen", "schmerz", "de"),
        ("schmerzgedächtnis", "schmerzgedaechtnis", "de"),
        ("müdigkeit", "muedigkeit", "de"),
        ("größe", "groesse", "de"),
        ("müller", "muller", "en"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str, language: str) -> None:
    assert find_stem(one, language) == find_stem(other, language)


def test_tokens_are_ascii_and_tell_where_and_in_which_language() -> None:
    tokens = build_tokens("en", "Pain", "Sleep Müller \u0431\u043e\u043b\u044c \U0001f600").split()
    assert tokens[:3] == ["henpain", "benpain", "bensleep"]
    assert {"benmuller", "benmueller"} <= {*tokens}
    assert all(token.isascii() and token.isalnum() for token in tokens)


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert build_tokens("de", "M\u00fcdigkeit", "") == build_tokens("de", "Mu\u0308digkeit", "")


def test_a_language_without_known_rules_keeps_its_words() -> None:
    assert find_stem("sleeping", "ja") == "sleeping"


def test_question_leaves_out_words_that_say_nothing() -> None:
    assert read_question("What helps with the pain?").words == ("helps", "pain")
    assert read_question("was ist das").words == ("was", "ist", "das")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("https://doi.org/10.1038/s41593-023-01291-x", ("10", "1038", "s41593", "023", "01291", "x")),
        ("doi: 10.1038/s41593", ("10", "1038", "s41593")),
        ("PMID: 37024573", ("37024573",)),
        ("https://pubmed.ncbi.nlm.nih.gov/37024573/", ("37024573",)),
        ("what is a PMID", ("pmid",)),
    ],
)
def test_numbers_of_works_are_looked_for_without_their_labels(typed: str, words: tuple[str, ...]) -> None:
    assert read_question(typed).words == words


@pytest.mark.parametrize(
    ("word", "language", "is_meant"),
    [
        ("schmerz", "de", True),
        ("schmerzen", "de", True),
        ("müdigkeit", "de", True),
        ("ängste", "de", True),
        ("häuser", "de", False),
        ("haeuser", "de", False),
        ("kids", "en", False),
        ("gut", "en", True),
        ("memory", "en", True),
        ("the", "en", False),
        ("dr", "en", False),
    ],
)
def test_longer_words_that_begin_with_a_stem(word: str, language: str, is_meant: bool) -> None:
    assert is_beginning(find_stem(word, language), word) == is_meant


def test_question_of_any_length_is_short() -> None:
    question = read_question(" ".join(f"word{number}" for number in range(2000)))
    assert question.is_cut
    assert len(question.text) <= MAX_LENGTH
    assert len(question.words) == MAX_WORDS
    assert not read_question("pain").is_cut


def test_what_no_database_stores_is_left_out() -> None:
    assert read_question("pa\x00in \ud800 sleep").text == "pa in sleep"
