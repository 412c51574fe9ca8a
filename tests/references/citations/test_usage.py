"""Where works are cited, in published pages, drafts, translations and aliases."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AbstractUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page

from references.citations import usage
from references.models import Reference, StatusNotice
from tests.articles.builders import make_article, prose, questions, save_draft, stream
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

Where = tuple[str, bool, int]


def places(work: Reference) -> list[Where]:
    return [(place.title, place.is_live, place.times) for place in usage.find_usages(work)]


def test_usages_name_each_page_with_its_count() -> None:
    gray, dunn = make_reference(), make_reference("Dunn")
    make_article("B", prose(f"<p>a{cite(gray)} b{cite(dunn)} c{cite(gray)}</p>"), questions(f"<p>d{cite(gray)}</p>"))
    make_article("A", prose(f"<p>a{cite(gray)}</p>"))
    make_article("None", prose("<p>a</p>"))
    assert places(gray) == [("A", True, 1), ("B", True, 3)]
    assert places(dunn) == [("B", True, 1)]
    assert usage.count_usages([gray.pk, dunn.pk]) == {gray.pk: 2, dunn.pk: 1}


def test_draft_of_a_published_page_is_a_usage() -> None:
    gray, dunn = make_reference(), make_reference("Dunn")
    article = make_article("A", prose(f"<p>a{cite(gray)}</p>"))
    save_draft(article, prose(f"<p>a{cite(dunn)} b{cite(dunn)}</p>"))
    # Readers still see the one work, and would see the other after publication.
    assert places(gray) == [("A", True, 1)]
    assert places(dunn) == [("A", False, 2)]
    article.get_latest_revision().publish()
    assert places(gray) == []
    assert places(dunn) == [("A", True, 2)]


def test_replaced_draft_is_no_usage() -> None:
    gray = make_reference()
    article = make_article("A", prose("<p>a</p>"))
    save_draft(article, prose(f"<p>a{cite(gray)}</p>"))
    save_draft(article, prose("<p>a</p>"))
    assert places(gray) == []


def test_scheduled_revision_is_a_usage() -> None:
    gray = make_reference()
    article = make_article("A", prose("<p>a</p>"))
    article.body = stream(prose(f"<p>a{cite(gray)}</p>"))
    article.go_live_at = timezone.now() + timedelta(days=1)
    article.save_revision(approved_go_live_at=article.go_live_at)
    save_draft(article, prose("<p>a</p>"))
    assert places(gray) == [("A", False, 1)]


def test_unpublished_page_is_a_usage() -> None:
    gray = make_reference()
    make_article("A", prose(f"<p>a{cite(gray)}</p>")).unpublish()
    assert places(gray) == [("A", False, 1)]


def test_translations_and_aliases_are_separate_usages() -> None:
    gray = make_reference()
    article = make_article("A", prose(f"<p>a{cite(gray)}</p>"))
    article.copy_for_translation(
        Locale.objects.create(language_code="de"), copy_parents=True
    ).get_latest_revision().publish()
    article.create_alias(update_slug="alias")
    assert sorted(place.kind for place in usage.find_usages(gray)) == [
        "Article, English",
        "Article, English",
        "Article, German",
    ]


def test_edit_links_need_the_permission_to_edit(cleo: AbstractUser, ben: AbstractUser) -> None:
    gray = make_reference()
    article = make_article("A", prose(f"<p>a{cite(gray)}</p>"))
    links = [usage.find_usages(gray, user=user)[0].edit_url for user in (None, cleo, ben)]
    assert links == [f"/admin/pages/{article.pk}/edit/", f"/admin/pages/{article.pk}/edit/", ""]


def test_library_records_are_no_usages() -> None:
    gray, dunn = make_reference(), make_reference("Dunn")
    StatusNotice.objects.create(reference=gray, status="superseded", superseded_by=dunn, source="s", source_id="1")
    gray.refresh_status()
    assert usage.count_usages([dunn.pk]) == {dunn.pk: 0}
    assert usage.get_all_cited_ids() == set()


def test_cited_works_are_found_in_bulk() -> None:
    live, drafted, _never = (make_reference(name) for name in ("Gray", "Dunn", "Hill"))
    save_draft(
        make_article("A", prose(f"<p>a{cite(live)}{cite(999_999)}</p>")), prose(f"<p>a{cite(live)}{cite(drafted)}</p>")
    )
    assert set(Reference.objects.filter(usage.build_cited_condition())) == {live, drafted}
    assert usage.get_all_cited_ids() == {live.pk, drafted.pk, 999_999}


def test_only_published_pages_are_citing_pages() -> None:
    gray = make_reference()
    live = make_article("A", prose(f"<p>a{cite(gray)}</p>"))
    make_article("B", prose(f"<p>a{cite(gray)}</p>")).unpublish()
    save_draft(make_article("C", prose("<p>a</p>")), prose(f"<p>a{cite(gray)}</p>"))
    assert list(usage.find_citing_pages([gray])) == [Page.objects.get(pk=live.pk)]


def test_queries_do_not_grow_with_works(cleo: AbstractUser) -> None:
    works = [make_reference(f"Author{place}").pk for place in range(4)]
    for place in range(3):
        make_article(f"Article {place}", prose("<p>a</p>" + "".join(cite(work) for work in works)))
    usage.find_usages_in_bulk(works, user=cleo)
    numbers = []
    for some in (works[:1], works):
        with CaptureQueriesContext(connection) as queries:
            found = usage.find_usages_in_bulk(some, user=cleo)
        assert [len(places) for places in found.values()] == [3] * len(some)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 4
