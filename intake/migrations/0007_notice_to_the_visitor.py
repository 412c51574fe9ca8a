from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_save_and_come_back")]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(
                choices=[("staff-email", "E-mail to staff"), ("visitor-email", "E-mail to the patient")], max_length=20
            ),
        ),
    ]
