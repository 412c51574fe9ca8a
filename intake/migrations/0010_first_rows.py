from django.db import migrations


def make(apps, schema_editor):
    """The one row of each table that has only one, so that nobody who sends a form has to look for it first."""
    for model in ("AuditHead", "DrainState"):
        apps.get_model("intake", model).objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("intake", "0009_consent_records")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
