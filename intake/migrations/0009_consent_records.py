from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0008_doubts")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="sealed_consents",
            field=models.BinaryField(default=b""),
        ),
        migrations.RemoveConstraint(model_name="submission", name="erased_submission_is_empty"),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(("sealed_answers", b""), ("sealed_assessment", b""), ("sealed_consents", b"")),
                    _connector="OR",
                ),
                name="erased_submission_is_empty",
            ),
        ),
    ]
