"""Which claims a citation covers, in stored rich text of any kind."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.review.claims.coverage import find_claims, hash_sentence
from tests.references.builders import cite

MARKUP = st.sampled_from(
    ["<p>", "</p>", "<a ", 'linktype="reference" id="7">', "</a>", "<!--", "&amp;", '"', "<br/>", "Pain fell by 5%. "]
)


def cited(html: str, *shown: int) -> dict[str, bool]:
    """Return the claims of a text, and whether each is covered by one of the works shown."""
    return {claim.sentence: claim.is_covered(shown or {7, 8}) for claim in find_claims(html, "en")}


def test_citation_covers_its_sentence() -> None:
    html = f"<p>Rest causes pain.{cite(7)} Heat reduces pain{cite(8)}. Cold causes pain. We ask why.</p>"
    assert cited(html) == {"Rest causes pain.": True, "Heat reduces pain.": True, "Cold causes pain.": False}


def test_citation_in_the_last_sentence_covers_the_paragraph() -> None:
    html = f"<p>Rest causes pain. Heat reduces pain. Nobody knows why.{cite(7)}</p><p>Cold causes pain.</p>"
    assert cited(html) == {"Rest causes pain.": True, "Heat reduces pain.": True, "Cold causes pain.": False}


def test_citation_that_readers_do_not_see_covers_nothing() -> None:
    html = f"<p>Rest causes pain.{cite(7)}</p><p>Heat reduces pain.{cite(8)}</p>"
    assert cited(html, 8) == {"Rest causes pain.": False, "Heat reduces pain.": True}


def test_list_items_are_read_and_headings_and_labels_are_not() -> None:
    items = "<h3>Rest causes pain</h3><ul><li>Heat <b>reduces</b> pain &amp; stress</li></ul>"
    html = f"{items}<p>{cite(7, label='Pain 5% 2020')}</p>"
    assert cited(html) == {"Heat reduces pain & stress": False}


def test_first_words_are_located_in_the_source() -> None:
    html = "<p>We ask. Heat &amp; rest <b>reduce</b> pain.</p>"
    claim = next(find_claims(html, "en"))
    assert html[claim.start : claim.end] == "Heat &amp; rest "


def test_hash_changes_with_words_and_not_with_space() -> None:
    assert (
        hash_sentence("Pain  fell\nby 5%.") == hash_sentence("Pain fell by 5%. ") != hash_sentence("Pain fell by 6%.")
    )


@given(st.one_of(st.text(), st.lists(st.one_of(MARKUP, st.text(max_size=3))).map("".join)))
def test_no_source_raises(source: str) -> None:
    for claim in find_claims(source, "en"):
        assert 0 <= claim.start <= claim.end <= len(source)


@pytest.mark.parametrize(
    "build",
    [
        lambda: "<" * 300_000,
        lambda: '<a "' * 75_000,
        lambda: "1 2 " * 75_000,
        lambda: "word " * 60_000,
        lambda: "a." * 150_000,
        lambda: "(" * 300_000,
        lambda: "</a><a linktype='reference'" * 11_000,
        lambda: "€1.".join(["5,"] * 75_000),
    ],
)
def test_hostile_text_is_read_in_bounded_time(build: Callable[[], str]) -> None:
    begun = time.process_time()
    assert list(find_claims(build(), "de")) is not None
    assert time.process_time() - begun < 20
