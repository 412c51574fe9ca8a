import pytest
from django.contrib.auth.models import AbstractUser, Permission


@pytest.fixture
def cleo(cleo: AbstractUser) -> AbstractUser:
    """With what the starter gives to editors."""
    cleo.groups.get().permissions.add(*Permission.objects.filter(codename__in=["add_reference", "change_reference"]))
    return cleo
