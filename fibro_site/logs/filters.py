"""What is not said, because something else says it."""

import logging


class RefusedHostFilter(logging.Filter):
    """Log a request for a foreign host in one line: it comes from strangers' scans, and no code of ours is at fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True


class FailedRequestFilter(logging.Filter):
    """Let Django tell of requests that failed with an exception alone: the line of each request has its status."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info) and record.levelno >= logging.ERROR
