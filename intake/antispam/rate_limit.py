"""How often something may be tried: token buckets in the database, so that they hold across processes.

A bucket is kept as the time at which it will be full again (GCRA, as ATM's traffic shaping has it), so that one number
says all and a full bucket needs no row. Nothing in it tells who tried: the key is an HMAC under the site's secret key.
"""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from intake.models import RateLimit, StaffRateLimit

# A household or a ward has one network of IPv6 addresses, and each device in it takes a new one every day.
IPV6_NETWORK_BITS = 64


@dataclass(frozen=True)
class Rate:
    """So many at once, then one each `interval`."""

    at_once: int
    interval: timedelta


def allow_attempt(name: str, key: str, rate: Rate) -> bool:
    """Take one token from the bucket of `key` under `name`; False where it is empty. A refusal costs no token.

    One conditional UPDATE takes it, so that two at the same moment never take the same one.
    """
    now, full_bucket = timezone.now(), rate.interval * rate.at_once
    bucket = get_buckets().filter(pk=hash_bucket_key(name, key))
    with_a_token = bucket.filter(full_at__lte=now + full_bucket - rate.interval)
    taken = {"full_at": Greatest(F("full_at"), Value(now)) + Value(rate.interval)}
    if with_a_token.update(**taken):
        return True
    if rate.at_once > 0 and create_bucket(
        get_buckets().model(key=hash_bucket_key(name, key), full_at=now + rate.interval)
    ):
        return True
    # Never more than a whole bucket, or a clock that was set back would shut everybody out until it has caught up.
    bucket.filter(full_at__gt=now + full_bucket).update(full_at=now + full_bucket)
    return bool(with_a_token.update(**taken))


def create_bucket(bucket: RateLimit | StaffRateLimit) -> bool:
    """Whether this is the first token from it, and nobody else took that at the same moment."""
    try:
        with transaction.atomic():
            bucket.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def delete_full_buckets() -> int:
    """Delete the buckets that are full; gives their number."""
    tables = (RateLimit, StaffRateLimit) if settings.ROLE == "staff" else (RateLimit,)
    return sum(table.objects.filter(full_at__lte=timezone.now()).delete()[0] for table in tables)


def get_buckets() -> QuerySet[Any]:
    """Those that this process goes by. A public one may write its own, so staff's processes have others."""
    return (StaffRateLimit if settings.ROLE == "staff" else RateLimit).objects.all()


def hash_bucket_key(name: str, key: str) -> str:
    return salted_hmac(f"intake.limits/{name}", key, algorithm="sha256").hexdigest()


def refund_attempt(name: str, key: str, rate: Rate) -> None:
    """Put back a token that was taken for something which should not count."""
    get_buckets().filter(pk=hash_bucket_key(name, key)).update(full_at=F("full_at") - Value(rate.interval))


def identify_client(request: HttpRequest) -> str:
    """Whom a request counts for: its network address; of IPv6 the network."""
    return get_network(get_ip_address(request))


def identify_peer(peer: str) -> str:
    """Whom a connection counts for, by the address and port that the web server gives."""
    return get_network(peer.rpartition(":")[0].strip("[]"))


def get_network(ip_address: str) -> str:
    """What all of a household's addresses have in common, or "unknown"."""
    try:
        parsed = ipaddress.ip_address(ip_address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))


def get_ip_address(request: HttpRequest) -> str:
    """The network address that a request came from, or "unknown".

    Each proxy appends to X-Forwarded-For whom it heard from. Of so many proxies of our own as settings.PROXY_HOPS says,
    the outermost wrote the entry that many from the end; whatever stands before it was written by who knows whom. A
    header with fewer entries did not come through them: then only the connection itself is believed.
    """
    ip_address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_HOPS:
        header = request.headers.get("X-Forwarded-For", "")
        entries = header.split(",")
        # An entry that is empty was sent by a stranger, for the proxy to append to: it counts as any other.
        if header and len(entries) >= settings.PROXY_HOPS:
            ip_address = entries[-settings.PROXY_HOPS]
    try:
        parsed = ipaddress.ip_address(strip_port(ip_address.strip()))
    except ValueError:
        return "unknown"
    return str(parsed.ipv4_mapped or parsed) if isinstance(parsed, ipaddress.IPv6Address) else str(parsed)


def strip_port(ip_address: str) -> str:
    """Some proxies write `192.0.2.7:443` and `[2001:db8::7]:443`."""
    if ip_address.startswith("["):
        return ip_address[1:].partition("]")[0]
    return ip_address.partition(":")[0] if ip_address.count(":") == 1 else ip_address
