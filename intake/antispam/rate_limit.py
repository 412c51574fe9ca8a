"""Rate limits: token buckets in the database, so that they hold across processes.

A bucket is stored as the time at which it will be full again (GCRA, the algorithm of ATM traffic shaping), so that one
number says all and a full bucket needs no row. Nothing in the row tells who tried: its key is an HMAC under the site's
secret key.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from intake.models import RateLimit, StaffRateLimit


@dataclass(frozen=True)
class Rate:
    """`at_once` attempts at once, then one each `interval`."""

    at_once: int
    interval: timedelta


def allow_attempt(name: str, subject: str, rate: Rate) -> bool:
    """Take one token from the bucket of `subject` under `name`; return False if it is empty.

    One conditional UPDATE takes it, so that two requests at the same moment never take the same token. A refused
    attempt costs none.
    """
    now, full_bucket = timezone.now(), rate.interval * rate.at_once
    key = hash_bucket_key(name, subject)
    bucket = get_buckets().filter(pk=key)
    with_a_token = bucket.filter(full_at__lte=now + full_bucket - rate.interval)
    taken = {"full_at": Greatest(F("full_at"), Value(now)) + Value(rate.interval)}
    if with_a_token.update(**taken):
        return True
    if rate.at_once > 0 and create_bucket(get_buckets().model(key=key, full_at=now + rate.interval)):
        return True
    # Never further away than a whole bucket: else a clock that was set back would shut everybody out until it has
    # caught up.
    bucket.filter(full_at__gt=now + full_bucket).update(full_at=now + full_bucket)
    return bool(with_a_token.update(**taken))


def refund_attempt(name: str, subject: str, rate: Rate) -> None:
    """Put back a token that was taken for an attempt which should not count."""
    get_buckets().filter(pk=hash_bucket_key(name, subject)).update(full_at=F("full_at") - Value(rate.interval))


def create_bucket(bucket: RateLimit | StaffRateLimit) -> bool:
    """Store a bucket from which the first token was taken; return False if another request did so first."""
    try:
        with transaction.atomic():
            bucket.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def delete_full_buckets() -> int:
    """Delete the buckets that are full, and return their number."""
    tables = (RateLimit, StaffRateLimit) if settings.ROLE == "staff" else (RateLimit,)
    return sum(table.objects.filter(full_at__lte=timezone.now()).delete()[0] for table in tables)


def get_buckets() -> QuerySet[RateLimit] | QuerySet[StaffRateLimit]:
    """Return the buckets of this process's role. A public process can write its own, so staff processes have others."""
    return (StaffRateLimit if settings.ROLE == "staff" else RateLimit).objects.all()


def hash_bucket_key(name: str, subject: str) -> str:
    return salted_hmac(f"intake.limits/{name}", subject, algorithm="sha256").hexdigest()
