"""What editors left unfinished in the admin goes by itself."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.utils import timezone
from pytest_django import Settings
from wagtail.admin.models import FormState
from wagtail.models import Page, UploadedFile

from fibro_site.operations import upkeep
from fibro_site.operations.unfinished_work import delete_unfinished_work
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_uploads_without_a_form_go_after_a_week() -> None:
    old, young, lost = (
        UploadedFile.objects.create(file=ContentFile(b"picture", name=f"{name}.png")) for name in ("a", "b", "c")
    )
    eight_days_ago = (timezone.now() - timedelta(days=8)).timestamp()
    os.utime(old.file.path, (eight_days_ago, eight_days_ago))
    Path(lost.file.path).unlink()
    delete_unfinished_work()
    assert list(UploadedFile.objects.all()) == [young]
    assert Path(young.file.path).exists()
    assert not Path(old.file.path).exists()


def test_previews_go_after_a_day() -> None:
    kind, user = ContentType.objects.get_for_model(Page), make_user("eva")
    for hours in (23, 25):
        at = timezone.now() - timedelta(hours=hours)
        FormState.objects.create(user=user, content_type=kind, object_id=str(hours), data="", last_updated_at=at)
    delete_unfinished_work()
    assert list(FormState.objects.values_list("object_id", flat=True)) == ["23"]


def test_expired_values_of_the_cache_go_though_nobody_asks(settings: Settings, tmp_path: Path) -> None:
    backend = "fibro_site.serving.json_cache.JsonFileCache"
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": backend, "LOCATION": str(tmp_path / "cache")}}
    for name, seconds in (("over", 10), ("good", 60), ("lasting", None)):
        caches["default"].set(name, 1, seconds)
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        upkeep.purge_cache_files()
        assert [caches["default"].get(name) for name in ("over", "good", "lasting")] == [None, 1, 1]
    assert len(list((tmp_path / "cache").iterdir())) == 2
