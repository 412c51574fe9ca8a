"""Settings, all read from the environment.

Every name below that is read by `env` is explained in `.env.example`. Any of them may be given as a file instead:
`SECRET_KEY_FILE=/run/secrets/django` is read where `SECRET_KEY` is missing.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from fibro_site.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
# A file may hold what the environment leaves out; what the environment says wins.
env_file = Path(env("FIBRO_ENV_FILE", default=str(BASE_DIR / ".env")))
if env_file.is_file():
    env.read_env(str(env_file))

# --- Where things are ------------------------------------------------------------------------------------------------

# The one folder that a running site writes to.
VAR = Path(env("FIBRO_VAR", default=str(BASE_DIR / "var"))).resolve()
VERSION = re.findall(r"^## (\S+)", (BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[0]

BASE_URL = env("FIBRO_BASE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip("/")
# Where staff sign in. Visitors' mails lead to the one, staff's to the other.
STAFF_BASE_URL = env("FIBRO_STAFF_BASE_URL", default=BASE_URL).rstrip("/")

# --- What this process is --------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
# public: the visitors' site, holds no key that opens a submission. staff: the admin. all: both, on one machine.
ROLE = env("FIBRO_ROLE", default="all")
if ROLE not in {"public", "staff", "all"}:
    raise ImproperlyConfigured(f"FIBRO_ROLE is {ROLE!r}; it must be public, staff or all.")
# Which of the two that trust each other with nothing but the database: caches, sessions and secret keys are each one's.
SIDE = "public" if ROLE == "public" else "staff"
# The addresses that this process answers at.
OWN_URLS = sorted({"public": {BASE_URL}, "staff": {STAFF_BASE_URL}, "all": {BASE_URL, STAFF_BASE_URL}}[ROLE])
OWN_HOSTS = [urlsplit(url).hostname or "" for url in OWN_URLS]
IS_HTTPS = all(url.startswith("https://") for url in OWN_URLS)
SECRET_KEY_NAME = "public-secret-key" if SIDE == "public" else "django-secret-key"


def get_key_path(name: str) -> Path:
    """Where `make setup` put a key, unless `FIBRO_KEYS` names another folder."""
    return Path(env("FIBRO_KEYS", default=str(VAR / "keys"))) / name


def detect_time_zone(link: Path = Path("/etc/localtime")) -> str:
    """The name of the machine's own zone, as Europe/London; UTC where the machine does not say."""
    name = str(link.resolve()).partition("zoneinfo/")[2]
    try:
        return ZoneInfo(name or "UTC").key
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


def list_time_zones() -> list[str]:
    """What staff may choose for themselves: no names of a machine's own files, which browsers do not know."""
    return sorted(available_timezones() - {"localtime", "Factory"})


def read_secret_key() -> str:
    if "SECRET_KEY" in env.ENVIRON or "SECRET_KEY_FILE" in env.ENVIRON:
        return env("SECRET_KEY")
    try:
        return get_key_path(SECRET_KEY_NAME).read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured("No SECRET_KEY: run `make setup`, or set SECRET_KEY or SECRET_KEY_FILE.") from error


SECRET_KEY = read_secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# What no public process may be able to read, wherever its path is told.
PRIVATE_KEY_FILES = [
    folder / name
    for name in ("clinic-private-key.json", "staff-key.json")
    for folder in (get_key_path(name).parent, VAR / "keys")
] + [Path(env(name)) for name in ("FIBRO_CLINIC_PRIVATE_KEY_PATH", "FIBRO_STAFF_KEY_PATH") if env(name, default="")]


def is_readable(file: Path) -> bool:
    try:
        file.open("rb").close()
    except OSError:
        return False
    return True


if ROLE == "public" and (within_reach := [file.name for file in PRIVATE_KEY_FILES if is_readable(file)]):
    raise ImproperlyConfigured(
        f"FIBRO_ROLE is public and this process can read {' and '.join(sorted(set(within_reach)))}: whoever broke into "
        "it could open every submission. Move these files to the staff's machine, or run it under an account that "
        "cannot read them (docs/security.md)."
    )

# The clinic's key pair for health data (docs/adr/0002-sealing.md). The public process has the public half only.
CLINIC_PUBLIC_KEY_FILE = Path(env("FIBRO_CLINIC_PUBLIC_KEY_PATH", default=str(get_key_path("clinic-public-key.json"))))
CLINIC_PRIVATE_KEY_FILE = (
    None
    if ROLE == "public"
    else Path(env("FIBRO_CLINIC_PRIVATE_KEY_PATH", default=str(get_key_path("clinic-private-key.json"))))
)

# A secret of the staff processes alone: it seals and signs what a copy of the database must not give away.
STAFF_KEY_FILE = (
    None if ROLE == "public" else Path(env("FIBRO_STAFF_KEY_PATH", default=str(get_key_path("staff-key.json"))))
)

# What a public process signs with, and what staff's tell its signature by (docs/adr/0017-proven-records.md). The pair
# is made beside the clinic's private key; the public machine is given the signing half.
SUBMISSION_SIGNING_KEY_FILE = Path(
    env("FIBRO_SUBMISSION_SIGNING_KEY_PATH", default=str(get_key_path("submission-signing-key.json")))
)
SUBMISSION_VERIFYING_KEY_FILE = Path(
    env("FIBRO_SUBMISSION_VERIFYING_KEY_PATH", default=str(get_key_path("submission-verifying-key.json")))
)
# Where staff's processes remember how far the audit has come. Outside the database, so that who writes to that cannot
# set it back; not shared with a public process.
AUDIT_FOLDER = VAR / "audit"

# --- Who may talk to it ----------------------------------------------------------------------------------------------

LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=LOOPBACK_HOSTS if {*OWN_HOSTS} <= {"127.0.0.1", "localhost", "::1"} else OWN_HOSTS
)
CSRF_TRUSTED_ORIGINS = OWN_URLS
CSRF_FAILURE_VIEW = "fibro_site.views.csrf_failure"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if IS_HTTPS else 0
# Both bind hosts that are not this site, and browsers forget neither for years: for whoever owns the whole domain.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("FIBRO_HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("FIBRO_HSTS_PRELOAD", default=False)
# So many proxies of our own stand before this process, each of which appends to X-Forwarded-For. With one or more, and
# only then, X-Forwarded-Proto and X-Forwarded-For are believed. Every limit counts by it
# (intake/antispam/rate_limit.py).
PROXY_HOPS = env.int("FIBRO_PROXY_HOPS", default=int(env.bool("FIBRO_BEHIND_PROXY", default=False)))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_HOPS else None
# Whether subdomains and browsers' preload lists are bound is the owner's choice; `check --deploy` asks for both.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail lets its own previews be framed

# Browsers accept the __Host- prefix only with Secure, hence only over HTTPS.
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
# Visitors have no session but for pages that editors made private: it is a signed cookie and stands in no table. It has
# a name of its own, for where both sides stand behind one host.
SESSION_ENGINE = (
    "django.contrib.sessions.backends.signed_cookies" if SIDE == "public" else "fibro_site.accounts.sessions"
)
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}{'visitor-session' if SIDE == 'public' else 'session'}"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
# Gone with the browser's window: who only looked at the form takes nothing home.
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
# Set where somebody of the staff has signed in (fibro_site/accounts/known_devices.py).
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}device"
DEVICE_COOKIE_AGE = timedelta(days=180)

# Of the admin, where a questionnaire of 200 questions is one form. What a visitor may is in
# fibro_site/middleware/body_limits.py.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000
# A form arrives within this, however slow the line (fibro_site/processes/gateway.py).
BODY_SECONDS = env.float("BODY_SECONDS", default=20.0)

# Public pages and every page that shows what a visitor wrote. Wagtail's own admin pages get ADMIN_POLICY instead
# (fibro_site/middleware/csp.py).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
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

# --- What it is made of ----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "fibro_site",
    "articles",
    "intake",
    "references",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "crispy_forms",
    "django_countries",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "fibro_site.operations.health.HealthHostMiddleware",
    "fibro_site.middleware.after_response.AfterResponseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fibro_site.middleware.compression.CompressionMiddleware",
    "fibro_site.middleware.private_pages.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fibro_site.middleware.second_factor.SecondFactorMiddleware",
    *(["fibro_site.accounts.sign_in_audit.RefusedAccessMiddleware"] if SIDE == "staff" else []),
    # It asks who sends; the guard against forged requests parses what is sent, but only once all of these have passed.
    "fibro_site.middleware.body_limits.BodyLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fibro_site.middleware.csp.PolicyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "fibro_site.middleware.protected_rows.ProtectedRowsMiddleware",
    "fibro_site.middleware.outage.DatabaseOutageMiddleware",
]

ROOT_URLCONF = "fibro_site.urls"
WSGI_APPLICATION = "fibro_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "fibro_site.serving.template_loader.UnindentingLoader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# A widget of ours finds its template in templates/, as everything else does.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# Our own pack, templates/forms/ (docs/adr/0003-template-pack.md).
CRISPY_ALLOWED_TEMPLATE_PACKS = "forms"
CRISPY_TEMPLATE_PACK = "forms"
CRISPY_FAIL_SILENTLY = False

# --- Database --------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR}/db.sqlite3")}
# The public processes' account at a PostgreSQL: granted anew what it needs whenever tables change.
PUBLIC_DATABASE_ROLE = env("FIBRO_PUBLIC_DATABASE_ROLE", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Take the write lock when a transaction begins: no deadlock between two that read first and write later.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        # Values travel apart from the statement, so that a failing one never stands in the server's log.
        "server_side_binding": True,
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8), "timeout": 10},
    }
    # A connection from the pool is tried before it is used: a restart of the database costs no request.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True


def configure_json_cache(config: dict[str, Any]) -> dict[str, Any]:
    """The same cache, which keeps JSON and this side's values alone. One that would unpickle is refused: whoever can
    write there could run code here.
    """
    match config["BACKEND"].rpartition(".")[2]:
        case "FileBasedCache":
            return {
                **config,
                "BACKEND": "fibro_site.serving.json_cache.JsonFileCache",
                "LOCATION": str(Path(config["LOCATION"]) / SIDE),
                # Django's 300 are soon full, and then it lets go of counted guesses and used codes at random.
                "OPTIONS": {"MAX_ENTRIES": 10_000, **config.get("OPTIONS", {})},
            }
        case "RedisCache":
            return {
                **config,
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "KEY_PREFIX": f"{config.get('KEY_PREFIX', 'fibro')}-{SIDE}",
                "OPTIONS": {**config.get("OPTIONS", {}), "serializer": "fibro_site.serving.json_cache.JsonSerializer"},
            }
        case "DummyCache":
            return config
    raise ImproperlyConfigured("CACHE_URL must be a filecache:// or a rediscache://; other caches keep pickles.")


# Shared by a side's processes, for sign-in limits, used one-time codes and Wagtail's root paths. Never holds an answer.
CACHES = {
    "default": configure_json_cache(env.cache("CACHE_URL", default=f"filecache://{VAR}/cache")),
    # Wagtail would keep whole rows here, which JSON cannot; our pages fetch them with one query
    # (articles/rendering/body.py).
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# --- Background work -------------------------------------------------------------------------------------------------

BROKER_FOLDER = VAR / "broker"
# With a host, which means nothing here, because kombu complains of its absence.
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="filesystem://localhost")
BROKER_OPTIONS: dict[str, dict[str, Any]] = {
    "filesystem": {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.2,
    },
    "redis": {
        "visibility_timeout": 120,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 2,
    },
}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **BROKER_OPTIONS.get(CELERY_BROKER_URL.partition("://")[0].replace("rediss", "redis"), {}),
    # Publishing makes no second try: whoever waits for it is a visitor, and beat hints again.
    "max_retries": 0,
}
CELERY_VISIBILITY_TIMEOUT = 120
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For ever: a worker that gave up on its broker would need a human.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# The deliveries table retries; a task that kills its process must not come back for ever.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_DEFAULT_QUEUE = "fibro"
# Registers, imports and the whole audit take minutes. They have a worker of their own, so that no notice to staff waits
# behind them.
CELERY_TASK_ROUTES = {
    "references.tasks.*": {"queue": "fibro-slow"},
    "fibro_site.tasks.vacuum": {"queue": "fibro-slow"},
    "intake.tasks.verify_audit": {"queue": "fibro-slow"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# In the worker's own process, with limits of our own: see fibro_site/processes/task_limits.py.
CELERY_WORKER_POOL = "solo"
CELERY_IMPORTS = ["fibro_site.processes.task_limits"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Nobody asks a worker by the broker how it is: /health/ready/ and the deliveries table know.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TIMEZONE = "UTC"
# Not in the broker's folder: who empties that must not stop the clock.
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule.json")
CELERY_BEAT_SCHEDULER = "fibro_site.processes.beat_schedule:JsonScheduler"
DRAIN_INTERVAL_SECONDS = env.float("DRAIN_INTERVAL_SECONDS", default=10.0)
# When /health/ready/ begins to say so.
DRAIN_ALARM_SECONDS = DRAIN_INTERVAL_SECONDS * 6
# So long a worker may do nothing: beat has something for each of them much more often.
WORKER_ALARM_SECONDS = {"fibro": DRAIN_ALARM_SECONDS, "fibro-slow": 300.0}
DELIVERY_ALARM_SECONDS = 15 * 60
CELERY_BEAT_SCHEDULE = {
    # The hint after a submission is the quick way; this is the sure one.
    "drain-deliveries": {
        "task": "intake.tasks.drain",
        "schedule": DRAIN_INTERVAL_SECONDS,
        # A beat that nobody took in time is worth nothing: the next one does the same.
        "options": {"expires": 60},
    },
    "purge-drafts": {"task": "intake.tasks.purge_drafts", "schedule": timedelta(hours=1), "options": {"expires": 3600}},
    # A quick look each minute; the whole chain at night.
    "keep-audit": {"task": "intake.tasks.keep_audit", "schedule": timedelta(minutes=1), "options": {"expires": 60}},
    "verify-audit": {
        "task": "intake.tasks.verify_audit",
        "schedule": crontab(hour=2, minute=47),
        "options": {"expires": 6 * 3600},
    },
    "purge-own-pages": {
        "task": "intake.tasks.purge_own_pages",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "publish-scheduled": {
        "task": "fibro_site.tasks.publish_scheduled",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "purge-leftovers": {
        "task": "fibro_site.tasks.purge_leftovers",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "vacuum": {
        "task": "fibro_site.tasks.vacuum",
        "schedule": crontab(hour=4, minute=7),
        "options": {"expires": 6 * 3600},
    },
    "check-retractions": {
        "task": "references.tasks.check_retractions",
        "schedule": crontab(hour=3, minute=17),
        "options": {"expires": 6 * 3600},
    },
    "check-links": {
        "task": "references.tasks.check_links",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    # The hint after an upload is the quick way; this is the sure one.
    "import-files": {
        "task": "references.tasks.import_files",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "purge-imports": {
        "task": "references.tasks.purge_imports",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
}

# The outbox (intake/delivery/outbox.py). A lease is longer than the socket time-outs of one notice together.
OUTBOX_LEASE_SECONDS = env.float("OUTBOX_LEASE_SECONDS", default=30.0)
# A drain ends after this, well before its task's time limit.
OUTBOX_DRAIN_SECONDS = env.float("OUTBOX_DRAIN_SECONDS", default=20.0)
# One hint to drain is on its way at most; after this it counts as lost and another may go.
OUTBOX_HINT_SECONDS = env.float("OUTBOX_HINT_SECONDS", default=10.0)
# After a failure: at most this, doubled each time, up to the longest wait.
OUTBOX_FIRST_WAIT_SECONDS = env.float("OUTBOX_FIRST_WAIT_SECONDS", default=30.0)
OUTBOX_LONGEST_WAIT_SECONDS = env.float("OUTBOX_LONGEST_WAIT_SECONDS", default=3600.0)
OUTBOX_OUTAGE_WAIT_SECONDS = env.float("OUTBOX_OUTAGE_WAIT_SECONDS", default=300.0)
# Three days, as mail servers do.
OUTBOX_GIVE_UP_SECONDS = env.float("OUTBOX_GIVE_UP_SECONDS", default=3 * 24 * 3600.0)

# --- Mail ------------------------------------------------------------------------------------------------------------

if env("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
# Where no mail server is set, mail is written to files; they are kept so long.
MAIL_FILE_LIFETIME = timedelta(days=env.int("MAIL_FILE_DAYS", default=30))
EMAIL_TIMEOUT = env.float("EMAIL_TIMEOUT", default=10.0)  # seconds; shorter than a lease of the outbox
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="clinic@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Stands beside the address in patients' mailboxes. Empty: a name that says nothing about health.
PATIENT_MAIL_NAME = env("PATIENT_MAIL_NAME", default="")

# --- Intake ----------------------------------------------------------------------------------------------------------

STAFF_NOTICE_EMAIL = env("STAFF_NOTICE_EMAIL", default="staff@localhost")
# Whoever stands beside the screen reads a subject too: whether it says that a submission is urgent.
STAFF_NOTICE_SUBJECT_SAYS_URGENCY = env.bool("STAFF_NOTICE_SUBJECT_SAYS_URGENCY", default=False)
# How long a half-filled questionnaire is kept.
DRAFT_LIFETIME = timedelta(days=env.int("DRAFT_DAYS", default=7))
# A stranger must not fill the disk: so many half-filled ones at once, and so large each.
DRAFTS_AT_MOST = env.int("DRAFTS_AT_MOST", default=20_000)
DRAFT_KILOBYTES = env.int("DRAFT_KILOBYTES", default=256)
# Beyond these a visitor is asked for a moment and never refused (intake/antispam/guard.py).
# A ward or a household has one
# address: so many at once begin or send from it, then one each interval.
STARTS_AT_ONCE = env.int("STARTS_AT_ONCE", default=60)
START_INTERVAL_SECONDS = env.float("START_INTERVAL_SECONDS", default=60.0)
SENDS_AT_ONCE = env.int("SENDS_AT_ONCE", default=60)
SEND_INTERVAL_SECONDS = env.float("SEND_INTERVAL_SECONDS", default=60.0)
# Hardly anybody reads and answers a page in less: what is sent sooner is marked for staff.
LEAST_SECONDS_A_STEP = env.float("LEAST_SECONDS_A_STEP", default=1.0)
# What somebody waits whose device does not do the calculation.
PROOF_WAIT_SECONDS = env.int("PROOF_WAIT_SECONDS", default=10)
# Within how many working days the clinic promises to answer whoever sent one; 0 promises nothing.
REPLY_WORKING_DAYS = env.int("REPLY_WORKING_DAYS", default=5)

# --- Registers of published works ------------------------------------------------------------------------------------

# Asked by this server and never by a visitor's browser, so they may also be mirrors inside the clinic's network.
CROSSREF_URL = env("CROSSREF_URL", default="https://api.crossref.org").rstrip("/")
PUBMED_URL = env("PUBMED_URL", default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils").rstrip("/")
# The address or the path of a file.
RETRACTION_WATCH_CSV = env(
    "RETRACTION_WATCH_CSV",
    default="https://gitlab.com/crossref/retraction-watch-data/-/raw/main/retraction_watch.csv",
)
# Told to the registers, which write before they shut out whoever asks too much.
CONTACT_EMAIL = env("CONTACT_EMAIL", default="")
# How long an address of a work counts as checked; 0 checks none.
LINK_CHECK_DAYS = env.int("LINK_CHECK_DAYS", default=30)
# How long an uploaded file of works is kept, with what came of each of its records.
IMPORT_LIFETIME = timedelta(days=env.int("IMPORT_DAYS", default=7))

# --- Staff sign-in ---------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
WAGTAILADMIN_LOGIN_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "fibro_site.accounts.adapter.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"reset_password": "fibro_site.accounts.password_reset.QuietResetPasswordForm"}
# What changes an account takes the password or the second factor again, and its owner is told by mail.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Ours count a client and a name together (fibro_site/accounts/sign_in_limits.py); allauth's
# would lock a name everywhere.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
MFA_ADAPTER = "fibro_site.accounts.second_factors.SealingMfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Clinic"
MFA_FORMS = {
    "authenticate": "fibro_site.accounts.code_forms.SignInCodeForm",
    "reauthenticate": "fibro_site.accounts.code_forms.ReauthenticationCodeForm",
}
# An administrator gives the address; nobody would ever verify it, and without this nobody could add a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A staff process of a real clinic sets this; a demo on one's own machine does not.
REQUIRE_MFA = env.bool("FIBRO_REQUIRE_MFA", default=False)

# --- Words -----------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("de", _("German"))]
# Compiled from locale/ before Django starts (fibro_site/setup/catalogs.py).
LOCALE_PATHS = [VAR / "locale"]
FORMAT_MODULE_PATH = "fibro_site.formats"
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
# The clinic's: patients read every time in it. Unset, it is the machine's own.
TIME_ZONE = env("TIME_ZONE", default="") or detect_time_zone()
USE_TZ = True

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "media"
# Uploaded works wait here to be read. Never served.
IMPORTS_FOLDER = VAR / "imports"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "fibro_site.serving.static_storage.StaticStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Wagtail ---------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = env("CLINIC_NAME", default="The Fibromyalgia Clinic")
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{WAGTAIL_SITE_NAME}] "
WAGTAILADMIN_BASE_URL = STAFF_BASE_URL
# Where the admin is mounted. Typed here alone: the content policy, the limits of a request's body, the rules about
# caches and the audit of refused pages all go by it, and e-mails to staff link below it from processes that mount no
# admin.
ADMIN_PREFIX = "/admin/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
# Finding them takes longer than anything else here, and one page alone wants them.
WAGTAIL_USER_TIME_ZONES = SimpleLazyObject(list_time_zones)
# Wagtail would ask hosts outside the clinic.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Wagtail keeps such passwords in clear, and whoever has one passes it on. Pages and documents are private to accounts.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
# The account's own pages ask for the password again, and tell its owner.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# --- A cache in front of the site ------------------------------------------------------------------------------------

FRONT_CACHE_URL = env("FRONT_CACHE_URL", default="")
WAGTAILFRONTENDCACHE = (
    {"default": {"BACKEND": "fibro_site.serving.front_cache.FrontCache", "LOCATION": FRONT_CACHE_URL}}
    if FRONT_CACHE_URL
    else {}
)
# A page has one address: its own, with its own language in it.
WAGTAILFRONTENDCACHE_LANGUAGES: list[str] = []

# --- Logs ------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"safe": {"()": "fibro_site.log.SafeFormatter"}},
    "filters": {"without-frames": {"()": "fibro_site.log.RefusedHostFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "safe"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.security.DisallowedHost": {"filters": ["without-frames"]},
        # They tell of every page saved and every index row written; Wagtail keeps its own history of pages.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # While PostgreSQL is away it would tell of every try; /health/ready/ says it once.
        "psycopg.pool": {"level": "ERROR"},
        # It would tell of odd headers with the address that was asked for.
        "urllib3": {"level": "ERROR"},
    },
}
