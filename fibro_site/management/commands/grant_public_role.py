"""Grants the PostgreSQL role of the public processes exactly what they need. Run it again after each update."""

from argparse import ArgumentParser

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from fibro_site.operations import public_role


class Command(BaseCommand):
    help = "Gives this database role exactly the privileges that the public processes need (PostgreSQL only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="an existing role that owns nothing: CREATE ROLE name LOGIN PASSWORD '...'")

    def handle(self, *args: object, role: str, **options: object) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("This command needs PostgreSQL. Set DATABASE_URL to a PostgreSQL database.")
        if '"' in role:
            raise CommandError("Enter the name of the role without quotation marks.")
        with transaction.atomic():
            if excess := public_role.describe_excess_privileges(role):
                raise CommandError(f"{role} has too many privileges for a public process: {excess}.")
            with connection.cursor() as cursor:
                for statement in public_role.build_grant_statements(role):
                    cursor.execute(statement)
        self.stdout.write(f"{role} has exactly the privileges that the public processes need.")
