"""What the site says of itself: lines of a log, and error reports by email (docs/adr/0053-logs.md). Nothing of anybody.

Each line is built from a list of facts that it may have, and nothing else of a record reaches it.
"""
