"""Times are in the clinic's zone: the machine's own, unless it is set."""

from pathlib import Path

import pytest
from wagtail.admin.localization import get_available_admin_time_zones

from fibro_site.settings.languages import detect_time_zone


@pytest.mark.parametrize(
    ("target", "zone"),
    [
        ("/usr/share/zoneinfo/Europe/London", "Europe/London"),
        ("/usr/share/zoneinfo/No/Such", "UTC"),
        ("/somewhere/else", "UTC"),
    ],
)
def test_time_zone_is_the_machines(tmp_path: Path, target: str, zone: str) -> None:
    link = tmp_path / "localtime"
    link.symlink_to(target)
    assert detect_time_zone(link) == zone


def test_time_zone_defaults_to_utc(tmp_path: Path) -> None:
    assert detect_time_zone(tmp_path / "localtime") == "UTC"


def test_admin_offers_time_zones_that_browsers_know() -> None:
    offered = get_available_admin_time_zones()
    assert {"Europe/Berlin", "Europe/London", "UTC"} <= set(offered)
    assert not {"localtime", "Factory"} & set(offered)
