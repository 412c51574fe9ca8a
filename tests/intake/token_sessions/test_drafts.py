"""A draft opens with its own token only, is never overwritten unnoticed, and is deleted when it expires."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from intake.encryption import primitives
from intake.models import Draft, QuestionnaireVersion, Submission
from intake.token_sessions import drafts
from intake.visitor import actions
from tests.intake import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft_and_token(version: QuestionnaireVersion) -> tuple[Draft, str]:
    return drafts.create_draft(version=version, language="de")


def test_new_draft_is_empty(draft_and_token: tuple[Draft, str], version: QuestionnaireVersion) -> None:
    draft, token = draft_and_token
    found = drafts.find_draft(token)
    assert (found.pk, found.version, found.language, found.is_consumed) == (draft.pk, version, "de", False)
    assert drafts.read_draft_answers(found, token) == {}


def test_draft_stores_json_values(draft_and_token: tuple[Draft, str]) -> None:
    draft, token = draft_and_token
    answers = {"a": ["x", "y"], "b": False, "c": 0, "d": "", "e": "\ud800 Grüße \x00 😀", "f": None}
    assert drafts.save_answers(draft, token, lambda _: answers) == answers
    assert drafts.read_draft_answers(drafts.find_draft(token), token) == answers


@pytest.mark.parametrize(
    "token", ["", "x", "A" * 43, "A" * 42, "A" * 44, "\x00" * 43, "ä" * 43, "A" * 42 + "\n", "A" * 10**6]
)
def test_forged_token_finds_no_draft(version: QuestionnaireVersion, token: str) -> None:
    drafts.create_draft(version=version, language="en")
    with pytest.raises(drafts.DraftNotFound):
        drafts.find_draft(token)


def test_token_of_another_draft_does_not_open_it(version: QuestionnaireVersion) -> None:
    draft, _ = builders.make_draft(version)
    _, other_token = builders.make_draft(version)
    with pytest.raises(primitives.SealError):
        drafts.read_draft_answers(draft, other_token)


def test_answers_moved_to_another_row_do_not_open(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version)
    other, _ = builders.make_draft(version)
    other.sealed_answers = draft.sealed_answers
    with pytest.raises(primitives.SealError):
        drafts.read_draft_answers(other, token)


def test_row_contains_neither_token_nor_answers(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version, **{"contact.name": "Marker-7f3a"})
    row = b" ".join(
        str(value).encode() if not isinstance(value, memoryview | bytes) else bytes(value)
        for value in Draft.objects.filter(pk=draft.pk).values_list()[0]
    )
    assert token.encode() not in row
    assert b"Marker-7f3a" not in row


def test_sealed_answers_are_padded(version: QuestionnaireVersion) -> None:
    sizes = {
        len(builders.make_draft(version, **{"contact.name": "x" * length})[0].sealed_answers) for length in (1, 50, 150)
    }
    assert len(sizes) == 1


def test_two_tabs_do_not_overwrite_each_other(draft_and_token: tuple[Draft, str]) -> None:
    draft, token = draft_and_token
    other_tab = drafts.find_draft(token)
    drafts.save_answers(draft, token, lambda answers: answers | {"one": 1})
    assert drafts.save_answers(other_tab, token, lambda answers: answers | {"two": 2}) == {"one": 1, "two": 2}
    assert drafts.read_draft_answers(drafts.find_draft(token), token) == {"one": 1, "two": 2}
    assert drafts.find_draft(token).revision == 2


def test_overtaken_change_is_repeated_in_a_transaction(
    draft_and_token: tuple[Draft, str],
) -> None:
    draft, token = draft_and_token
    made_inside: list[bool] = []

    def overtaken(answers: drafts.Answers) -> drafts.Answers:
        made_inside.append(connection.in_atomic_block)
        if len(made_inside) == 1:
            drafts.save_answers(drafts.find_draft(token), token, lambda others: others | {"theirs": 1})
        return answers | {"mine": True}

    drafts.save_answers(draft, token, overtaken)
    assert drafts.read_draft_answers(drafts.find_draft(token), token) == {"theirs": 1, "mine": True}
    assert len(made_inside) == 2


@pytest.mark.django_db(transaction=True)
def test_concurrently_saved_pages_are_all_stored(version: QuestionnaireVersion) -> None:
    draft, token = drafts.create_draft(version=version, language="en")
    names = [f"step-{number}" for number in range(30)]

    def keep(name: str) -> None:
        try:
            drafts.save_unfinished_page(Draft.objects.get(pk=draft.pk), token, name, {"words": name})
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        list(pool.map(keep, names))
    assert drafts.read_unfinished_pages(drafts.find_draft(token), token) == {name: {"words": name} for name in names}


def test_consumed_draft_is_found_and_takes_no_answers(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version)
    late_tab = drafts.find_draft(token)
    actions.submit_draft(draft=draft, token=token)
    found = drafts.find_draft(token)
    assert found.is_consumed
    assert drafts.read_draft_answers(found, token) == {}
    assert bytes(found.sealed_answers) == b""
    for tab in (found, late_tab):
        with pytest.raises(drafts.DraftConsumed):
            drafts.save_answers(tab, token, lambda _: {"late": True})


def test_database_refuses_a_consumed_draft_with_answers(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version)
    actions.submit_draft(draft=draft, token=token)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(sealed_answers=b"left over")


def test_deleted_draft_is_gone(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version)
    late_tab = drafts.find_draft(token)
    drafts.delete_draft(draft)
    with pytest.raises(drafts.DraftNotFound):
        drafts.find_draft(token)
    with pytest.raises(drafts.DraftNotFound):
        drafts.save_answers(late_tab, token, lambda answers: answers)
    with pytest.raises(drafts.DraftNotFound):
        actions.submit_draft(draft=late_tab, token=token)
    assert not Submission.objects.exists()


def test_draft_expires_on_time(draft_and_token: tuple[Draft, str]) -> None:
    draft, token = draft_and_token
    assert draft.expires_at - timezone.now() <= settings.DRAFT_LIFETIME
    with time_machine.travel(draft.expires_at - timedelta(seconds=1)):
        assert drafts.delete_expired_drafts() == 0
        drafts.find_draft(token)
    with time_machine.travel(draft.expires_at):
        with pytest.raises(drafts.DraftNotFound):
            drafts.find_draft(token)
        assert drafts.delete_expired_drafts() == 1
    assert not Draft.objects.exists()


def test_purging_deletes_only_expired_drafts(version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "PURGE_BATCH", 2)
    kept, _ = drafts.create_draft(version=version, language="en")
    submitted = builders.make_receipt(version).submission
    Draft.objects.bulk_create(
        Draft(
            version=version,
            language="en",
            token_hash=f"{n}",
            idempotency_key=f"{n}",
            expires_at=timezone.now(),
            sealed_answers=b"",
        )
        for n in range(5)
    )
    Draft.objects.filter(submission=submitted).update(expires_at=timezone.now())
    assert drafts.delete_expired_drafts() == 6
    assert list(Draft.objects.all()) == [kept]
    assert Submission.objects.filter(pk=submitted.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_concurrent_saves_are_all_stored(version: QuestionnaireVersion) -> None:
    _, token = drafts.create_draft(version=version, language="en")

    def save(number: int) -> None:
        try:
            drafts.save_answers(drafts.find_draft(token), token, lambda answers: answers | {str(number): number})
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drafts.read_draft_answers(drafts.find_draft(token), token) == {str(number): number for number in range(6)}


def test_sqlite_overwrites_deleted_data() -> None:
    """A deleted draft leaves no sealed data in the file either."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such switch")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone() == (1,)
