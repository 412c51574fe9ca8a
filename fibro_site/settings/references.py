"""Registers of published works, and how long imports and checks of links are good for."""

from datetime import timedelta

from fibro_site.settings.paths import env

# This server asks them, never a visitor's browser, so they may also be mirrors inside the clinic's network.
CROSSREF_URL = env("CROSSREF_URL", default="https://api.crossref.org").rstrip("/")
PUBMED_URL = env("PUBMED_URL", default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils").rstrip("/")
# The URL or the path of a file.
RETRACTION_WATCH_CSV = env(
    "RETRACTION_WATCH_CSV",
    default="https://gitlab.com/crossref/retraction-watch-data/-/raw/main/retraction_watch.csv",
)
# Sent to the registers, which write to it before they block a client that asks too often.
CONTACT_EMAIL = env("CONTACT_EMAIL", default="")
# How long a link to a work counts as checked; 0 checks none.
LINK_CHECK_DAYS = env.int("LINK_CHECK_DAYS", default=30)
# How long an uploaded file of works is kept, with the outcome of each of its records.
IMPORT_LIFETIME = timedelta(days=env.int("IMPORT_DAYS", default=7))
