from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_notice_to_the_visitor")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="doubts",
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name="doubts"),
        ),
    ]
