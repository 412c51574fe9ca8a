"""One process at a time reads a register."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from references.enums import Status
from references.models import Reference, Register, StatusNotice
from references.retractions.reports import RegisterReport
from tests.references.retractions.reading import Read, get_status, make_gray_row

pytestmark = pytest.mark.django_db


def test_locked_register_is_not_read(read: Read, gray: Reference) -> None:
    Register.objects.create(name="Retraction Watch", held_until=timezone.now() + timedelta(minutes=5))
    assert read(make_gray_row(1)) == RegisterReport(
        "Retraction Watch", problem="Another process is already reading this register."
    )
    assert get_status(gray) == Status.NORMAL


def test_expired_lock_is_taken_over(read: Read, gray: Reference) -> None:
    Register.objects.create(name="Retraction Watch", held_until=timezone.now() - timedelta(seconds=1))
    assert read(make_gray_row(1)).problem == ""
    assert (Register.objects.get().held_until, get_status(gray)) == (None, Status.RETRACTED)


def test_lock_is_released_after_an_error(read: Read, gray: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(Reference, "refresh_status", fail)
        with pytest.raises(RuntimeError):
            read(make_gray_row(1))
    assert (Register.objects.get().held_until, StatusNotice.objects.count()) == (None, 0)
    assert len(read(make_gray_row(1)).new) == 1
