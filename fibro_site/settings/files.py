"""Static files, uploads, and how they are stored."""

from pathlib import Path

from fibro_site.settings.paths import BASE_DIR, VAR
from fibro_site.settings.role import DEBUG

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
# The pictures of the guides are shown in the admin, too.
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static", ("guides", BASE_DIR / "docs/guides/pictures")]
# What browsers ask for at the root of a site, whether or not a page names it.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "media"
# Uploaded files of works wait here to be imported. Never served.
IMPORTS_FOLDER = VAR / "imports"
# Sealed exports of submissions, for a day. Never served from here. Staff's web processes and workers share it.
EXPORTS_FOLDER = VAR / "exports"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "fibro_site.serving.static_storage.StaticStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
