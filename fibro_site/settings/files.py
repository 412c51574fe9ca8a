"""Static files, uploads, and how they are stored."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from fibro_site.settings.paths import BASE_DIR, VAR, env
from fibro_site.settings.role import DEBUG, SIDE

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
# The pictures of the guides are shown in the admin, too.
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static", ("guides", BASE_DIR / "docs/guides/pictures")]
# What browsers ask for at the root of a site, whether or not a page names it.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "media"
# Exports of submissions are sealed here, and kept here for a day if they are not kept in a bucket. Never served.
EXPORTS_FOLDER = VAR / "exports"

# Where several machines keep what is in these folders otherwise (docs/operations.md). Empty: there is none.
S3_BUCKET = env("S3_BUCKET", default="")
S3_SERVER = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": env("S3_ENDPOINT_URL", default="") or None,
    "region_name": env("S3_REGION", default="") or None,
    "access_key": env("S3_ACCESS_KEY_ID", default="") or None,
    "secret_key": env("S3_SECRET_ACCESS_KEY", default="") or None,
}
if S3_BUCKET and not find_spec("storages"):
    raise ImproperlyConfigured("S3_BUCKET needs the packages of requirements/s3.txt: `make .venv/installed-s3`.")


def configure_storage(prefix: str, *, can_replace: bool, **folder: Any) -> dict[str, Any]:
    """Return the configuration of a storage: a folder, or with a bucket the objects below a prefix.

    Without `can_replace`, a file whose name is taken gets another one.
    """
    if S3_BUCKET:
        options = {**S3_SERVER, "location": prefix, "file_overwrite": can_replace}
        return {"BACKEND": "fibro_site.serving.object_storage.ObjectStorage", "OPTIONS": options}
    options = {**folder, "allow_overwrite": True} if can_replace else folder
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}


PRIVATE_MODES = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
STORAGES = {
    "default": configure_storage("media", can_replace=False),
    # Uploaded files of works and of articles wait here to be imported. Never served.
    "imports": configure_storage("imports", can_replace=False, location=VAR / "imports", **PRIVATE_MODES),
    # Staff's web processes and workers share it. What is in it is sealed.
    "exports": configure_storage("exports", can_replace=True, location=EXPORTS_FOLDER, **PRIVATE_MODES),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "fibro_site.serving.static_storage.StaticStorage"
    },
}
if S3_BUCKET:
    # A side's own: a public machine that was broken into must not write scripts for the staff's site.
    STORAGES["releases"] = configure_storage(f"static-{SIDE}", can_replace=True)
FILE_UPLOAD_PERMISSIONS = 0o640
