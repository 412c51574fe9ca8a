import pytest

from articles.importing.markers import MarkerStyle, find_markers
from articles.importing.phrases import Run, write_phrase

ALL = set(MarkerStyle)


def found(text: str) -> list[tuple[int, ...]]:
    return [marker.numbers for marker, _left in find_markers(write_phrase(text), ALL) if marker]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Pain is real [1].", [(1,)]),
        ("Pain is real [1,2] and old [3-5].", [(1, 2), (3, 4, 5)]),
        ("Pain [1, 3–5] and [2]–[4].", [(1, 3, 4, 5), (2, 3, 4)]),
        ("Pain [1], [2] and [1][2].", [(1, 2), (1,), (2,)]),
        ("Pain.¹ More.²,³ Most.⁴⁻⁶", [(1,), (2, 3), (4, 5, 6)]),
        ("Pain (1). Fear (2, 3) matters (4–6).", [(1,), (2, 3), (4, 5, 6)]),
        ("In [2019] and (2019), in [0, 1] and [0.5, 0.9].", []),
        ("95% CI [12, 45], range [2–5], on a scale [1-10].", []),
        ("The criteria: (1) pain, (2) sleep and (3) fatigue.", []),
        ("See Table (1), step (2), 34 (5) mice and grade (3).", []),
        ("An area of 10 m², 10³ cells, χ² and 5 kg/m².", []),
        ("Backwards [7–3], too long [1–900].", []),
    ],
)
def test_markers_and_what_only_looks_like_them(text: str, numbers: list[tuple[int, ...]]) -> None:
    assert found(text) == numbers


def test_superscript_runs_are_markers_unless_they_are_exponents() -> None:
    def raised(before: str, number: str) -> list[tuple[int, ...]]:
        phrase = (Run(before), Run(number, is_raised=True))
        return [marker.numbers for marker, _left in find_markers(phrase, ALL) if marker]

    assert raised("Pain is real.", "1,2") == [(1, 2)]
    assert raised("IL-6", "3–5") == [(3, 4, 5)]
    assert raised("in 2016", "4") == [(4,)]
    assert raised("ten m", "2") == []
    assert raised("10", "3") == []
    assert raised("the 1", "st") == []


def test_page_of_a_work_is_kept() -> None:
    [(marker, _left)] = find_markers(write_phrase("As was shown [3, p. 820]."), ALL)
    assert marker
    assert (marker.numbers, marker.locator) == ((3,), "p. 820")
