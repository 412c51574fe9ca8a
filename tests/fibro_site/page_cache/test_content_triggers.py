"""The database notes every change that readers may see, and nothing else."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from wagtail.models import Locale

from articles.models import ArticlePage, HomePage
from fibro_site.models import ContentChange
from fibro_site.page_cache import content_triggers
from fibro_site.page_cache.content_version import prune_content_changes, read_content_version
from references.models import Reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_site")]

# Nothing of these is on a page that is kept.
UNSEEN_MODELS = {
    "articles.ClaimDismissal",
    "articles.MedicalReviewTask",
    "articles.PublicationReason",
    "articles.ReviewReminder",
    "articles.SearchEntry",
    "articles.SearchWord",
    "articles.SpellingKey",
    "references.ImportFile",
    "references.ImportRow",
    "references.LinkCheck",
    "references.Register",
}


def test_every_model_of_the_editorial_apps_is_sorted() -> None:
    models = {
        model._meta.label
        for label in ("articles", "references")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }
    assert models == UNSEEN_MODELS | {name for name in content_triggers.CONTENT_MODELS if name in models}


def test_all_triggers_are_there_after_a_migration() -> None:
    assert content_triggers.list_missing_triggers() == []


def test_a_trigger_that_was_dropped_is_missing_and_comes_back() -> None:
    name, table = next(iter(content_triggers.read_triggers().items()))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert content_triggers.list_missing_triggers() == [name]
    content_triggers.install_triggers()
    assert content_triggers.list_missing_triggers() == []


def test_publishing_unpublishing_moving_and_deleting_are_noted() -> None:
    article = ArticlePage.objects.live().first()
    seen = [read_content_version()]
    article.save_revision().publish()
    seen.append(read_content_version())
    article.unpublish()
    seen.append(read_content_version())
    article.move(HomePage.objects.get(locale=article.locale), pos="last-child")
    seen.append(read_content_version())
    article.delete()
    seen.append(read_content_version())
    assert len(set(seen)) == 5


@pytest.mark.parametrize("statement", ["update", "bulk", "ignore"])
def test_what_sends_no_signal_is_noted_too(statement: str) -> None:
    before = read_content_version()
    if statement == "update":
        Reference.objects.update(title="Another title")
    elif statement == "bulk":
        works = list(Reference.objects.all())
        for work in works:
            work.title += "!"
        Reference.objects.bulk_update(works, ["title"])
    else:
        # SQLite takes what to do about a conflict from the statement that fires the trigger.
        Locale.objects.bulk_create([Locale(language_code="fr")], ignore_conflicts=True)
    assert read_content_version() != before


def test_a_draft_is_not_noted() -> None:
    article = ArticlePage.objects.live().first()
    before = read_content_version()
    article.title = "A draft that nobody sees"
    article.save_revision()
    assert read_content_version() == before


def test_saving_without_a_change_is_not_noted() -> None:
    work = Reference.objects.first()
    before = read_content_version()
    Reference.objects.filter(pk=work.pk).update(title=work.title)
    assert read_content_version() == before


def test_pruning_leaves_the_newest_note_and_another_version_than_any_before() -> None:
    ContentChange.objects.create(id=10**15, number=1)
    ContentChange.objects.create(id=10**15 + 1, number=2)
    before = read_content_version()
    prune_content_changes()
    assert ContentChange.objects.values_list("id", flat=True).get() == 10**15 + 1
    assert read_content_version() != before


def test_no_version_comes_a_second_time() -> None:
    """A transaction that began early is committed late, between two prunings."""
    ContentChange.objects.create(id=10**15, number=2)
    seen = {read_content_version()}
    for number in range(3):
        ContentChange.objects.create(id=10**14 + number, number=1)
        assert read_content_version() not in seen
        seen.add(read_content_version())
        prune_content_changes()
        assert read_content_version() not in seen
        seen.add(read_content_version())


def test_restored_database_counts_as_none_that_was_before() -> None:
    """As many changes since the backup as before it was restored, and others."""
    backed_up = list(ContentChange.objects.all())
    HomePage.objects.update(title="One title")
    seen = read_content_version()
    ContentChange.objects.all().delete()
    ContentChange.objects.bulk_create(backed_up)
    # PostgreSQL makes no index while a foreign key is still to be checked.
    connection.check_constraints()
    call_command("restore")
    HomePage.objects.update(title="Another title")
    assert read_content_version() != seen
