import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import expand_db_html, extract_references_from_rich_text

from references.features import CITATION, ENTITY_TYPE
from references.models import Reference
from tests.references.builders import cite, make_reference

FEATURES = ["bold", "italic", "link", "h3", "ol", "ul", CITATION]


def through_the_editor(html: str) -> str:
    converter = ContentstateConverter(FEATURES)
    return converter.to_database_format(converter.from_database_format(html))


def without_block_keys(html: str) -> str:
    return html.replace('<p data-block-key="a">', "<p>")


@pytest.mark.django_db
def test_citations_survive_the_editor() -> None:
    gray = make_reference()
    html = (
        f'<p data-block-key="a">Pain <b>and</b> fear{cite(gray, "Gray 2020")}{cite(999, "Gone")}, see'
        ' <a href="https://example.org">a site</a>.</p>'
    )
    assert through_the_editor(html) == html


@given(works=st.lists(st.integers(1, 10**9), max_size=5), words=st.lists(st.sampled_from(["a", "b &amp; c", "d"])))
@pytest.mark.django_db
def test_no_citation_is_lost_in_the_editor(works: list[int], words: list[str]) -> None:
    html = "<p>" + "".join(f"{word}{cite(work, 'label')}" for work, word in zip(works, words, strict=False)) + "</p>"
    cited = [object_id for _model, object_id, *_ in extract_references_from_rich_text(html)]
    again = [object_id for _model, object_id, *_ in extract_references_from_rich_text(through_the_editor(html))]
    assert again == cited


@pytest.mark.django_db
def test_the_editor_moves_a_citation_whole_and_knows_what_it_cites() -> None:
    gray = make_reference()
    state = json.loads(ContentstateConverter(FEATURES).from_database_format(f"<p>a{cite(gray)}{cite(999)}</p>"))
    assert list(state["entityMap"].values()) == [
        {
            "mutability": "IMMUTABLE",
            "type": ENTITY_TYPE,
            "data": {"id": str(gray.pk), "title": "Gray 2020. Findings of Gray", "missing": False},
        },
        {
            "mutability": "IMMUTABLE",
            "type": ENTITY_TYPE,
            "data": {"id": "999", "title": "This work is no longer in the library", "missing": True},
        },
    ]


@pytest.mark.django_db
def test_outside_a_numbered_page_a_citation_is_its_label() -> None:
    html = expand_db_html(f"<p>Pain {cite(make_reference(), 'Gray 2020')}</p>")
    assert html == "<p>Pain <a>Gray 2020</a></p>"


def test_wagtail_is_told_what_is_cited() -> None:
    found = list(extract_references_from_rich_text(f'{cite(7)}<a linktype="reference" id="x">no work</a>{cite(9)}'))
    assert found == [(Reference, "7", "", ""), (Reference, "9", "", "")]
