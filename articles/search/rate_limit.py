"""How often somebody may search: a token bucket for each client, in the cache.

It is the algorithm of the intake's limits (GCRA), which live in the database because they guard codes. A search only
costs time, so the cache does: two searches at the same moment may count as one. Clients share a fixed number of
buckets, so that many of them never crowd other things out of the cache, and nothing in it tells who searched.
"""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

SEARCHES_AT_ONCE = 40
SECONDS_EACH = 1.5
BUCKETS = 1024
# The network that one household or hospital ward has.
IPV6_NETWORK_BITS = 64


def allow_search(request: HttpRequest) -> bool:
    """Take one token from the client's bucket; return False if it is empty. A refused search costs none."""
    key, now = f"search/{choose_bucket(request)}", time.time()
    whole = SEARCHES_AT_ONCE * SECONDS_EACH
    # Never further away than a whole bucket, in case the clock was set back.
    full_at = min(max(cache.get(key, now), now), now + whole) + SECONDS_EACH
    if full_at > now + whole:
        return False
    cache.set(key, full_at, timeout=int(whole) + 1)
    return True


def choose_bucket(request: HttpRequest) -> int:
    return int(salted_hmac("articles.search", identify_client(request)).hexdigest()[:8], 16) % BUCKETS


def identify_client(request: HttpRequest) -> str:
    """Return the client's IPv4 address or IPv6 network. The sign-in knows which proxies to believe."""
    address = str(get_adapter().get_client_ip(request))
    try:
        return str(ipaddress.IPv6Network((address, IPV6_NETWORK_BITS), strict=False))
    except ValueError:
        return address
