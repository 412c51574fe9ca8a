from importlib import import_module

from django.db import migrations

# The same again, with the dresses that are known since: publishers' pages, `\char`, full-width signs.
mend = import_module("references.migrations.0009_mend_dois").mend


class Migration(migrations.Migration):
    dependencies = [("references", "0009_mend_dois")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
