"""In which order the blocks of a body are read, wherever the editor put them."""

import pytest

from articles.models import ArticlePage
from articles.rendering.body import prepare_body
from articles.rendering.placing import place_blocks
from articles.review.citation_report import report_citations
from articles.review.content_hash import find_listed_works
from tests.articles.builders import Block, stream
from tests.references.builders import cite, make_reference

KINDS = {"h": "heading", "p": "prose", "g": "get_help", "s": "in_short"}


def block(letter: str, text: str = "<p>a</p>") -> Block:
    values = {
        "h": {"heading": "Heading"},
        "p": text,
        "g": {"heading": "Get help now", "signs": text, "contacts": [{"name": "Ambulance", "number": "112"}]},
        "s": {"points": [text]},
    }
    return {"type": KINDS[letter], "value": values[letter]}


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("php", "php"),
        ("ppg", "gpp"),
        ("phpg", "phgp"),
        ("phpgphpgg", "phgpphggp"),
        ("hpgs", "shgp"),
        ("hhg", "hhg"),
        ("", ""),
    ],
)
def test_blocks_are_read_in_their_places(stored: str, read: str) -> None:
    body = stream(*map(block, stored))
    assert [child.block_type for child in place_blocks(body).body] == [KINDS[letter] for letter in read]
    assert [child.block_type for child in body] == [KINDS[letter] for letter in stored]


def test_heading_of_whom_to_call_is_one_below_its_section(db: None) -> None:
    reading = prepare_body(stream(*map(block, "gphgs")))
    assert [child.value["level"] for child in reading.body if child.block_type == "get_help"] == [2, 3]
    assert [child.block_type for child in reading.opening] == ["in_short"]
    assert reading.has_rare_styles
    assert not prepare_body(stream(*map(block, "sph"))).has_rare_styles


def test_works_are_numbered_as_they_are_read(db: None) -> None:
    gray, dunn, webb = (make_reference(name) for name in ("Gray", "Dunn", "Webb"))
    parts = [block(kind, f"<p>a{cite(work)}</p>") for kind, work in (("p", gray), ("g", dunn), ("s", webb))]
    body = stream(*parts)
    expected = [webb, dunn, gray]
    assert [listed.reference for listed in prepare_body(body).references] == expected
    assert report_citations(body).works == expected
    assert find_listed_works(place_blocks(body).body) == expected
    # Moving a block within its section changes nothing that readers get.
    moved = stream(parts[2], parts[1], parts[0])
    assert ArticlePage(body=moved).describe_for_sign_off() == ArticlePage(body=body).describe_for_sign_off()
