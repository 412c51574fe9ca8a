"""What an authenticator app does."""

from allauth.mfa.totp.internal import auth as totp


def compute_code(secret: str) -> str:
    """Return the code that belongs to this secret at this moment."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
