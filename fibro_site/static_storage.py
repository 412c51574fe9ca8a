"""Where static files are kept: each under a name that changes with its content, compressed once and for all."""

from collections.abc import Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Compress what pages ask for, which is each file by its name with a digest.

    The same file by its plain name is there as well, for whoever asks for it; compressing it too would take half of the
    time that a first start takes for this.
    """

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        return super().compress_files(paths & set(self.hashed_files.values()))
