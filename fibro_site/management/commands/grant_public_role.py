"""Grants the PostgreSQL role of the public processes exactly what they need. Run it again after each update."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from fibro_site.operations import public_role


class Command(BaseCommand):
    help = "Take everything from this database role, and grant it what the public processes need (PostgreSQL only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "role", help="A role that exists, which owns nothing: CREATE ROLE name LOGIN PASSWORD '...'"
        )

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        if '"' in role:
            raise CommandError("A role's name has no quotes.")
        with transaction.atomic():
            if excess := public_role.describe_excess_privileges(role):
                raise CommandError(f"{role} can do more than a public process should: {excess}.")
            with connection.cursor() as cursor:
                for statement in public_role.build_grant_statements(role):
                    cursor.execute(statement)
        self.stdout.write(f"{role} may do what public processes do, and nothing else.")
