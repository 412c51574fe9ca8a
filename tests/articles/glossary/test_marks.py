"""Words that are marked in a text, and what readers get of them."""

import re

import pytest
from django.test import Client

from articles.models import GlossaryTerm
from articles.rendering.body import PreparedBody, prepare_body
from articles.rendering.glossary import Explanations, find_unexplained_words
from tests.articles.builders import faq, html_of, make_article, make_entry, make_topic, prose, queries, stream
from tests.articles.glossary.builders import make_term, mark, term_block
from tests.references.builders import cite, make_reference

# A term as a page has it, without the database.
ENGRAM = GlossaryTerm(pk=7, term="engram", definition="A trace of a memory.", live=True)
SHOWN = '<a class="term" id="word-7" href="#term-7" role="doc-glossref">'


def explain(*sources: str) -> list[str]:
    explanations = Explanations({7: ENGRAM})
    return [explanations.explain(source) for source in sources]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (f"<p>Of {mark(7)}.</p>", f"<p>Of {SHOWN}engrams</a>.</p>"),
        (f"<p>{mark(7, '<b>engrams</b>')}</p>", f"<p>{SHOWN}<b>engrams</b></a></p>"),
        ('<p><a id="7" linktype="glossary">b</a></p>', f"<p>{SHOWN}b</a></p>"),
        # The first mention alone.
        (f"{mark(7)} and {mark(7, 'again')}", f"{SHOWN}engrams</a> and again"),
        # Nothing that readers could be shown.
        (mark(8), "engrams"),
        (mark("seven"), "engrams"),
        (mark("7' onclick='x"), "engrams"),
        (mark("\u0667"), "engrams"),
        (mark(7, ""), ""),
        (mark(7, "<b> </b>"), "<b> </b>"),
        # A link within a link is none.
        (mark(7, f"a {mark(7)} b"), "a engrams b"),
        (f'<a href="/x">a {mark(7)} b</a>', '<a href="/x">a engrams b</a>'),
        (mark(7, 'a <a href="/x">y</a> b'), 'a <a href="/x">y</a> b'),
        (f"{cite(3)[:-4]}{mark(7)}</a>", f"{cite(3)[:-4]}engrams</a>"),
        # Broken markup is left to Wagtail.
        ('<a linktype="glossary" id="7">open', '<a linktype="glossary" id="7">open'),
        (f"</a>{mark(7)}</a>", f"</a>{SHOWN}engrams</a></a>"),
        ('<a linktype="glossary" id="7', '<a linktype="glossary" id="7'),
    ],
)
def test_mark_is_a_link_where_it_is_whole_and_first(source: str, shown: str) -> None:
    assert explain(source) == [shown]


def test_first_mention_is_the_first_of_the_page() -> None:
    assert explain(f"<p>{mark(7)}</p>", f"<p>{mark(7)}</p>") == [f"<p>{SHOWN}engrams</a></p>", "<p>engrams</p>"]


def test_reading_many_marks_takes_no_time_that_grows_with_their_square() -> None:
    # With a quadratic reader this would take minutes.
    assert explain("<a " * 100_000 + mark(7))[0].endswith("engrams</a>")
    assert len(explain('<a linktype="glossary" id="7">' * 50_000)[0]) == 1_500_000


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
class TestPage:
    def test_page_lists_what_it_explains_in_order_with_ways_back(self, client: Client) -> None:
        engram = make_term("<i>Engram</i>", 'A "trace" of a memory <script>alert(1)</script>. javascript:alert(1)')
        axis = make_term("HPA axis", "A chain of hormones.")
        make_article("Words", prose(f"<p>The {mark(axis, 'axis')}, {mark(engram)}, {mark(axis)}.</p>"), slug="words")
        html = html_of(client, "/articles/words/")
        assert re.findall(r'<li id="(term-\d+)">', html) == [axis.anchor, engram.anchor]
        assert f'<a class="term" id="word-{axis.pk}" href="#{axis.anchor}" role="doc-glossref">axis</a>' in html
        assert html.count(f'href="#word-{axis.pk}"') == 1
        assert "<dfn>&lt;i&gt;Engram&lt;/i&gt;</dfn>" in html
        assert "&lt;script&gt;alert(1)" in html
        assert re.findall(r"js/[\w-]+", html) == ["js/article"]
        assert "linktype" not in html

    def test_deleted_and_unpublished_terms_leave_plain_words_and_are_told(self) -> None:
        gone, draft, kept = make_term("gone"), make_term("draft"), make_term("kept")
        text = prose(f"<p>{mark(gone, 'gone')} {mark(draft, 'draft')} {mark(kept, 'kept')} {mark('x', 'no id')}</p>")
        article = make_article("Gaps", text, term_block(gone), term_block(None), {"type": "term", "value": {}})
        gone.delete()
        draft.unpublish()
        reading = prepare_body(article.body, locale=article.locale_id)
        assert [shown.term for shown in reading.terms] == [kept]
        assert "<p>gone draft <a" in str(reading.body[0])
        assert [str(block).strip() for block in list(reading.body)[1:]] == ["", "", ""]
        assert find_unexplained_words(article.body, article.locale_id) == ["gone", "draft", "no id", "Glossary term"]

    def test_all_terms_take_one_query(self) -> None:
        terms = [make_term(f"Term {place}") for place in range(9)]
        entry = make_entry("Why?", f"<p>{mark(terms[8], 'eight')}</p>", topic=make_topic())
        texts = [prose(f"<p>{mark(term, term.term)}</p>") for term in terms[:8]]
        body = stream(*texts, term_block(terms[0]), term_block(terms[1]), faq(entry))
        with queries() as statements:
            reading = prepare_body(body, locale=terms[0].locale_id)
            shown = [str(block) for block in reading.body]
        assert len(statements) == 1  # together with the question
        assert [one.term for one in reading.terms] == terms
        assert "<dfn>Term 0</dfn>: A trace of a memory." in shown[8]

    def test_translated_page_shows_the_term_in_its_own_language(self) -> None:
        english = make_term()
        german_locale = self.get_german()
        body = stream(prose(f"<p>{mark(english, 'Engramme')}</p>"))
        assert prepare_body(body, locale=german_locale).terms == []
        german = english.copy_for_translation(type(english.locale).objects.get(pk=german_locale))
        german.term, german.definition = "Engramm", "Eine Spur."
        german.save()
        german.save_revision().publish()
        assert [shown.term.definition for shown in prepare_body(body, locale=german_locale).terms] == ["Eine Spur."]
        assert [shown.term for shown in prepare_body(body, locale=english.locale_id).terms] == [english]

    @staticmethod
    def get_german() -> int:
        return GlossaryTerm.locale.field.related_model.objects.get(language_code="de").pk

    def test_citation_behind_a_mark_keeps_its_number(self) -> None:
        term, work = make_term(), make_reference("Gray")
        reading = prepare_body(stream(prose(f"<p>Of {mark(term)}{cite(work)} and {mark(term, f'x{cite(work)}')}.</p>")))
        assert read(reading).count('class="citation__link"') == 2
        assert [shown.words for shown in reading.terms] == ["engrams"]


def read(reading: PreparedBody) -> str:
    return "".join(map(str, reading.body))
