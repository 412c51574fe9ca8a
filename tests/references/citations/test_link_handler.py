import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import expand_db_html, extract_references_from_rich_text

from references.citations.features import CITATION_FEATURE, ENTITY_TYPE
from references.citations.numbering import parse_citations
from references.models import Reference
from tests.references.builders import cite, make_reference, make_work

# Characters that a form accepts: no control characters and no lone surrogates.
TYPED = st.characters(exclude_categories=["Cc", "Cs"])
FEATURES = ["bold", "italic", "link", "h3", "ol", "ul", CITATION_FEATURE]


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
def test_editor_loses_no_citation(works: list[int], words: list[str]) -> None:
    html = "<p>" + "".join(f"{word}{cite(work, 'label')}" for work, word in zip(works, words, strict=False)) + "</p>"
    cited = [object_id for _model, object_id, *_ in extract_references_from_rich_text(html)]
    again = [object_id for _model, object_id, *_ in extract_references_from_rich_text(through_the_editor(html))]
    assert again == cited


@given(
    locator=st.text(TYPED, max_size=20).map(str.strip),
    quote=st.text(TYPED, max_size=20).map(str.strip),
    why=st.text(TYPED, max_size=20).map(str.strip),
)
@example(locator="", quote='a < b & "c" > d’s it\'s </a>', why="<script>")
@pytest.mark.django_db
def test_citation_details_survive_the_editor(locator: str, quote: str, why: str) -> None:
    html = f"<p>a{cite(7, locator=locator, quote=quote, why=why)}</p>"
    [citation] = parse_citations(through_the_editor(html))
    assert (citation.work, citation.locator, citation.quote, citation.why) == (7, locator, quote, why)


@pytest.mark.django_db
def test_editor_entity_holds_the_details_and_problems_of_a_citation() -> None:
    gray = make_reference(work=make_work(abstract="Pain is real."))
    html = f"<p>a{cite(gray, locator='p. 3', quote='Pain is unreal.')}{cite(999)}</p>"
    state = json.loads(ContentstateConverter(FEATURES).from_database_format(html))
    assert list(state["entityMap"].values()) == [
        {
            "mutability": "IMMUTABLE",
            "type": ENTITY_TYPE,
            "data": {
                "id": str(gray.pk),
                "title": "Gray 2020. Findings of Gray",
                "problem": "The quote is not in the abstract. Copy it from the abstract word for word.",
                "locator": "p. 3",
                "quote": "Pain is unreal.",
            },
        },
        {
            "mutability": "IMMUTABLE",
            "type": ENTITY_TYPE,
            "data": {
                "id": "999",
                "title": "A work that is no longer in the library",
                "problem": "This work is no longer in the library, so readers do not see the citation.",
            },
        },
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_works_of_a_text_take_one_query(number: int, django_assert_num_queries: Any) -> None:
    html = "<p>" + "".join(f"word{cite(make_reference(f'Author{n}'))}" for n in range(number)) + "</p>"
    with django_assert_num_queries(1):
        ContentstateConverter(FEATURES).from_database_format(html)


@pytest.mark.django_db
def test_citation_outside_a_numbered_page_is_its_label() -> None:
    html = expand_db_html(f"<p>Pain {cite(make_reference(), 'Gray 2020')}</p>")
    assert html == "<p>Pain <a>Gray 2020</a></p>"


def test_cited_works_are_extracted_for_the_reference_index() -> None:
    found = list(extract_references_from_rich_text(f'{cite(7)}<a linktype="reference" id="x">no work</a>{cite(9)}'))
    assert found == [(Reference, "7", "", ""), (Reference, "9", "", "")]
