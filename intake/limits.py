"""How often something may be tried: token buckets in the database, so that they hold across processes.

A bucket is kept as the time at which it will be full again (GCRA, as ATM's traffic shaping has it), so that one number
says all and a full bucket needs no row. Nothing in it tells who tried: the key is an HMAC under the site's secret key.
"""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from intake.models import RateLimit

# A household or a ward has one network of IPv6 addresses, and each device in it takes a new one every day.
IPV6_NETWORK_BITS = 64


@dataclass(frozen=True)
class Rate:
    """So many at once, then one each `interval`."""

    at_once: int
    interval: timedelta


def allow(name: str, key: str, rate: Rate) -> bool:
    """Take one token from the bucket of `key` under `name`; False where it is empty. A refusal costs no token.

    One conditional UPDATE takes it, so that two at the same moment never take the same one.
    """
    now, whole = timezone.now(), rate.interval * rate.at_once
    bucket = RateLimit.objects.filter(pk=bucket_key(name, key))
    with_a_token = bucket.filter(full_at__lte=now + whole - rate.interval)
    taken = {"full_at": Greatest(F("full_at"), Value(now)) + Value(rate.interval)}
    if with_a_token.update(**taken):
        return True
    if rate.at_once > 0 and is_made(RateLimit(key=bucket_key(name, key), full_at=now + rate.interval)):
        return True
    # Never more than a whole bucket, or a clock that was set back would shut everybody out until it has caught up.
    bucket.filter(full_at__gt=now + whole).update(full_at=now + whole)
    return bool(with_a_token.update(**taken))


def is_made(bucket: RateLimit) -> bool:
    """Whether this is the first token from it, and nobody else took that at the same moment."""
    try:
        with transaction.atomic():
            bucket.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def purge() -> int:
    """Delete the buckets that are full; gives their number."""
    return RateLimit.objects.filter(full_at__lte=timezone.now()).delete()[0]


def bucket_key(name: str, key: str) -> str:
    return salted_hmac(f"intake.limits/{name}", key, algorithm="sha256").hexdigest()


def client_of(request: HttpRequest) -> str:
    """The network address that a request came from; of IPv6 its network.

    X-Forwarded-For is believed only behind the configured proxy, and only its last entry, which is the one that the
    proxy itself wrote.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
