"""Fills an empty site with the starter content, and creates the first accounts if there is none at all.

It may run at every start, because it leaves everything as it is that exists, including the passwords of accounts, and
makes no account on a site that has some. Passwords are generated on the first start
and stored in the folder of keys, or taken from DEMO_PASSWORD.
"""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import Group
from django.core.management import BaseCommand
from django.db import transaction

import articles.starter
import intake.starter
import references.starter
from articles import editor_roles
from fibro_site.accounts import roles
from fibro_site.setup.bootstrap import write_once
from fibro_site.whole_files import write_whole_file
from intake.staff import roles as staff_roles

ACCOUNTS = {
    "admin": "everything",
    "author": "drafts of articles",
    "reviewer": "medical reviews",
    "editor": "articles, FAQ and references, and publishing them",
    "staff": "submissions, as a nurse",
    "manager": "submissions, exports and how they are handled",
    "auditor": "who did what, and no submission",
}
ACCOUNT_GROUPS = {
    "author": editor_roles.AUTHOR,
    "reviewer": editor_roles.MEDICAL_REVIEWER,
    "editor": editor_roles.PUBLISHER,
    "staff": staff_roles.NURSE,
    "manager": staff_roles.MANAGER,
    "auditor": staff_roles.AUDITOR,
}


class Command(BaseCommand):
    help = "Adds the starter content and the first accounts, where they are missing."

    def handle(self, *args: object, **options: object) -> None:
        with transaction.atomic():
            references.starter.load_starter_works()
            articles.starter.load_starter_pages()
            intake.starter.load_starter_content()
            roles.ensure_all_roles()
            passwords, checked = get_demo_passwords(), read_checked_passwords()
            if not get_user_model().objects.exists():
                checked |= {name: create_account(name, passwords[name]) for name in ACCOUNTS}
        self.print_summary(passwords, checked)
        remember_checked_passwords(checked)

    def print_summary(self, passwords: dict[str, str], checked: dict[str, str]) -> None:
        self.stdout.write(f"\n  The site        {settings.BASE_URL}/")
        self.stdout.write(f"  Eligibility     {settings.BASE_URL}/eligibility/")
        self.stdout.write(f"  Sign in         {settings.STAFF_BASE_URL}{settings.ADMIN_PREFIX}\n")
        for user in get_user_model().objects.filter(username__in=ACCOUNTS).order_by("pk"):
            name = user.get_username()
            password = passwords.get(name, "")
            if checked.get(name) != user.password and check_password(password, user.password):
                checked[name] = user.password
            described = describe_password(password, is_right=checked.get(name) == user.password)
            self.stdout.write(f"    {name:<8} {described:<24} {ACCOUNTS[name]}")
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            self.stdout.write(f"\n  Outgoing email  {settings.EMAIL_FILE_PATH}")


def get_demo_passwords() -> dict[str, str]:
    """Return the password of each account: DEMO_PASSWORD for all, or those generated on the first start."""
    if chosen := os.environ.get("DEMO_PASSWORD"):
        return dict.fromkeys(ACCOUNTS, chosen)
    file = Path(settings.VAR) / "keys" / "demo-passwords.json"
    write_once(file, json.dumps({name: secrets.token_urlsafe(12) for name in ACCOUNTS}))
    return json.loads(file.read_text(encoding="ascii"))


def read_checked_passwords() -> dict[str, str]:
    """Return what the database had of each account whose generated password was still the right one.

    If it has the same now, the password need not be checked again, which takes a quarter of a second for each. Of a
    chosen password nothing is kept.
    """
    if os.environ.get("DEMO_PASSWORD"):
        return {}
    with suppress(OSError, ValueError):
        return json.loads(get_checked_passwords_path().read_text(encoding="ascii"))
    return {}


def remember_checked_passwords(checked: dict[str, str]) -> None:
    if os.environ.get("DEMO_PASSWORD"):
        return
    # A disk without room for it stops no start: then they are checked again.
    with suppress(OSError):
        if checked != read_checked_passwords():
            write_whole_file(get_checked_passwords_path(), json.dumps(checked).encode("ascii"), mode=0o600)


def get_checked_passwords_path() -> Path:
    return Path(settings.VAR) / "keys" / "demo-passwords-checked.json"


def create_account(name: str, password: str) -> str:
    """Create an account, and return what the database has of its password."""
    user = get_user_model().objects.create_user(
        name, email=f"{name}@localhost", password=password, is_superuser=name == "admin", is_staff=name == "admin"
    )
    if name in ACCOUNT_GROUPS:
        user.groups.add(Group.objects.get(name=ACCOUNT_GROUPS[name]))
    return user.password


def describe_password(password: str, *, is_right: bool) -> str:
    """Return what to type at sign-in, but never a password that somebody has chosen."""
    if not is_right:
        return "(unchanged)"
    return "DEMO_PASSWORD" if os.environ.get("DEMO_PASSWORD") else password
