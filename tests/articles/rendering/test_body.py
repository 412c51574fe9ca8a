import gc
import re
from datetime import date

import pytest
from django.test import RequestFactory
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from articles.models import ArticlePage, FaqPage, HomePage, InformationPage
from articles.rendering.body import Heading, prepare_body
from references.enums import CitationStyle, EvidenceKind, Status
from references.models import CitationSettings, Reference
from tests.articles.builders import (
    get_starter_article,
    make_article,
    make_cited,
    prose,
    queries,
    questions,
    stream,
    table,
)
from tests.references.builders import cite, give_notice, make_reference, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(db: None) -> list[Reference]:
    return [make_reference(name) for name in ("Gray", "Dunn", "Webb", "Cole")]


def rendered(article: ArticlePage) -> str:
    request = RequestFactory().get("/")
    return article.serve(request).render().content.decode()


def numbers_in(html: str) -> list[str]:
    return [strip_tags(number) for number in re.findall(r'<sup class="citation">(.*?)</sup>', html)]


def test_citations_are_numbered_across_all_blocks(works: list[Reference]) -> None:
    gray, dunn, webb, cole = works
    body = stream(
        prose(f"<p>a{cite(webb)}</p>"),
        {"type": "key_insight", "value": {"text": f"<p>b{cite(gray)}{cite(webb)}</p>"}},
        {
            "type": "loop_diagram",
            "value": {
                "title": "Loop",
                "steps": [{"label": "a", "effect": "b"}, {"label": "c", "effect": "d"}],
                "caption": f"<p>c{cite(dunn)}</p>",
            },
        },
        {"type": "quote", "value": {"text": f"<p>d{cite(gray)}</p>", "attribution": ""}},
        table(f"<p>t{cite(gray)}</p>", [f"<p>u{cite(webb)}</p>", ""], ["", f"<p>v{cite(dunn)}</p>"]),
        questions(f"<p>e{cite(dunn)}{cite(cole)}{cite(gray)}</p>", f"<p>f{cite(cole)}</p>"),
    )
    reading = prepare_body(body)
    shown = "".join(str(block) for block in reading.body)
    assert numbers_in(shown) == ["1", "1,2", "3", "2", "2", "1", "3", "2–4", "4"]
    assert [listed.reference for listed in reading.references] == [webb, gray, dunn, cole]
    assert [[mention.letter for mention in listed.cited.mentions] for listed in reading.references] == [
        ["a", "b", "c"],
        ["a", "b", "c", "d"],
        ["a", "b", "c"],
        ["a", "b"],
    ]


def test_table_is_numbered_in_reading_order(works: list[Reference]) -> None:
    gray, dunn, webb, cole = map(cite, works)
    body = stream(table(f"<p>{cole}</p>", [f"<p>{webb}</p>", f"<p>{dunn}</p>"], [f"<p>{gray}</p>", f"<p>{dunn}</p>"]))
    html = str(prepare_body(body).body[0])
    assert numbers_in(html) == ["1", "2", "3", "4", "3"]
    assert re.findall(r"<th scope=.(\w+).>", html) == ["col", "col", "row", "row"]


def test_numbers_follow_the_order_of_the_page(site: None) -> None:
    first_mentions = list(dict.fromkeys(re.findall(r'href="#ref-(\d+)"', rendered(get_starter_article()))))
    assert first_mentions[:5] == ["1", "2", "3", "4", "5"]
    assert first_mentions == sorted(first_mentions, key=int)


def test_rendering_twice_gives_the_same_bytes(site: None) -> None:
    article = get_starter_article()
    once = rendered(article)
    body = article.body.get_prep_value()
    assert rendered(article) == once == rendered(get_starter_article())
    assert article.body.get_prep_value() == body


def test_every_number_has_a_target_and_a_back_link(site: None) -> None:
    html = rendered(get_starter_article())
    anchors = re.findall(r'\sid="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors)
    back_links = re.findall(r'<a href="#(cite-[^"]+)" role="doc-backlink" aria-label="([^"]+)"', html)
    assert sorted(anchor for anchor, _label in back_links) == sorted(a for a in anchors if a.startswith("cite-"))
    assert len({label for _anchor, label in back_links}) == len(back_links)


def test_missing_and_hidden_works_are_not_shown(site: None, works: list[Reference]) -> None:
    gray, dunn = works[:2]
    article = make_article("Gaps", prose(f"<p>a {cite(gray)} b{cite(dunn)} c{cite(999)}{cite(gray)}.</p>"))
    Reference.objects.filter(pk=gray.pk).update(live=False)
    html = rendered(article)
    assert numbers_in(html) == ["1"]
    assert "linktype" not in html
    assert strip_tags(re.search(r'<div class="prose">.*?</div>', re.sub("<span.*?</span>", "", html))[0]) == "a b1 c."


def listed(article: ArticlePage) -> str:
    """Return the text of the list of works, with single spaces."""
    html = rendered(article)
    return " ".join(strip_tags(html[html.index('<section class="references"') :]).split())


def test_status_is_shown_beside_the_number_and_in_the_list(site: None, works: list[Reference]) -> None:
    gray, dunn, webb, cole = works
    give_notice(gray, Status.RETRACTED, dated=date(2024, 3, 5), doi="10.5555/notice", source="A register")
    give_notice(dunn, Status.SUPERSEDED, superseded_by=cole)
    give_notice(webb, Status.CORRECTED)
    article = make_article("Notices", prose(f"<p>a{cite(gray, why='Many know it.')}{cite(dunn)}{cite(webb)}</p>"))
    html = rendered(article)
    assert numbers_in(html) == ["1\u00a0retracted,2\u00a0superseded,3"]
    assert 'aria-label="Reference 1 retracted: Gray 2020"' in html
    words = listed(article)
    assert "This work was retracted on 5 March 2024. We learned this from A register on" in words
    assert 'href="https://doi.org/10.5555/notice"' in html
    assert "Still cited because: Many know it." in words
    assert "This work has been superseded. Newer: Cole 2020." in words
    assert "This work has been corrected." in words


def test_quote_is_listed_with_its_locator(site: None, works: list[Reference]) -> None:
    text = f"<p>a{cite(works[0], locator='p. 823', quote='pain <b>persists</b>')}</p>"
    html = rendered(make_article("Quotes", prose(text)))
    assert numbers_in(html) == ["1(p823)"]
    assert "</a> p. 823: <q>pain &lt;b&gt;persists&lt;/b&gt;</q></li>" in html


def test_list_uses_the_style_of_the_site(site: None, works: list[Reference]) -> None:
    article = make_article("Styles", prose(f"<p>a{cite(works[0])}</p>"))
    assert "Gray AB. Findings of Gray. Journal of Examples. 2020;7(2):11-19." in listed(article)
    CitationSettings.objects.update_or_create(site=Site.objects.get(), defaults={"style": CitationStyle.APA})
    assert "Gray, A. B. (2020). Findings of Gray. Journal of Examples, 7(2), 11–19." in listed(article)


def test_changed_work_is_shown_at_once(site: None, works: list[Reference]) -> None:
    article = make_article("Changes", prose(f"<p>a{cite(works[0])}{cite(works[1])}</p>"))
    give_notice(works[0], Status.SUPERSEDED, superseded_by=works[2])
    assert "Newer: Webb 2020." in listed(article)
    Reference.objects.filter(pk=works[2].pk).update(csl=make_work("Ash"))
    Reference.objects.filter(pk=works[1].pk).update(evidence_kind=EvidenceKind.TRIAL, population="mice")
    assert "Newer: Ash 2020." in listed(article)
    assert "Clinical trial (mice)" in listed(article)


@pytest.mark.parametrize("kind", [HomePage, FaqPage, InformationPage])
def test_every_page_with_a_body_lists_its_works(site: None, works: list[Reference], kind: type[Page]) -> None:
    page = kind.objects.first()
    page.body = page.body.stream_block.to_python([prose(f"<p>a{cite(works[0])}</p>")])
    html = page.serve(RequestFactory().get("/")).render().content.decode()
    assert numbers_in(html) == ["1"]
    assert "Findings of Gray" in html[html.index('id="ref-1"') :]


def test_hundred_works_take_one_query(site: None) -> None:
    body, one_site = stream(make_cited(100)[1]), Site.objects.get()
    with queries() as statements:
        assert len(prepare_body(body, one_site).references) == 100
    assert len(statements) == 1


def test_headings_get_unique_anchors() -> None:
    body = stream(
        {"type": "heading", "value": {"heading": "Why?"}},
        {"type": "heading", "value": {"heading": "Why!"}},
        {"type": "heading", "value": {"heading": "Größe & Maß"}},
        {"type": "heading", "value": {"heading": "???"}},
        questions("<p>a</p>", heading=""),
        questions("<p>a</p>", heading="Ref 1"),
    )
    reading = prepare_body(body)
    assert reading.contents == [
        Heading("Why?", "section-why"),
        Heading("Why!", "section-why-2"),
        Heading("Größe & Maß", "section-größe-maß"),
        Heading("???", "section"),
        Heading("Ref 1", "section-ref-1"),
    ]
    shown = "".join(str(block) for block in reading.body)
    assert re.findall(r'id="([^"]+)"', shown) == [heading.anchor for heading in reading.contents]


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (200, 1), (201, 2)])
def test_minutes_to_read_are_counted(words: int, minutes: int) -> None:
    assert (
        prepare_body(stream(prose(f"<p>{'word ' * words}{cite(1, 'not a word of the page')}</p>"))).minutes == minutes
    )


def test_links_of_all_blocks_take_one_query(site: None) -> None:
    pages = list(Page.objects.filter(depth=3, locale__language_code="en"))
    links = [f'<p><a linktype="page" id="{page.pk}">a page</a></p>' for page in pages]
    prepare_body(stream(prose(links[0])))  # fills Wagtail's cache of site addresses
    body = stream(*(prose(link) for link in links), questions(*links))
    with queries() as statements:
        shown = "".join(str(block) for block in prepare_body(body).body)
    assert len(statements) == 1
    assert shown.count('href="/faq/"') == 2


@pytest.mark.parametrize("broken", ["<p>a <a href=", '<p><a linktype="page" id="1"', "<embed ", "\x1e", "<a"])
def test_broken_markup_does_not_affect_other_blocks(broken: str) -> None:
    reading = prepare_body(stream(prose("<p>before</p>"), prose(broken), prose("<p>after > it</p>")))
    shown = [str(block) for block in reading.body]
    assert "before" in shown[0]
    assert "after > it" in shown[2]


# Wagtail leaves the temporary files of its renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_queries_do_not_grow_with_images(site: None) -> None:
    def body_with(number: int) -> list[dict]:
        images = [
            get_image_model().objects.create(title="A drawing", file=get_test_image_file(filename=f"{place}.png"))
            for place in range(number)
        ]
        return [
            {
                "type": "picture",
                "value": {"image": {"image": image.pk, "alt_text": "A line", "decorative": False}, "caption": ""},
            }
            for image in images
        ]

    def cost(article: ArticlePage) -> int:
        rendered(article)  # creates the renditions, once
        with queries() as statements:
            html = rendered(ArticlePage.objects.get(pk=article.pk))
        assert html.count('alt="A line"') == len(article.body)
        return len(statements)

    assert cost(make_article("One", *body_with(1))) == cost(make_article("Many", *body_with(5)))
    gc.collect()


TEXT = st.lists(st.sampled_from(["word ", cite(1), cite(2), cite(9), ", ", "<b>x</b>"]), max_size=6).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, max_size=5), st.lists(TEXT, max_size=3))
def test_prepared_body_depends_on_the_stored_body_only(
    works: list[Reference], texts: list[str], answers: list[str]
) -> None:
    ids = {1: works[0].pk, 2: works[1].pk, 9: 10**6}

    def real(text: str) -> str:
        return re.sub(r'id="(\d)"', lambda match: f'id="{ids[int(match[1])]}"', text)

    parts = [
        *(prose(f"<p>{real(text)}</p>") for text in texts),
        questions(*(f"<p>{real(text)}</p>" for text in answers)),
    ]
    body = stream(*parts)
    once, again, anew = prepare_body(body), prepare_body(body), prepare_body(stream(*parts))
    assert once.references == again.references == anew.references
    assert (
        [str(block) for block in once.body]
        == [str(block) for block in again.body]
        == [str(block) for block in anew.body]
    )
