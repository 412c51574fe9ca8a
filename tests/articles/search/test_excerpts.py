import pytest

from articles.search.excerpts import EXCERPT_LENGTH, build_pattern, mark_words, write_excerpt

HOSTILE = '<script>alert("pain")</script> & pain'


@pytest.mark.parametrize(
    ("word", "text", "marked"),
    [
        ("sleep", "Sleeping badly", "<mark>Sleeping</mark> badly"),
        ("memories", "A memory", "A <mark>memory</mark>"),
        ("schmerzgedaechtnis", "Das Schmerzgedächtnis", "Das <mark>Schmerzgedächtnis</mark>"),
        ("muller", "Frau Müller", "Frau <mark>Müller</mark>"),
        ("groesse", "Die Größe", "Die <mark>Größe</mark>"),
        ("ein", "Rheinland", "Rheinland"),
        ("a.b", "aXb", "aXb"),
        ("pain", HOSTILE, "&lt;script&gt;alert(&quot;<mark>pain</mark>&quot;)&lt;/script&gt; &amp; <mark>pain</mark>"),
    ],
)
def test_words_are_marked_and_the_rest_is_escaped(word: str, text: str, marked: str) -> None:
    assert mark_words(text, build_pattern([word], ["en", "de"])) == marked


def test_a_letter_that_lengthens_does_not_shift_the_marks() -> None:
    assert mark_words("İİİ ﬁ pain", build_pattern(["pain"], ["en"])) == "İİİ ﬁ <mark>pain</mark>"


def test_excerpt_is_the_paragraph_with_most_of_the_words() -> None:
    text = "A heading\nOnly pain here.\nHere are pain and sleep."
    assert write_excerpt(text, build_pattern(["pain", "sleep"], ["en"])) == (
        "Here are <mark>pain</mark> and <mark>sleep</mark>."
    )
    assert write_excerpt(text, build_pattern(["nothing"], ["en"])) == "A heading"
    assert write_excerpt("", None) == ""


def test_long_paragraph_is_cut_around_the_word() -> None:
    excerpt = write_excerpt(f"{'before ' * 200}pain {'after ' * 200}", build_pattern(["pain"], ["en"]))
    assert "<mark>pain</mark>" in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert len(excerpt) < EXCERPT_LENGTH + 20
    assert len(write_excerpt("x" * 10_000, build_pattern(["pain"], ["en"]))) <= EXCERPT_LENGTH + 1
