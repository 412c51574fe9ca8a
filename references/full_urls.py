"""The full URLs of this site: canonical, hreflang, Open Graph, structured data, feeds, citations.

All of them must name one host, or search engines take one page for two. It is that of the site's record, which follows
`FIBRO_BASE_URL` (docs/adr/0039-metadata.md), and not the one that a request came by: the site may have several.
"""

from urllib.parse import urljoin

from django.http import HttpRequest
from wagtail.models import Site


def build_full_url(request: HttpRequest, url: str) -> str:
    """Return a URL of this site, such as a path, in full. One that names a host is returned as it is."""
    site = Site.find_for_request(request)
    return urljoin(f"{site.root_url}/", url) if site else request.build_absolute_uri(url)
