"""Outgoing mail."""

from datetime import timedelta

from fibro_site.settings.paths import VAR, env

if env("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
# Without a mail server, emails are written to files, which are kept this long.
MAIL_FILE_LIFETIME = timedelta(days=env.int("MAIL_FILE_DAYS", default=30))
EMAIL_TIMEOUT = env.float("EMAIL_TIMEOUT", default=10.0)  # seconds; shorter than a lease of the outbox
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="clinic@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where emails to patients are returned to if they cannot be delivered; each to an address of its own below it, such as
# bounces+ID.PROOF@clinic.example (`manage.py read_bounces`). Empty: to DEFAULT_FROM_EMAIL.
BOUNCE_EMAIL = env("BOUNCE_EMAIL", default="")
# The sender's name in patients' mailboxes. Empty: a name that says nothing about health.
PATIENT_MAIL_NAME = env("PATIENT_MAIL_NAME", default="")
