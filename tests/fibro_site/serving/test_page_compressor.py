"""Pages that are kept are compressed well, the others fast, and what is kept is bounded."""

import brotli
import pytest

from fibro_site.serving import page_compressor
from fibro_site.serving.page_compressor import (
    BEST_QUALITY,
    FAST_QUALITY,
    MAX_SIZE_FOR_BEST_QUALITY,
    PageCompressor,
)

# Words without much repetition, as an article has them: each quality gives another size.
ARTICLE = " ".join(f"{number * number % 9973:x}" for number in range(4_000)).encode()


def test_page_seen_again_is_compressed_better_and_kept() -> None:
    compressor = PageCompressor()
    first, second, third = (compressor.compress(ARTICLE) for _ in range(3))
    assert len(second) < len(first)
    assert third is second
    assert brotli.decompress(first) == brotli.decompress(second) == ARTICLE


def test_page_of_which_there_are_few_is_kept_at_once() -> None:
    compressor = PageCompressor()
    first, second = (compressor.compress(ARTICLE, is_one_of_few=True) for _ in range(2))
    assert second is first
    assert first == brotli.compress(ARTICLE, quality=BEST_QUALITY)


def test_huge_page_never_takes_the_time_of_the_best_quality() -> None:
    compressor = PageCompressor()
    huge = ARTICLE * (MAX_SIZE_FOR_BEST_QUALITY // len(ARTICLE) + 1)
    fast = brotli.compress(huge, quality=FAST_QUALITY)
    assert [compressor.compress(huge, is_one_of_few=True) for _ in range(2)] == [fast] * 2
    assert not compressor.pages


def test_pages_asked_for_longest_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_compressor, "MAX_REMEMBERED_PAGES", 2)
    compressor = PageCompressor()
    oldest, middle, newest = (b"%d" % number * 300 for number in range(3))
    for content in (oldest, oldest, middle, newest):
        compressor.compress(content)
    assert len(compressor.pages) == 2
    assert compressor.kept_bytes == 0
    assert compressor.compress(oldest) == brotli.compress(oldest, quality=FAST_QUALITY)


def test_compressed_pages_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_compressor, "MAX_KEPT_BYTES", len(brotli.compress(ARTICLE, quality=BEST_QUALITY)) + 10)
    compressor = PageCompressor()
    for content in (ARTICLE, ARTICLE, ARTICLE[::-1], ARTICLE[::-1]):
        compressor.compress(content)
        assert compressor.kept_bytes == sum(map(len, compressor.pages.values())) <= page_compressor.MAX_KEPT_BYTES
