"""Checks the links of works, a few at a time.

One run asks every host at most once, so requests to one host are minutes apart, as the runs are.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from references.identity import work_urls
from references.models import LinkCheck, Reference
from references.web import allowed_hosts, link_check
from references.web.errors import Unavailable
from references.web.link_check import LinkOutcome

LinkPart = LinkCheck.Part
# No check starts later than this in a run, which leaves enough of the time limit of a task.
RUN_SECONDS = 20.0
FAILED_STATES = {LinkCheck.State.GONE, LinkCheck.State.UNREACHABLE}
# A failed link is checked again the next day, up to this often, because one failure may be an accident.
RETRY_INTERVAL = timedelta(days=1)
MAX_RETRIES = 3


@dataclass(frozen=True)
class CheckedLink:
    work: int
    part: str
    url: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.lower()


def check_due_links() -> int:
    """Check the due links, those first that have waited longest, and return how many were checked."""
    if not settings.LINK_CHECK_DAYS or not is_online():
        return 0
    checked, hosts, end = 0, set(), time.monotonic() + RUN_SECONDS
    for link in list_due_links():
        if time.monotonic() > end:
            break
        if link.host not in hosts:
            hosts.add(link.host)
            store_outcome(link, link_check.check_link(link.url))
            checked += 1
    return checked


def is_online() -> bool:
    """Return whether this machine can resolve names. If it cannot, failing links are not to blame."""
    try:
        return bool(allowed_hosts.resolve_host("doi.org", allowed_hosts.DEFAULT_PORTS["https"]))
    except Unavailable:
        return False


def list_due_links() -> list[CheckedLink]:
    """Return the links that are due, never checked ones first. Delete the checks of links that no work has any more."""
    now, due = timezone.now(), set(iterate_links())
    last: dict[CheckedLink, datetime] = {}
    for check in LinkCheck.objects.all():
        link = CheckedLink(check.reference_id, check.part, check.url)
        if link not in due:
            check.delete()
        elif now - check.checked_at < get_check_interval(check):
            due.remove(link)
        else:
            last[link] = check.checked_at
    never = datetime.min.replace(tzinfo=now.tzinfo)
    return sorted(due, key=lambda link: (last.get(link, never), link.work, link.part))


def iterate_links() -> Iterator[CheckedLink]:
    """Yield every link of every work."""
    for pk, url, full_text_url, doi in Reference.objects.values_list("pk", "url", "full_text_url", "doi"):
        if doi:
            yield CheckedLink(pk, LinkPart.DOI, work_urls.build_doi_url(doi))
        if url:
            yield CheckedLink(pk, LinkPart.URL, url)
        if full_text_url:
            yield CheckedLink(pk, LinkPart.FULL_TEXT, full_text_url)


def get_check_interval(check: LinkCheck) -> timedelta:
    return RETRY_INTERVAL if 0 < check.failures <= MAX_RETRIES else timedelta(days=settings.LINK_CHECK_DAYS)


def store_outcome(link: CheckedLink, outcome: LinkOutcome) -> None:
    """Store the result of a check, and count consecutive failures."""
    before = LinkCheck.objects.filter(reference_id=link.work, part=link.part).first()
    LinkCheck.objects.update_or_create(
        reference_id=link.work,
        part=link.part,
        defaults={
            "url": link.url,
            "state": outcome.state,
            "detail": outcome.detail[:200],
            "failures": (before.failures if before else 0) + 1 if outcome.state in FAILED_STATES else 0,
            "checked_at": timezone.now(),
        },
    )
