"""The health command shows each part to whoever runs the site."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("broker_folder")
def test_health_command_prints_each_part(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("health")
    assert ended.value.code == 2
    assert "degraded" in (told := capsys.readouterr().out)
    assert "has not run yet" in told
