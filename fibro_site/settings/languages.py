"""Languages, formats and the time zone."""

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

from fibro_site.settings.paths import VAR, env


def detect_time_zone(link: Path = Path("/etc/localtime")) -> str:
    """Return the name of the machine's own time zone, such as Europe/London, or UTC if the machine does not tell."""
    name = str(link.resolve()).partition("zoneinfo/")[2]
    try:
        return ZoneInfo(name or "UTC").key
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("de", _("German"))]
# Compiled from locale/ before Django starts (fibro_site/setup/catalogs.py).
LOCALE_PATHS = [VAR / "locale"]
FORMAT_MODULE_PATH = "fibro_site.formats"
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
# The clinic's, in which patients read every time. Unset, it is the machine's own.
TIME_ZONE = env("TIME_ZONE", default="") or detect_time_zone()
USE_TZ = True
