"""Static files as they are served: our own style sheets and scripts without comments and indentation, then all of them
hashed and compressed (docs/adr/0021-what-goes-over-the-wire.md).
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import rjsmin
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# A file among many: the storage that holds it, and its name there.
StoredFile = tuple[Storage, str]

CSS_STRING = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CSS_COMMENT = re.compile(rf"{CSS_STRING}|/\*.*?\*/", re.DOTALL)
CSS_SPACE = re.compile(rf"{CSS_STRING}|\s*([{{}};,])\s*|\s+", re.DOTALL)


def minify_css(text: str) -> str:
    """Leave out comments, and the space beside marks that need none.

    Before a colon it may be one that tells: `.a :is(b)` is not `.a:is(b)`. Libraries lose it within a layer.
    """
    text = CSS_COMMENT.sub(lambda found: found[1] or " ", text)
    return CSS_SPACE.sub(lambda found: found[1] or found[2] or " ", text).strip()


MINIFIERS: dict[str, Callable[[str], str]] = {".css": minify_css, ".js": rjsmin.jsmin}


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Minify what is our own; what packages bring is served as they made it. Compress what pages ask for, which is each
    file by its name with a digest.

    The same file by its plain name is there as well, for whoever asks for it; compressing it too would take half of the
    time that a first start takes for this.
    """

    def post_process(self, paths: dict[str, StoredFile], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            paths = {name: self.minified(name, source) for name, source in paths.items()}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def minified(self, name: str, source: StoredFile) -> StoredFile:
        """Write over the collected copy, so that its hash is of what is served; give where it is now."""
        minify = MINIFIERS.get(Path(name).suffix)
        if minify is None or not is_own_file(source):
            return source
        text = Path(self.path(name)).read_text(encoding="utf-8")
        self.delete(name)
        self._save(name, ContentFile(minify(text).encode()))
        return self, name

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        return super().compress_files(paths & set(self.hashed_files.values()))


def is_own_file(source: StoredFile) -> bool:
    return Path(source[0].path("")) in map(Path, settings.STATICFILES_DIRS)
