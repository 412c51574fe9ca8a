"""Make a backup of the database and the media in one file, sealed to the clinic's key, while the site goes on.

It never holds a private key. Keep the keys somewhere else: whoever has both has everything.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from fibro_site.backups.archive import UnusableBackup
from fibro_site.backups.making import make_backup
from intake.encryption import key_ring, primitives


class Command(BaseCommand):
    help = "Makes a backup of the database and the media, sealed to the clinic's key, while the site goes on."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it; nothing may be there yet")
        parser.add_argument("--to", type=Path, help="the file of another public key to seal it to")

    def handle(self, *args: object, file: Path, to: Path | None, **options: Any) -> None:
        try:
            public_key = primitives.PublicKey.from_json(to.read_text(encoding="ascii")) if to else None
            manifest = make_backup(file, public_key)
        except (UnusableBackup, key_ring.KeyUnavailable) as error:
            raise CommandError(str(error)) from error
        except (ValueError, KeyError) as error:
            raise CommandError("That is no public key of a clinic.") from error
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error.strerror}.") from error
        size = file.stat().st_size
        self.stdout.write(f"{file}: {size / 1e6:.1f} MB, the database and {len(manifest) - 1} files of media.")
