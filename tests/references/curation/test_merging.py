"""Merging two records of one work: every stored citation follows, and no other character changes."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.blocks import RichTextBlock, StreamBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.models import Locale, ModelLogEntry, ReferenceIndex, Revision

from articles.models import ArticlePage
from references.citations import usage
from references.citations.stored_text import extract_cited_ids, replace_cited_work
from references.curation import merging, notice_review
from references.curation.merging import merge_references
from references.enums import Status
from references.models import LinkCheck, Reference, StatusNotice
from tests.articles.builders import make_article, prose, questions, save_draft
from tests.references.builders import cite, make_reference, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def stored() -> list[str]:
    """Return every text that may hold a citation, as it is stored."""
    bodies = ArticlePage.objects.order_by("pk").annotate(text=Cast("body", TextField()))
    revisions = Revision.objects.order_by("pk").annotate(text=Cast("content", TextField()))
    return [*bodies.values_list("text", flat=True), *revisions.values_list("text", flat=True)]


def citations() -> Counter[int]:
    return Counter(work for text in stored() for work in extract_cited_ids(text))


@pytest.fixture
def pair() -> tuple[Reference, Reference]:
    return make_reference("Gray"), make_reference("Grey")


def test_merge_moves_citations_in_pages_drafts_revisions_and_translations(
    pair: tuple[Reference, Reference], cleo: AbstractUser
) -> None:
    gone, into = pair
    other = make_reference("Dunn")
    words = f'<p>Müller “x” {cite(gone)} {cite(other)} <a linktype="page" id="{gone.pk}">page</a></p>'
    article = make_article("A", prose(words), questions(f"<p>{cite(gone)}</p>", "<p>no</p>"))
    save_draft(article, prose(words + words))
    locked = make_article("B", prose(f"<p>{cite(into)}{cite(gone)}</p>"), locked=True)
    make_article("C", prose(f"<p>{cite(other)}</p>"))
    german = article.copy_for_translation(Locale.objects.create(language_code="de"), copy_parents=True)
    german.get_latest_revision().publish()
    later = timezone.now() + timedelta(days=1)
    locked.go_live_at = later
    locked.save_revision(approved_go_live_at=later)

    before, counted = stored(), citations()
    result = merge_references(into=into, gone=gone, take=[], by=cleo)
    after = citations()
    assert counted[gone.pk] > 8
    assert after == counted - Counter({gone.pk: counted[gone.pk]}) + Counter({into.pk: counted[gone.pk]})
    assert [replace_cited_work(text, gone=gone.pk, into=into.pk) for text in before] == stored()
    assert result.objects == 3
    assert result.revisions == sum(gone.pk in extract_cited_ids(text) for text in before[ArticlePage.objects.count() :])
    assert not Reference.objects.filter(pk=gone.pk).exists()
    assert ReferenceIndex.get_references_to(gone).count() == 0
    assert {place.citing_object.pk for place in usage.find_usages(into)} == {article.pk, german.pk, locked.pk}
    assert f'id="{gone.pk}">page' in article.specific_class.objects.get(pk=article.pk).body[0].value.source


@given(
    bodies=st.lists(
        st.lists(
            st.tuples(st.booleans(), st.text(alphabet='ab "\\<&ü\n7=', max_size=5), st.sampled_from("gio-")),
            max_size=5,
        ),
        min_size=2,
        max_size=4,
    )
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_of_citations_add_up(cleo: AbstractUser, bodies: list[list[tuple[bool, str, str]]]) -> None:
    gone, into, other = (make_reference(f"{name}{Reference.objects.count()}") for name in ("G", "I", "O"))
    works = {"g": cite(gone), "i": cite(into), "o": cite(other), "-": ""}
    parts = [
        [(questions if in_question else prose)(f"<p>{words}{works[work]}</p>") for in_question, words, work in body]
        for body in bodies
    ]
    article = make_article("A", *parts[0])
    for more in parts[1:]:
        save_draft(article, *more)
    before, counted = stored(), citations()
    merge_references(into=into, gone=gone, take=[], by=cleo)
    after = citations()
    assert (after[gone.pk], after[into.pk]) == (0, counted[gone.pk] + counted[into.pk])
    assert after[other.pk] == counted[other.pk]
    assert stored() == [replace_cited_work(text, gone=gone.pk, into=into.pk) for text in before]


def test_citations_in_nested_blocks_are_replaced() -> None:
    """Stored streams are changed as text, so no block can be forgotten, such as a table in a stream in a stream."""
    block = StreamBlock([("inner", StreamBlock([("table", TypedTableBlock([("cell", RichTextBlock())]))]))])
    table = {"columns": [{"type": "cell", "heading": ""}], "rows": [{"values": [f"<p>{cite(7)}</p>"]}], "caption": ""}
    raw = [{"type": "inner", "value": [{"type": "table", "value": table, "id": "b"}], "id": "a"}]
    value = block.to_python(json.loads(replace_cited_work(json.dumps(raw), gone=7, into=12)))
    assert [reference[1] for reference in block.extract_references(value)] == ["12"]


def test_remaining_work_takes_the_chosen_fields(cleo: AbstractUser) -> None:
    gone = make_reference(work=make_work(DOI="10.1000/g", title="Better", volume="8"), population="mice", live=False)
    into = make_reference("Grey", evidence_kind="trial", live=False)
    chosen_at = datetime(2026, 1, 2, tzinfo=UTC)
    Reference.objects.filter(pk=gone.pk).update(last_chosen_at=chosen_at)
    merge_references(into=into, gone=gone, take=["key", "title", "DOI", "population", "abstract"], by=cleo)
    into.refresh_from_db()
    assert into.csl == make_work("Grey", title="Better", DOI="10.1000/g", id="gray2020")
    assert (into.key, into.doi, into.title) == ("gray2020", "10.1000/g", "Better")
    assert (into.population, into.evidence_kind, into.live, into.last_chosen_at) == ("mice", "trial", False, chosen_at)


def test_merged_work_stays_visible_to_readers(cleo: AbstractUser) -> None:
    gone, into = make_reference("Gray"), make_reference("Grey", live=False)
    merge_references(into=into, gone=gone, take=[], by=cleo)
    into.refresh_from_db()
    assert into.live


def notice(work: Reference, number: str, status: Status = Status.CORRECTED, **fields: object) -> StatusNotice:
    return StatusNotice.objects.create(reference=work, status=status, source="Crossref", source_id=number, **fields)


def test_merge_moves_notices_and_keeps_judgements(pair: tuple[Reference, Reference], cleo: AbstractUser) -> None:
    gone, into = pair
    notice(gone, "same", Status.RETRACTED)
    notice_review.overrule_notice(notice(into, "same", Status.RETRACTED), why="Another work.", by=cleo)
    notice(into, "judged there")
    notice_review.uphold_notice(notice(gone, "judged there"), by=cleo)
    notice(gone, "its own", Status.CONCERN)
    merge_references(into=into, gone=gone, take=[], by=cleo)
    kept = into.notices.order_by("source_id").values_list("source_id", "judgement")
    assert list(kept) == [("its own", ""), ("judged there", "upheld"), ("same", "overruled")]
    into.refresh_from_db()
    assert into.status == Status.CONCERN


def test_superseded_works_point_to_the_remaining_work(pair: tuple[Reference, Reference], cleo: AbstractUser) -> None:
    gone, into = pair
    old = make_reference("Old")
    notice(old, "1", Status.SUPERSEDED, superseded_by=gone)
    old.refresh_status()
    notice(into, "2", Status.SUPERSEDED, superseded_by=gone)
    into.refresh_status()
    merge_references(into=into, gone=gone, take=[], by=cleo)
    old.refresh_from_db()
    into.refresh_from_db()
    assert (old.superseded_by, old.notices.get().superseded_by) == (into, into)
    # A work cannot supersede itself.
    assert (into.status, into.notices.count()) == (Status.NORMAL, 0)


def test_merge_is_logged(pair: tuple[Reference, Reference], cleo: AbstractUser) -> None:
    gone, into = pair
    make_article("A", prose(f"<p>{cite(gone)}</p>"))
    LinkCheck.objects.create(
        reference=gone, part="doi", url="https://doi.org/x", state="found", checked_at=timezone.now()
    )
    merge_references(into=into, gone=gone, take=[], by=cleo)
    entry = ModelLogEntry.objects.get(action=merging.MERGED)
    assert (entry.object_id, entry.user) == (str(into.pk), cleo)
    assert entry.data == {"gone": {"pk": gone.pk, "key": "gray2020", "csl": make_work()}, "citations": 1}


def test_failed_merge_changes_nothing(pair: tuple[Reference, Reference], cleo: AbstractUser) -> None:
    gone, into = pair
    make_article("A", prose(f"<p>{cite(gone)}</p>"))
    before = stored()
    Reference.objects.filter(pk=gone.pk).update(csl=make_work(title=""))
    with pytest.raises(ValidationError):
        merge_references(into=into, gone=gone, take=["title"], by=cleo)
    assert stored() == before
    assert set(Reference.objects.all()) == {gone, into}


def test_merge_with_itself_or_a_deleted_work_is_refused(pair: tuple[Reference, Reference], cleo: AbstractUser) -> None:
    gone, into = pair
    with pytest.raises(ValueError, match="itself"):
        merge_references(into=into, gone=into, take=[], by=cleo)
    Reference.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Reference.DoesNotExist):
        merge_references(into=into, gone=gone, take=[], by=cleo)


def test_contradictions_are_shown_before_the_merge(cleo_client: Client) -> None:
    one = make_reference("Gray", work=make_work(DOI="10.1000/a"))
    other = make_reference("Dunn", work=make_work(DOI="10.1000/b", volume="8"))
    like = make_reference("Hill", work=make_work(DOI="10.1000/c", issued={"date-parts": [[2020]]}, page="11"))
    assert merging.find_contradictions(one, other) == ["doi", "volume"]
    Reference.objects.filter(pk=like.pk).update(csl=make_work(), doi=None)
    like.refresh_from_db()
    assert merging.find_contradictions(one, like) == []
    warning = "they are probably two works"
    assert warning in cleo_client.get(reverse("reference_merging:compare", args=[one.pk, other.pk])).content.decode()
    assert warning not in cleo_client.get(reverse("reference_merging:compare", args=[one.pk, like.pk])).content.decode()
