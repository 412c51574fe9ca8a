"""What counts as an outage: an error that is over when the database is back, or the right key in its place."""

from django.db import InterfaceError, OperationalError

from intake.encryption.key_ring import KeyUnavailable

OUTAGE_ERRORS = (OperationalError, InterfaceError, KeyUnavailable)
