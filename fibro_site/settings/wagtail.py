"""Wagtail and its admin."""

from datetime import timedelta
from zoneinfo import available_timezones

from django.utils.functional import SimpleLazyObject

from fibro_site.settings.paths import env
from fibro_site.settings.role import STAFF_BASE_URL


def list_time_zones() -> list[str]:
    """Return the time zones that staff may choose. Names of a machine's own files are left out: browsers do not know
    them.
    """
    return sorted(available_timezones() - {"localtime", "Factory"})


WAGTAIL_SITE_NAME = env("CLINIC_NAME", default="The Fibromyalgia Clinic")
WAGTAILADMIN_BASE_URL = STAFF_BASE_URL
# Where the admin is mounted. Typed here alone: the content policy, the limits of a request's body, the rules about
# caches and the audit of refused pages all go by it, and emails to staff link below it from processes that mount no
# admin.
ADMIN_PREFIX = "/admin/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
# Their content is read too.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "articles.uploads.forms.SoundDocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "articles.uploads.forms.SoundImageForm"
# Wherever they lie, Wagtail's view gives them out: a URL of the bucket would ask nobody who they are.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "mp4", "webm", "mp3", "ogg", "m4a", "vtt"]
# Machines do not all know these.
WAGTAILDOCS_CONTENT_TYPES = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "vtt": "text/vtt",
}
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
# Lazy, because finding them takes longer than anything else here, and only one page needs them.
WAGTAIL_USER_TIME_ZONES = SimpleLazyObject(list_time_zones)
# Whoever has the old address of a page that was moved or renamed is led to the new one.
WAGTAILREDIRECTS_AUTO_CREATE = True
# A new translation is a draft, also of a published page: its words are still those of the original.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# A medical reviewer's signature publishes a page, though reviewers may publish nothing else.
WAGTAIL_FINISH_WORKFLOW_ACTION = "articles.signing.workflow.publish_reviewed_page"
# How long versions of pages are kept that were only saved, and those that were published. 0 days: for ever
# (fibro_site/operations/old_revisions.py).
REVISION_LIFETIME = timedelta(days=env.int("REVISION_DAYS", default=365))
PUBLISHED_REVISION_LIFETIME = timedelta(days=env.int("PUBLISHED_REVISION_DAYS", default=0))
# Both would ask hosts outside the clinic.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Wagtail stores shared passwords in clear, and people pass them on. Pages and documents are private to accounts.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
# The sign-in pages do this: they ask for the password again, and tell the account's owner.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
