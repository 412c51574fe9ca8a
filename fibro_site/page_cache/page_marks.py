"""What the page cache and Django tell each other about a request and its response."""

# The cache sets this in a request whose response may be kept, and Django's middleware answers with the header.
ENVIRON_FLAG = "fibro.page_cache"
# For how many seconds the page may be kept. It never leaves the site.
LIFETIME_HEADER = "X-Page-Cache-Seconds"
