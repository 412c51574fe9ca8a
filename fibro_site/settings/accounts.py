"""Staff sign-in: passwords, second factors, limits (django-allauth)."""

from fibro_site.settings.paths import env
from fibro_site.settings.wagtail import WAGTAIL_SITE_NAME

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
# A change of an account asks for the password or the second factor again, and its owner is told by email.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# fibro_site/accounts/reauthentication.py lists what else asks again.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{WAGTAIL_SITE_NAME}] "
# fibro_site/accounts/sign_in_limits.py counts a client and a name together; allauth's own limits would lock a name
# everywhere.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
MFA_ADAPTER = "fibro_site.accounts.second_factors.SealingMfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Clinic"
MFA_FORMS = {
    "add_webauthn": "fibro_site.accounts.passkey_form.AddPasskeyForm",
    "login_webauthn": "fibro_site.accounts.passkey_form.SignInByPasskeyForm",
    "reauthenticate_webauthn": "fibro_site.accounts.passkey_form.ConfirmByPasskeyForm",
    "authenticate": "fibro_site.accounts.code_forms.SignInCodeForm",
    "reauthenticate": "fibro_site.accounts.code_forms.ReauthenticationCodeForm",
}
# An administrator enters the address and nobody verifies it; without this nobody could add a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# For every staff process of a real clinic; a demo on one's own machine can do without.
REQUIRE_MFA = env.bool("FIBRO_REQUIRE_MFA", default=False)
