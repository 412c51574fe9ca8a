"""The hash of what readers get: equal for equal pages, another for each change that shows."""

import json
from pathlib import PurePath
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from articles.blocks.bodies import ArticleBody
from articles.blocks.questions import CallToActionBlock
from articles.review.content_hash import describe_block, describe_content, find_listed_works, hash_content
from references.enums import Status
from references.models import Reference
from tests.articles.builders import FILE_HEADS, make_document, prose, questions, stream, table
from tests.references.builders import cite, give_notice, make_reference, make_work

pytestmark = pytest.mark.django_db

LOOP = {
    "type": "loop_diagram",
    "value": {
        "title": "Fear and pain",
        "steps": [{"label": "Fear", "effect": "amplifies"}, {"label": "Pain", "effect": "feeds"}],
    },
}


def content_hash(*parts: dict[str, Any], title: str = "Pain", standfirst: str = "What it is.") -> str:
    body = stream(*parts)
    return hash_content(describe_content(title=title, standfirst=standfirst, body=body, works=find_listed_works(body)))


def with_ids(*parts: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**part, "id": f"00000000-0000-0000-0000-00000000000{place}"} for place, part in enumerate(parts)]


@pytest.fixture
def gray(db: None) -> Reference:
    return make_reference("Gray")


# --- Equal ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "again"),
    [
        ("<p>Pain is <strong>real</strong>.</p>", '<p data-block-key="a1b2c">Pain is <b>real</b>.</p>'),
        ("<p>One</p>\n<p>Two</p>", "<p>One</p><p>Two</p>"),
        ("<p>“Fear” &amp; pain</p>", "<p>&ldquo;Fear&rdquo; &amp; pain</p>"),
        ('<p><a linktype="page" id="3">a</a></p>', '<p><a id="3" linktype="page">a</a></p>'),
        ("<p>One</p><p></p>", "<p>One</p>"),
        ("<ul>\n  <li>One</li>\n</ul>", "<ul><li>One</li></ul>"),
    ],
)
def test_spellings_of_one_text_are_equal(stored: str, again: str) -> None:
    assert content_hash(prose(stored)) == content_hash(*with_ids(prose(again)))


def test_label_of_a_citation_does_not_count(gray: Reference) -> None:
    before = content_hash(prose(f"<p>Words{cite(gray, 'Gray 2020')}.</p>"))
    assert content_hash(prose(f"<p>Words {cite(gray, 'an older label')}.</p>")) == before


def test_saving_again_keeps_the_hash(gray: Reference) -> None:
    parts = [prose(f"<p>a{cite(gray)}</p>"), LOOP, questions("<p>b</p>"), table("<p>c</p>", ["<p>d</p>"])]
    body = stream(*parts)
    again = ArticleBody().to_python(json.loads(json.dumps(body.get_prep_value())))
    works = find_listed_works(body)
    assert describe_content(title="", standfirst="", body=body, works=works) == describe_content(
        title="", standfirst="", body=again, works=works
    )


def test_unseen_parts_of_a_record_do_not_count(gray: Reference) -> None:
    before = content_hash(prose(f"<p>a{cite(gray)}</p>"))
    gray.csl |= {"abstract": "Words.", "note": "Mine."}
    gray.save()
    assert content_hash(prose(f"<p>a{cite(gray)}</p>")) == before


# --- Different -----------------------------------------------------------------------------------------------------


def test_each_visible_change_changes_the_hash(gray: Reference) -> None:
    dunn, hidden = make_reference("Dunn"), make_reference("Webb", live=False)
    text = f"<p>Pain is real.{cite(gray)}</p>"
    loop_value: Any = LOOP["value"]
    clinic_view = questions("<p>b</p>")
    clinic_view["value"]["questions"][0]["is_clinic_view"] = True
    versions = {
        "before": content_hash(prose(text)),
        "title": content_hash(prose(text), title="Pains"),
        "standfirst": content_hash(prose(text), standfirst="What it was."),
        "word": content_hash(prose(text.replace("real", "unreal"))),
        "bold": content_hash(prose(text.replace("real", "<b>real</b>"))),
        "case": content_hash(prose(text.replace("Pain", "pain"))),
        "link": content_hash(prose(text.replace("real", '<a href="https://example.org/">real</a>'))),
        "other link": content_hash(prose(text.replace("real", '<a href="https://example.com/">real</a>'))),
        "work": content_hash(prose(text.replace(cite(gray), cite(dunn)))),
        "no work": content_hash(prose(text.replace(cite(gray), ""))),
        "hidden work": content_hash(prose(text), prose(f"<p>More.{cite(hidden)}</p>")),
        "place of the citation": content_hash(prose(f"<p>Pain{cite(gray)} is real.</p>")),
        "locator": content_hash(prose(text.replace(cite(gray), cite(gray, locator="p. 3")))),
        "quote": content_hash(prose(text.replace(cite(gray), cite(gray, quote="Real.")))),
        "reason": content_hash(prose(text.replace(cite(gray), cite(gray, why="It stands.")))),
        "type": content_hash({"type": "key_insight", "value": {"text": text}}),
        "order": content_hash(LOOP, prose(text)),
        "diagram": content_hash(prose(text), LOOP),
        "step": content_hash(prose(text), {**LOOP, "value": {**loop_value, "steps": loop_value["steps"][::-1]}}),
        "question": content_hash(questions("<p>b</p>")),
        "answer": content_hash(questions("<p>c</p>")),
        "clinic's view": content_hash(clinic_view),
        "cell": content_hash(table("<p>c</p>", ["<p>d</p>"])),
        "other cell": content_hash(table("<p>c</p>", ["<p>e</p>"])),
        "caption": content_hash(table("<p>b</p>", ["<p>d</p>"])),
    }
    assert len(set(versions.values())) == len(versions)


@pytest.mark.parametrize(
    "change",
    [
        lambda work: give_notice(work, Status.RETRACTED),
        lambda work: give_notice(work, Status.CORRECTED),
        lambda work: give_notice(work, Status.SUPERSEDED, superseded_by=make_reference("Dunn")),
        lambda work: Reference.objects.filter(pk=work.pk).update(live=False),
        lambda work: Reference.objects.filter(pk=work.pk).update(population="mice"),
        lambda work: Reference.objects.filter(pk=work.pk).update(csl=make_work(title="Other findings")),
        lambda work: work.delete(),
    ],
    ids=["retracted", "corrected", "superseded", "hidden", "population", "title", "deleted"],
)
def test_each_change_of_a_cited_work_changes_the_hash(gray: Reference, change: Any) -> None:
    text = prose(f"<p>a{cite(gray)}</p>")
    before = content_hash(text)
    change(gray)
    assert content_hash(text) != before


def test_second_correction_changes_the_hash(gray: Reference) -> None:
    give_notice(gray, Status.CORRECTED, source_id="1", doi="10.1000/first")
    before = content_hash(prose(f"<p>a{cite(gray)}</p>"))
    give_notice(gray, Status.CORRECTED, source_id="2", doi="10.1000/second")
    assert content_hash(prose(f"<p>a{cite(gray)}</p>")) != before


def test_image_counts_by_its_file_and_its_description() -> None:
    images = [
        get_image_model().objects.create(title=name, file=get_test_image_file(f"{name}.png", colour=name))
        for name in ("red", "blue")
    ]

    def picture(image: Any, alt: str, *, decorative: bool = False) -> dict[str, Any]:
        value = {"image": image.pk, "alt_text": alt, "decorative": decorative}
        return {"type": "picture", "value": {"image": value}}

    red, blue = images
    versions = [
        content_hash(picture(red, "A circle")),
        content_hash(picture(red, "A ring")),
        content_hash(picture(red, "", decorative=True)),
        content_hash(picture(blue, "A circle")),
        content_hash(),
    ]
    assert len(set(versions)) == len(versions)
    red.file = SimpleUploadedFile("other.png", get_test_image_file(colour="green").file.getvalue())
    red._set_file_hash()
    red.save()
    assert content_hash(picture(red, "A circle")) not in versions


# --- Odd values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<p>\x00a\ud800</p>",
        "<p>a",
        "</p></p>",
        "<cite>[]</cite>",
        "<a linktype='reference' id='x'>a</a>",
        "&lt;cite&gt;",
    ],
)
def test_odd_text_has_a_hash(text: str) -> None:
    assert len(content_hash(prose(text))) == 64


def test_text_cannot_pretend_to_be_a_citation(gray: Reference) -> None:
    false = '&lt;cite&gt;["gray2020", "", "", ""]&lt;/cite&gt;'
    body = stream(prose(f"<p>a{false}</p>"))
    content = describe_content(title="", standfirst="", body=body, works=[gray])
    assert "<cite>" not in json.dumps(content)


def test_record_with_its_own_description_joins() -> None:
    class Entry:
        def describe_for_readers(self, works: Any) -> Any:
            return ["Is it real?", "Yes."]

    assert describe_block(CallToActionBlock().child_blocks["button"], Entry(), {}) == ["Is it real?", "Yes."]


def test_replaced_file_counts_though_it_has_the_name_of_the_one_before() -> None:
    film = make_document("film.mp4")
    film.get_file_hash()
    stored = {"type": "media", "value": {"title": "A film", "file": film.pk}}
    before, name = content_hash(stored), film.file.name
    film.file.storage.delete(name)
    film.file.save(PurePath(name).name, ContentFile(FILE_HEADS["mp4"] + b"another film"))
    assert film.file.name == name
    film.file_hash = ""
    film.get_file_hash()
    assert content_hash(stored) != before
