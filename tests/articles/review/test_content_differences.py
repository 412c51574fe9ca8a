"""What the signing page says has changed: words, works, and what became of each work."""

import time
from typing import Any

import pytest

from articles.review import content_differences
from articles.review.content_differences import ContentDifferences, compare_contents
from articles.review.content_hash import PageContent, describe_content, find_listed_works
from references.enums import Status
from references.models import Reference
from tests.articles.builders import prose, questions, stream, table
from tests.references.builders import cite, give_notice, make_reference

pytestmark = pytest.mark.django_db


def content(*parts: dict[str, Any], title: str = "Pain") -> PageContent:
    body = stream(*parts)
    return describe_content(title=title, standfirst="", body=body, works=find_listed_works(body))


def show(differences: ContentDifferences) -> list[str]:
    """Return the changed passages with [-removed-] and {+added+} words."""
    marks = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return [
        " ".join(marks[words.kind].format(words.text) for words in passage.words) for passage in differences.passages
    ]


@pytest.fixture
def gray(db: None) -> Reference:
    return make_reference("Gray")


def test_equal_contents_do_not_differ(gray: Reference) -> None:
    parts = [prose(f"<p>a{cite(gray)}</p>"), questions("<p>b</p>"), table("<p>c</p>", ["<p>d</p>"])]
    assert not compare_contents(content(*parts), content(*parts))


def test_words_are_compared_one_by_one() -> None:
    before = content(prose("<p>Pain is a real signal of harm.</p><p>It stays.</p>"), questions("<p>Yes.</p>"))
    after = content(prose("<p>Pain is a true signal.</p><p>It stays.</p>"), questions("<p>No.</p>"), title="Pains")
    assert show(compare_contents(before, after)) == [
        "[-Pain-] {+Pains+}",
        "Pain is a [-real signal of harm.-] {+true signal.+}",
        "[-Yes.-] {+No.+}",
    ]


def test_new_and_removed_paragraphs_stand_alone() -> None:
    before = content(prose("<p>One.</p><p>Two.</p>"))
    after = content(prose("<p>Zero.</p><p>One.</p>"))
    assert show(compare_contents(before, after)) == ["{+Zero.+}", "[-Two.-]"]


def test_citation_is_shown_by_its_label(gray: Reference) -> None:
    before = content(prose("<p>Pain is real.</p>"))
    after = content(prose(f"<p>Pain is real.{cite(gray, locator='p. 3')}</p>"))
    assert show(compare_contents(before, after)) == ["Pain is real. {+[Gray 2020, p. 3]+}"]


def test_changed_link_shows_where_it_leads() -> None:
    link = '<p>See <a href="https://example.org/a?b=1&amp;c=2">this</a>.</p>'
    differences = compare_contents(content(prose("<p>See this.</p>")), content(prose(link)))
    assert show(differences) == ["See [-this.-] {+this (https://example.org/a?b=1&c=2).+}"]


def test_change_of_markup_alone_is_said_to_be_one() -> None:
    differences = compare_contents(
        content(prose("<p>Pain is real.</p>")), content(prose("<p>Pain is <b>real</b>.</p>"))
    )
    assert show(differences) == ["Pain is real."]
    assert differences.passages[0].is_only_markup


def test_works_added_removed_and_changed_are_listed(gray: Reference) -> None:
    dunn, webb = make_reference("Dunn"), make_reference("Webb", population="mice")
    before = content(prose(f"<p>a{cite(gray)}{cite(webb)}</p>"))
    give_notice(webb, Status.RETRACTED)
    webb.csl["volume"] = "8"
    webb.population = "people"
    webb.save()
    differences = compare_contents(before, content(prose(f"<p>a{cite(dunn)}{cite(webb)}</p>")))
    assert [work.label for work in differences.added] == ["Dunn 2020"]
    assert [work.label for work in differences.removed] == ["Gray 2020"]
    (changed,) = differences.changed
    assert (changed.label, changed.title, changed.status) == ("Webb 2020", "Findings of Webb", Status.RETRACTED)
    assert changed.notes == [
        "Its status was “Normal” and is now “Retracted”.",
        "Who or what was studied is now: people.",
        "Its record has changed: volume.",
    ]


def test_second_notice_of_one_kind_is_news(gray: Reference) -> None:
    text = prose(f"<p>a{cite(gray)}</p>")
    give_notice(gray, Status.CORRECTED, source_id="1", doi="10.1000/first")
    before = content(text)
    give_notice(gray, Status.CORRECTED, source_id="2", doi="10.1000/second")
    (changed,) = compare_contents(before, content(text)).changed
    assert changed.notes == ["There is another notice about it: “Corrected”."]


def test_every_kind_of_value_has_words(gray: Reference) -> None:
    clinic_view = questions("<p>b</p>")
    clinic_view["value"]["questions"][0]["is_clinic_view"] = True
    assert show(compare_contents(content(questions("<p>b</p>")), content(clinic_view))) == ["{+is clinic view: True+}"]


def test_long_passage_is_not_compared_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"word{place}" for place in range(20_000)]
    before, after = content(prose(f"<p>{' '.join(words)}</p>")), content(prose(f"<p>{' '.join(words[::-1])}</p>"))
    started = time.monotonic()
    differences = compare_contents(before, after)
    assert time.monotonic() - started < 5
    assert [words.kind for words in differences.passages[0].words] == ["removed", "added"]
    assert content_differences.MAX_COMPARED_PAIRS < 20_000**2


def test_names_of_blocks_are_not_among_the_words() -> None:
    after = content(prose("<p>One.</p><p>Two.</p>"), {"type": "key_insight", "value": {"text": "<p>Three.</p>"}})
    before = {**after, "title": "", "blocks": None}
    assert show(compare_contents(before, after)) == ["{+Pain+}", "{+One.+}", "{+Two.+}", "{+Three.+}"]


def test_same_words_in_another_kind_of_block_are_a_change() -> None:
    insight = {"type": "key_insight", "value": {"text": "<p>Pain is real.</p>"}}
    differences = compare_contents(content(prose("<p>Pain is real.</p>")), content(insight))
    assert show(differences) == ["Pain is real."]
    assert differences.passages[0].is_only_markup
