"""The version that the settings read from the changelog."""

import pytest
from django.conf import settings

from fibro_site.settings.paths import read_version

RELEASED = "# Changelog\n\n## 0.2.0 (2027-01-31)\n\n### Added\n\n## 0.1.0 (2026-11-29)\n"


@pytest.mark.parametrize(
    "changelog", [RELEASED, RELEASED.replace("## 0.2.0", "## Unreleased\n\n### Fixed\n\n## 0.2.0")]
)
def test_version_is_the_newest_release(changelog: str) -> None:
    assert read_version(changelog) == "0.2.0"


def test_version_is_a_number() -> None:
    assert settings.VERSION[0].isdecimal()
