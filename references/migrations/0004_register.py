from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("references", "0003_fill_searchable_parts")]

    operations = [
        migrations.CreateModel(
            name="Register",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("tried_at", models.DateTimeField(null=True, verbose_name="last asked at")),
                ("read_at", models.DateTimeField(null=True, verbose_name="last read at")),
                ("entries", models.PositiveIntegerField(default=0, verbose_name="entries")),
                ("problem", models.CharField(blank=True, max_length=500, verbose_name="problem")),
                ("held_until", models.DateTimeField(null=True)),
            ],
            options={"verbose_name": "register", "verbose_name_plural": "registers", "ordering": ["name"]},
        ),
    ]
