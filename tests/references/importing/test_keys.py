from references.importing.keys import CitationKeys, format_key_suffix
from tests.references.builders import make_work


def test_key_of_a_record_is_kept_if_it_is_free() -> None:
    keys = CitationKeys({"gray2020"})
    assert keys.take(make_work(id="Gray:2020a")) == "Gray:2020a"
    assert keys.take(make_work(id="gray2020")) == "gray2020a"


def test_key_is_made_of_family_name_and_year() -> None:
    keys = CitationKeys(set())
    works = [
        make_work(id="not a key"),
        make_work(id="7"),
        make_work("Müller"),
        make_work("王"),
        make_work(author=[], editor=[{"family": "Dunn"}]),
        make_work(author=[], title="Pain: a study"),
        make_work(issued=None),
    ]
    made = [keys.take(work) for work in works]
    assert made == ["gray2020", "gray2020a", "muller2020", "work2020", "dunn2020", "pain2020", "gray"]


def test_keys_of_one_author_are_unique() -> None:
    keys = CitationKeys({"gray2020b"})
    made = [keys.take(make_work()) for _ in range(1000)]
    assert made[:4] == ["gray2020", "gray2020a", "gray2020c", "gray2020d"]
    assert len(set(made)) == 1000


def test_key_suffixes_continue_after_z() -> None:
    assert [format_key_suffix(number) for number in (0, 1, 26, 27, 702, 703)] == ["", "a", "z", "aa", "zz", "aaa"]
