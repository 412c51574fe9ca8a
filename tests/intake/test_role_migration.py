"""What migration 0033 makes of the groups of earlier versions."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from tests.conftest import make_user

create_roles = import_module("intake.migrations.0033_roles").create_roles


@pytest.mark.parametrize("has_nurses_already", [False, True])
def test_clinic_staff_are_nurses(db: None, has_nurses_already: bool) -> None:
    if not has_nurses_already:
        Group.objects.filter(name="Nurse").delete()
    Group.objects.create(name="Clinic staff")
    member = make_user("ben", "Clinic staff")
    create_roles(apps, None)
    assert member.groups.filter(name="Nurse").exists()
    assert member.has_perms(["wagtailadmin.access_admin", "intake.view_submission", "intake.change_submission"])
    assert not member.has_perm("intake.export_submission")
