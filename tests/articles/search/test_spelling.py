import pytest

from articles.models import SearchWord, SpellingKey
from articles.search.spelling import change_words, correct_words, measure_distance
from tests.articles.builders import queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_words(db: None) -> None:
    """Other tests of the folder leave the words of the starter site in place."""
    SearchWord.objects.all().delete()


WORDS = {"fibromyalgia", "stegemann", "amygdala", "memory", "müdigkeit", "sleep", "exercise", "talking"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fibromialgia", "fibromyalgia"),
        ("fybromialgia", "fibromyalgia"),
        ("fibromyalga", "fibromyalgia"),
        ("firbomyalgia", "fibromyalgia"),
        ("stegmann", "stegemann"),
        ("emygdala", "amygdala"),
        ("memmory", "memory"),
        ("mudigkeit", "müdigkeit"),
        ("sleap", "sleep"),
        # Two letters that sound alike, next to each other.
        ("exersice", "exercise"),
        # Another first letter makes another word of a short one.
        ("walking", "walking"),
        # Too far away, too short, or no words.
        ("fbrmlg", "fbrmlg"),
        ("slp", "slp"),
        ("sl33p", "sl33p"),
        ("sleep", "sleep"),
    ],
)
def test_nearest_word_of_the_site_is_found(typed: str, meant: str) -> None:
    change_words(set(), WORDS)
    with queries() as statements:
        assert correct_words([typed, "sleep"]) == [meant, "sleep"]
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("schmerzverarbeitung", ["schmerz", "verarbeitung"]),
        ("bewegungstherapie", ["bewegung", "therapie"]),
        ("schmerzambulanz", ["schmerz"]),
        ("rückenschmerz", ["schmerz"]),
        ("verarbeitung", ["verarbeitung"]),
        ("unbekanntes", ["unbekanntes"]),
    ],
)
def test_compound_is_looked_for_in_parts(typed: str, meant: list[str]) -> None:
    change_words(set(), {"schmerz", "verarbeitung", "bewegung", "therapie"})
    with queries() as statements:
        assert correct_words([typed]) == meant
    assert len(statements) <= 2


def test_commoner_one_of_two_near_words_is_meant() -> None:
    change_words(set(), {"paint", "pains"})
    change_words(set(), {"pains"})
    assert correct_words(["painz"]) == ["pains"]


def test_words_are_counted_as_long_as_an_entry_has_them() -> None:
    change_words(set(), {"sleep", "memory"})
    change_words(set(), {"sleep"})
    change_words({"sleep", "memory"}, {"sleep"})
    assert dict(SearchWord.objects.values_list("word", "entries")) == {"sleep": 2}
    change_words({"sleep"}, set())
    change_words({"sleep"}, set())
    assert not SearchWord.objects.exists()
    assert not SpellingKey.objects.exists()


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("pain", "pain", 0), ("pain", "pian", 1), ("pain", "pin", 1), ("pain", "paint", 1), ("pain", "sleep", 3)],
)
def test_distance_counts_errors_up_to_a_limit(one: str, other: str, distance: int) -> None:
    assert measure_distance(one, other, limit=2) == distance
