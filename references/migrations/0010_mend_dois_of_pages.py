from importlib import import_module

from django.db import migrations

# Run again, because the code now also reads publishers' pages, `\char` and full-width characters.
mend = import_module("references.migrations.0009_mend_dois").mend


class Migration(migrations.Migration):
    dependencies = [("references", "0009_mend_dois")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
