"""URLs that hold a DOI: those of resolvers, of libraries' proxies before them, of publishers' pages.

A publisher's URL goes on behind the DOI, to say which part or form of the work it shows. Only known suffixes are cut
off, and a URL is read only if its publisher is known, or if its path or query names the DOI.
"""

import re
from urllib.parse import unquote

# Libraries put a proxy before the resolver, or behind it: `doi-org.proxy.example.edu`, `dx.doi.org.proxy.example.edu`.
# A hyphen belongs to the part before it and begins none: if it could do either, each hyphen would double the attempts.
RESOLVER = re.compile(
    r"^(?:https?:?/{0,2}\s*|//)?(?:(?:0-)?(?:(?:dx|www)[.-])?doi[.-][a-z][\w-]*(?:\.[a-z][\w-]*)*|hdl\.handle\.net)"
    r"(?::\d+(?=/))?(?::|/+\s*|(?=10\.))(?=\S{0,40}\s*10\b)",
    re.IGNORECASE,
)
# Or they take the URL as it is: `https://login.proxy.example.edu/login?url=https://doi.org/10.5555/x`.
PROXY_URL = re.compile(r"^https?://[^\s?]+\?(?:[^\s#]*&)?(?:q?url|target|u)=(?=\S*(?:doi|10\.))", re.IGNORECASE)
WEB_URL = re.compile(r"https?://(?P<host>[^\s/?#]+)(?P<path>/[^\s?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?", re.IGNORECASE)

# Also as a proxy writes them: `link-springer-com.proxy.example.edu`.
PUBLISHER_HOSTS = re.compile(
    r"(?:^|[.-])(?:springer|springeropen|biomedcentral|plos|plos[a-z]+|frontiersin|medrxiv|biorxiv|karger|thieme"
    r"|thieme-connect|jamanetwork|elifesciences|iop|f1000research|annualreviews|oup|crossref|peerj)[.-]"
    r"(?:org|com|net|de)(?:$|[.:-])",
    re.IGNORECASE,
)
DOI_IN_PATH = re.compile(r"/(?=10\.[0-9]{4,9}/)")
LABELLED_DOI_IN_PATH = re.compile(r"/(?:info:)?doi/(?:[a-z-]+/){0,2}(?=10\.[0-9]{4,9}/)", re.IGNORECASE)
# The page of a whole book has the DOI of the book.
WHOLE_BOOK_PATH = re.compile(r"/(?:books?|toc|loi|series)/(?=10\.)", re.IGNORECASE)
DOI_QUERY_NAMES = {"doi", "doid"}
PUBLISHER_QUERY_NAMES = {*DOI_QUERY_NAMES, "id"}

# A figure or table, which has a DOI of its own beside that of its article.
PART_DOI = re.compile(r"10\.1371/.*\.[gst]\d{3}")

# How URLs go on behind a DOI. Fewer suffixes are cut off a DOI by itself: they may belong to it.
SESSION_SUFFIX = re.compile(r";jsessionid.*$", re.IGNORECASE)
PAGE_SUFFIX = re.compile(
    r"/(?:full|full-?text|full-xml|abstract|abs|summary|e?pdf|pdfdirect|pdfplus|epub|html|xml|meta|figures?|tables?"
    r"|references|citations?|metrics|comments|related|suppl|suppl_file|supplementary|media|doi|transform|standard"
    r"|information|peer-review)(?:\.html?)?(?:/.*)?$",
    re.IGNORECASE,
)
FORMAT_SUFFIX = re.compile(
    r"(?:\.(?:pdf|epub|html?|xml|full|full-text|abstract|short|long))+(?:\+html)?$", re.IGNORECASE
)
BARE_PAGE_SUFFIX = re.compile(r"(?<=[^/])/(?:full|full-?text|abstract|e?pdf)$", re.IGNORECASE)
QUERY_SUFFIX = re.compile(r"\?[\w.-]+=.*$|(?<!;2-)#[A-Za-z][\w.-]*$")
# Oxford adds the number of the article, the preprint servers the version.
OXFORD_ARTICLE_NUMBER = re.compile(r"(?<=[\w)])/\d{5,}$")
VERSION_SUFFIX = re.compile(r"(?<=\d)v\d+$")
PREPRINT_DOI = re.compile(r"10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8}v\d+")


def extract_doi_from_url(text: str) -> str | None:
    """Return what stands behind a proxy or a resolver, or the DOI in a publisher's URL; None of any other text."""
    if proxy := PROXY_URL.match(text):
        return text[proxy.end() :]
    if resolver := RESOLVER.match(text):
        # In a URL, a question mark or hash of the DOI itself is escaped.
        return re.split(r"[?#]", text[resolver.end() :])[0].rstrip("/")
    url = WEB_URL.fullmatch(text)
    return extract_publisher_doi(url["host"], unquote(url["path"]), url["query"] or "") if url else None


def is_resolver_url(text: str) -> bool:
    """Return whether it is the URL of a resolver, perhaps behind a proxy, rather than that of a publisher's page."""
    if proxy := PROXY_URL.match(text):
        text = unquote(text[proxy.end() :])
    return bool(RESOLVER.match(text))


def extract_publisher_doi(host: str, path: str, query: str) -> str | None:
    """Return the only DOI in the query or path of a page about one work; None if there is none."""
    is_known = bool(PUBLISHER_HOSTS.search(host))
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name.lower() in (PUBLISHER_QUERY_NAMES if is_known else DOI_QUERY_NAMES) and (
            candidate := extract_labelled_doi(unquote(value))
        ):
            return None if PART_DOI.fullmatch(candidate) else candidate
    found = LABELLED_DOI_IN_PATH.search(path) or (DOI_IN_PATH.search(path) if is_known else None)
    if not found or WHOLE_BOOK_PATH.search(path) or len(DOI_IN_PATH.findall(path)) > 1:
        return None
    doi = FORMAT_SUFFIX.sub("", PAGE_SUFFIX.sub("", SESSION_SUFFIX.sub("", path[found.end() :].rstrip("/"))))
    if "oup" in host.lower():
        doi = OXFORD_ARTICLE_NUMBER.sub("", doi)
    return VERSION_SUFFIX.sub("", doi) if "rxiv" in host.lower() else doi


def extract_labelled_doi(value: str) -> str:
    """Return `10.1371/x` for `info:doi/10.1371/x`; nothing if it is not a DOI."""
    found = re.match(r"(?:info:doi/|doi:)?(10\.[0-9]{4,9}/\S+)", value, re.IGNORECASE)
    return found[1] if found else ""


def strip_page_suffix(doi: str) -> str:
    """Return a DOI without the end of a URL that was copied with it."""
    doi = BARE_PAGE_SUFFIX.sub("", QUERY_SUFFIX.sub("", doi)) if doi.startswith("10.") else doi
    return VERSION_SUFFIX.sub("", doi) if PREPRINT_DOI.fullmatch(doi) else doi
