"""Prepares static files for serving: joins our own scripts and minifies them and our style sheets, then hashes and
compresses all files (docs/adr/0021-what-goes-over-the-wire.md).
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import rjsmin
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The storage that holds a file, and its name there.
StoredFile = tuple[Storage, str]

CSS_STRING = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CSS_COMMENT = re.compile(rf"{CSS_STRING}|/\*.*?\*/", re.DOTALL)
CSS_SPACE = re.compile(rf"{CSS_STRING}|[\s;]*(\}})\s*|\s*([{{;,>])\s*|(:)\s+|\s+", re.DOTALL)
# A line that imports a script of the same folder for what it does.
SCRIPT_IMPORT = re.compile(r"""^import "\./([\w-]+\.js)";$""", re.MULTILINE)


def minify_css(text: str) -> str:
    """Return CSS without comments, without space beside `{`, `}`, `;`, `,` and `>` and after `:`, and without the
    semicolon that ends a block.

    Space before a colon may have a meaning: `.a :is(b)` is not `.a:is(b)`. Libraries lose it inside a layer.
    """
    text = CSS_COMMENT.sub(lambda found: found[1] or " ", text)
    return CSS_SPACE.sub(lambda found: found[found.lastindex] if found.lastindex else " ", text).strip()


def join_scripts(text: str, folder: Path) -> str:
    """Return a script with the scripts of `folder` in the place of the lines that import them for what they do.

    Each stands in a block, so that its names stay its own.
    """
    return SCRIPT_IMPORT.sub(lambda found: f"{{\n{(folder / found[1]).read_text(encoding='utf-8')}\n}}", text)


MINIFIERS: dict[str, Callable[[str], str]] = {".css": minify_css, ".js": rjsmin.jsmin}


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Joins and minifies our own files, not those of packages, and compresses the files that pages use.

    Those have hashed names. Each file is also there by its plain name. Compressing those too would double the time that
    it takes at a first start.
    """

    def post_process(self, paths: dict[str, StoredFile], dry_run: bool = False, **options: object) -> Iterator[object]:
        if not dry_run:
            paths = {name: self.minify(name, source) for name, source in paths.items()}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def minify(self, name: str, source: StoredFile) -> StoredFile:
        """Minify the collected copy in place, so that its hash is of what is served. Return where the file is now."""
        minifier = MINIFIERS.get(Path(name).suffix)
        if minifier is None or not is_own_file(source):
            return source
        path = Path(source[0].path(source[1]))
        text = join_scripts(path.read_text(encoding="utf-8"), path.parent)
        self.delete(name)
        self._save(name, ContentFile(minifier(text).encode()))
        return self, name

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        return super().compress_files(paths & set(self.hashed_files.values()))


def is_own_file(source: StoredFile) -> bool:
    # A folder, or a pair of a prefix and a folder.
    folders = [Path(str(entry[1] if isinstance(entry, tuple) else entry)) for entry in settings.STATICFILES_DIRS]
    return Path(source[0].path("")) in folders
