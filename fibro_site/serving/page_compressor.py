"""Compresses pages with Brotli: as well as it can those that are kept, and fast those that anybody can make up."""

from collections import OrderedDict
from hashlib import blake2b
from threading import Lock

import brotli

MIN_COMPRESSED_SIZE = 500  # bytes
# Of 11. For the starter article: 0.6 ms and 9,070 bytes, or 49 ms and 7,940 bytes.
FAST_QUALITY = 5
BEST_QUALITY = 11
MAX_REMEMBERED_PAGES = 1_000
MAX_KEPT_BYTES = 4 * 1024 * 1024
# Best quality takes 1 ms a kilobyte and more.
MAX_SIZE_FOR_BEST_QUALITY = 128 * 1024


class PageCompressor:
    """Compresses pages as well as possible if there are few, or once they are seen again; else fast.

    One object serves all threads of a process. It holds at most `MAX_KEPT_BYTES` of compressed pages, and the digests
    of the last `MAX_REMEMBERED_PAGES` contents.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        # What is kept of each page by its digest, the oldest first: nothing of one that was compressed fast.
        self.pages: OrderedDict[bytes, bytes] = OrderedDict()
        self.kept_bytes = 0

    def compress(self, content: bytes, *, is_one_of_few: bool = False) -> bytes:
        """Return a page compressed. `is_one_of_few` says that nobody can make up many like it."""
        if len(content) > MAX_SIZE_FOR_BEST_QUALITY:
            return brotli.compress(content, quality=FAST_QUALITY)
        digest = blake2b(content, digest_size=16).digest()
        kept = self.recall(digest)
        if kept:
            return kept
        is_kept = is_one_of_few or kept is not None
        compressed = brotli.compress(content, quality=BEST_QUALITY if is_kept else FAST_QUALITY)
        self.remember(digest, compressed if is_kept else b"")
        return compressed

    def recall(self, digest: bytes) -> bytes | None:
        """Return what is kept of a page: empty if it was seen once, None if it was not seen lately."""
        with self.lock:
            if digest in self.pages:
                self.pages.move_to_end(digest)
            return self.pages.get(digest)

    def remember(self, digest: bytes, compressed: bytes) -> None:
        """Keep a page, and forget those that nobody asked for longest once there is too much."""
        with self.lock:
            self.kept_bytes += len(compressed) - len(self.pages.pop(digest, b""))
            self.pages[digest] = compressed
            while self.kept_bytes > MAX_KEPT_BYTES or len(self.pages) > MAX_REMEMBERED_PAGES:
                _digest, forgotten = self.pages.popitem(last=False)
                self.kept_bytes -= len(forgotten)


def parse_accepted_encodings(header: str) -> set[str]:
    """Return the encodings that a browser accepts, without those that it refuses with `q=0`."""
    offers = (offer.strip().partition(";") for offer in header.split(","))
    return {name for name, _, weight in offers if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}}
