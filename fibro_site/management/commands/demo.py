"""Fills an empty site with the starter content, and creates the first accounts if there is none at all.

It may run at every start, because it leaves everything as it is that exists, including the passwords of accounts, and
makes no account on a site that has some. Passwords are generated on the first start
and stored in the folder of keys, or taken from DEMO_PASSWORD.
"""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
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
            passwords = get_demo_passwords()
            if not get_user_model().objects.exists():
                for name in ACCOUNTS:
                    create_account(name, passwords[name])
        self.print_summary(passwords)

    def print_summary(self, passwords: dict[str, str]) -> None:
        self.stdout.write(f"\n  The site        {settings.BASE_URL}/")
        self.stdout.write(f"  Eligibility     {settings.BASE_URL}/eligibility/")
        self.stdout.write(f"  Sign in         {settings.STAFF_BASE_URL}{settings.ADMIN_PREFIX}\n")
        for user in get_user_model().objects.filter(username__in=ACCOUNTS).order_by("pk"):
            name = user.get_username()
            password = describe_password(user, passwords.get(name, ""))
            self.stdout.write(f"    {name:<8} {password:<24} {ACCOUNTS[name]}")
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            self.stdout.write(f"\n  Outgoing email  {settings.EMAIL_FILE_PATH}")


def get_demo_passwords() -> dict[str, str]:
    """Return the password of each account: DEMO_PASSWORD for all, or those generated on the first start."""
    if chosen := os.environ.get("DEMO_PASSWORD"):
        return dict.fromkeys(ACCOUNTS, chosen)
    file = Path(settings.VAR) / "keys" / "demo-passwords.json"
    write_once(file, json.dumps({name: secrets.token_urlsafe(12) for name in ACCOUNTS}))
    return json.loads(file.read_text(encoding="ascii"))


def create_account(name: str, password: str) -> None:
    user = get_user_model().objects.create_user(
        name, email=f"{name}@localhost", password=password, is_superuser=name == "admin", is_staff=name == "admin"
    )
    if name in ACCOUNT_GROUPS:
        user.groups.add(Group.objects.get(name=ACCOUNT_GROUPS[name]))


def describe_password(user: AbstractBaseUser, password: str) -> str:
    """Return what to type at sign-in, but never a password that somebody has chosen."""
    if not check_password(password, user.password):
        return "(unchanged)"
    return "DEMO_PASSWORD" if os.environ.get("DEMO_PASSWORD") else password
