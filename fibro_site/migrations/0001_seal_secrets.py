"""Seals the second factors that stand in clear, and ends the sessions whose cookies do."""

from typing import Any

from django.db import migrations

from fibro_site.accounts.second_factors import MARK, seal_seed


def seal_second_factors(apps: Any, schema_editor: Any) -> None:
    authenticators = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for authenticator in authenticators.filter(type__in=("totp", "recovery_codes")):
        data = authenticator.data
        for name in ("secret", "seed"):
            if name in data:
                data[name] = sealed(data[name])
        if "migrated_codes" in data:
            data["migrated_codes"] = [sealed(code) for code in data["migrated_codes"]]
        authenticator.save(update_fields=["data"])


def sealed(stored: str) -> str:
    return stored if stored.startswith(MARK) else seal_seed(stored)


def end_sessions(apps: Any, schema_editor: Any) -> None:
    """Their rows lead nowhere now, and what they remember is readable."""
    apps.get_model("sessions", "Session").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        # Back: what is sealed stays so, and goes on opening.
        migrations.RunPython(seal_second_factors, migrations.RunPython.noop),
        migrations.RunPython(end_sessions, migrations.RunPython.noop),
    ]
