"""Limits on guessing the password or the code of a name.

A client and a name are counted together, so that a stranger locks out nobody elsewhere. Against guesses from many
places there is a wide limit for a name alone. A device on which that name has signed in before has a limit of its own
instead, and a passkey, which nobody can guess, has none.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest

from fibro_site.accounts.known_devices import normalize_name, read_device
from intake.antispam import client_ip, rate_limit
from intake.antispam.rate_limit import Rate


@dataclass(frozen=True)
class GuessRates:
    """The rates of a kind of guess: lower for a client than for a name, so that no client uses up that of a name."""

    client_and_name: Rate
    name: Rate
    device: Rate


PASSWORD_RATES = GuessRates(
    client_and_name=Rate(5, timedelta(minutes=3)),
    name=Rate(60, timedelta(seconds=30)),
    device=Rate(10, timedelta(minutes=1)),
)
# Six digits: somebody who knows the password has some 500 guesses a day, each with a chance of one in a million.
CODE_RATES = GuessRates(
    client_and_name=Rate(5, timedelta(minutes=10)),
    name=Rate(30, timedelta(minutes=3)),
    device=Rate(10, timedelta(minutes=3)),
)
# Of one client, whatever the names. A whole clinic has one network address.
CLIENT_RATE = Rate(60, timedelta(seconds=5))


@dataclass(frozen=True)
class Attempt:
    """A guess, which is counted before it is checked, so that many guesses at once gain nothing."""

    buckets: list[tuple[str, str, Rate]]

    def give_back(self) -> None:
        """Take the guess out of the count, because it was right."""
        for name, key, rate in self.buckets:
            rate_limit.refund_attempt(name, key, rate)


def count_attempt(request: HttpRequest, what: str, name: str, rates: GuessRates) -> Attempt | None:
    """Count one more guess of `what` ("password" or "code") for a name. Return None if there were too many."""
    name = normalize_name(name)
    device = read_device(request)
    if device and device.knows(name):
        buckets = [(f"sign-in/{what}/device", f"{device.number} {name}", rates.device)]
    else:
        client = client_ip.identify_client(request)
        buckets = [
            (f"sign-in/{what}/client-and-name", f"{client} {name}", rates.client_and_name),
            ("sign-in/client", client, CLIENT_RATE),
            (f"sign-in/{what}/name", name, rates.name),
        ]
    # The first bucket that refuses stops the count, so that a refusal for one name uses up nothing of another.
    return Attempt(buckets) if all(rate_limit.allow_attempt(*bucket) for bucket in buckets) else None
