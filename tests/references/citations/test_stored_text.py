"""Citations in stored text are found, and moved to another work."""

import re

from hypothesis import given
from hypothesis import strategies as st

from references.citations.stored_text import extract_cited_ids, replace_cited_work
from tests.references.builders import cite

WORKS = st.integers(1, 30)

ANCHORS = st.one_of(
    WORKS.map(cite),
    WORKS.map(lambda work: f'<a data-locator="p. {work}" id="{work}" data-id="{work}" linktype="reference">x</a>'),
    WORKS.map(lambda page: f'<a linktype="page" id="{page}">x</a>'),
    st.text(alphabet='ab<>"=\\ 7', max_size=8),
    st.just('<p>id="7" linktype="reference"</p>'),
)


@given(texts=st.lists(ANCHORS, max_size=6).map("".join), gone=WORKS, into=WORKS)
def test_replacing_a_work_changes_its_citations_only(texts: str, gone: int, into: int) -> None:
    after = replace_cited_work(texts, gone=gone, into=into)
    assert list(extract_cited_ids(after)) == [into if work == gone else work for work in extract_cited_ids(texts)]
    tags = re.compile(r'<a [^<>]*linktype="reference"[^<>]*>')
    assert tags.sub("", after) == tags.sub("", texts)
    if gone != into:
        assert replace_cited_work(replace_cited_work(texts, gone=gone, into=10**9), gone=10**9, into=gone) == texts


def test_replacing_a_work_keeps_other_numbers() -> None:
    text = '<p><a data-locator="p. 7" data-id="7" linktype="reference" id="7">7</a> <a linktype="page" id="7">7</a></p>'
    assert replace_cited_work(text, gone=7, into=12) == text.replace('reference" id="7"', 'reference" id="12"')
