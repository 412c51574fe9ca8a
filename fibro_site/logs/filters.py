"""What is not said, because something else says it."""

import logging


class RefusedRequestFilter(logging.Filter):
    """Log what was refused in one line: a foreign host, a body too large. Strangers send it; no code of ours fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.exc_info = None
        return True


class FailedRequestFilter(logging.Filter):
    """Let Django tell of requests that failed with an exception alone: the line of each request has its status."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info) and record.levelno >= logging.ERROR
