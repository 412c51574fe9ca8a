"""Gives submissions whose needed consent was taken back the state of their own."""

from django.db import migrations


def mark_withdrawn(apps, schema_editor):
    submissions = apps.get_model("intake", "Submission").objects.filter(erased_at=None, withdrawals__closes_case=True)
    submissions.update(state="withdrawn")


def mark_closed(apps, schema_editor):
    apps.get_model("intake", "Submission").objects.filter(state="withdrawn").update(state="closed")


class Migration(migrations.Migration):
    dependencies = [("intake", "0015_withdrawn_and_changed")]

    operations = [migrations.RunPython(mark_withdrawn, mark_closed)]
