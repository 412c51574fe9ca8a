"""Applications, middleware and templates."""

from fibro_site.settings.paths import BASE_DIR
from fibro_site.settings.role import SIDE

INSTALLED_APPS = [
    "fibro_site",
    "articles",
    "intake",
    "references",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    # For pages.
    "wagtail_localize",
    # For questionnaires, which it copies whole: their keys and conditions are no words to translate.
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
    "fibro_site.middleware.request_log.RequestLogMiddleware",
    "fibro_site.middleware.request_times.RequestTimesMiddleware",
    "fibro_site.middleware.health_hosts.HealthHostMiddleware",
    "fibro_site.middleware.after_response.AfterResponseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fibro_site.middleware.compression.CompressionMiddleware",
    "fibro_site.middleware.shared_pages.SharedPagesMiddleware",
    "fibro_site.middleware.private_pages.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fibro_site.middleware.second_factor.SecondFactorMiddleware",
    *(["fibro_site.middleware.refused_access.RefusedAccessMiddleware"] if SIDE == "staff" else []),
    # It needs to know who sends. CsrfViewMiddleware stands above, but parses the body only in `process_view`: after
    # every middleware has been called.
    "fibro_site.middleware.body_limits.BodyLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    *(["fibro_site.middleware.admin_gate.AdminGateMiddleware"] if SIDE == "staff" else []),
    *(["fibro_site.middleware.recent_sign_in.RecentSignInMiddleware"] if SIDE == "staff" else []),
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fibro_site.middleware.csp.PolicyMiddleware",
    *(["fibro_site.middleware.idle_sessions.IdleSessionMiddleware"] if SIDE == "staff" else []),
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    *(["fibro_site.middleware.last_managers.LastManagersMiddleware"] if SIDE == "staff" else []),
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
                        "fibro_site.serving.template_loader.TrimmingLoader",
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

# Our own widgets have their templates in templates/, like everything else.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# Our own pack, templates/forms/ (docs/adr/0003-template-pack.md).
CRISPY_ALLOWED_TEMPLATE_PACKS = "forms"
CRISPY_TEMPLATE_PACK = "forms"
CRISPY_FAIL_SILENTLY = False
