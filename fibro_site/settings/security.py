"""Hosts, HTTPS, cookies, the size of requests, and the Content-Security-Policy."""

from datetime import timedelta

from csp.constants import NONCE, NONE, SELF

from fibro_site.settings.paths import env
from fibro_site.settings.role import IS_HTTPS, OWN_HOSTS, OWN_URLS, SIDE

# --- Hosts and HTTPS -------------------------------------------------------------------------------------------------

LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=LOOPBACK_HOSTS if {*OWN_HOSTS} <= {"127.0.0.1", "localhost", "::1"} else OWN_HOSTS
)
CSRF_TRUSTED_ORIGINS = OWN_URLS
CSRF_FAILURE_VIEW = "fibro_site.views.csrf_failure"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if IS_HTTPS else 0
# Both bind hosts that are not this site, and browsers remember them for years: only for an owner of the whole domain.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("FIBRO_HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("FIBRO_HSTS_PRELOAD", default=False)
# `check --deploy` asks for both of them, but that choice is the owner's.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# How many proxies of our own stand before this process, each of which appends to X-Forwarded-For. Only with one or
# more are X-Forwarded-Proto and X-Forwarded-For believed. Every rate limit counts by it
# (intake/antispam/client_ip.py).
PROXY_HOPS = env.int("FIBRO_PROXY_HOPS", default=int(env.bool("FIBRO_BEHIND_PROXY", default=False)))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_HOPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail allows frames for its own previews

# --- Cookies ---------------------------------------------------------------------------------------------------------

# Browsers accept the __Host- prefix only with Secure, hence only over HTTPS.
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
# Visitors have no session except for pages that editors made private: it is a signed cookie and is in no table. It has
# a name of its own, because both sides may be behind one host.
SESSION_ENGINE = (
    "django.contrib.sessions.backends.signed_cookies" if SIDE == "public" else "fibro_site.accounts.sessions"
)
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}{'visitor-session' if SIDE == 'public' else 'session'}"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# On the staff's side from its last use (fibro_site/middleware/idle_sessions.py).
SESSION_COOKIE_AGE = int((timedelta(hours=12) if SIDE == "public" else timedelta(minutes=15)).total_seconds())
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
# Deleted when the browser is closed: it must not stay with somebody who only looked at the form.
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
# Set on a device where a member of staff has signed in (fibro_site/accounts/known_devices.py).
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}device"
DEVICE_COOKIE_AGE = timedelta(days=180)

# --- The size and time of a request ----------------------------------------------------------------------------------

# For the admin, where a questionnaire of 200 questions is one form. fibro_site/middleware/body_limits.py allows
# visitors less.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000
# A form must arrive within this, however slow the line (fibro_site/processes/request_bodies.py).
BODY_SECONDS = env.float("BODY_SECONDS", default=20.0)

# --- Content-Security-Policy -----------------------------------------------------------------------------------------

# For public pages and for every page that shows what a visitor wrote. Wagtail's own admin pages get ADMIN_POLICY
# instead (fibro_site/middleware/csp.py).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
ADMIN_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "object-src": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
}
