"""Where a test has the site keep its files: in a folder of its own, or in a bucket."""

from pathlib import Path
from typing import Any

from django.conf import settings as site_settings
from pytest_django import Settings

from tests.object_server import ACCESS_KEY, BUCKET, SECRET_KEY

PRIVATE = ("imports", "exports")
OBJECTS = "fibro_site.serving.object_storage.ObjectStorage"


def keep_in_folder(settings: Settings, folder: Path) -> None:
    """Have uploads lie in `media`, and imports and exports in folders beside it."""
    settings.MEDIA_ROOT = str(folder / "media")
    settings.EXPORTS_FOLDER = folder / "exports"
    set_storages(
        settings, {name: {**site_settings.STORAGES[name]["OPTIONS"], "location": folder / name} for name in PRIVATE}
    )


def keep_in_bucket(settings: Settings, folder: Path, url: str, prefix: str) -> None:
    """Have everything lie in a bucket below a prefix, and what is only being made in a folder."""
    settings.MEDIA_ROOT = str(folder / "media")
    settings.EXPORTS_FOLDER = folder / "exports"
    settings.S3_SERVER = server = {
        "bucket_name": BUCKET,
        "endpoint_url": url,
        "region_name": "eu-central-1",
        "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
    }
    set_storages(
        settings,
        {
            name: {**server, "location": f"{prefix}/{name}", "file_overwrite": name in {"exports", "releases"}}
            for name in ("default", "releases", *PRIVATE)
        },
        backend=OBJECTS,
    )


def set_storages(settings: Settings, options: dict[str, dict[str, Any]], backend: str = "") -> None:
    settings.STORAGES = site_settings.STORAGES | {
        name: {"BACKEND": backend or site_settings.STORAGES[name]["BACKEND"], "OPTIONS": told}
        for name, told in options.items()
    }
