from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_questionnaire_language")]

    operations = [
        migrations.RemoveConstraint(model_name="draft", name="consumed_draft_is_empty"),
        migrations.AddField(
            "draft", "code_hash", models.CharField(blank=True, default="", max_length=64), preserve_default=False
        ),
        migrations.AddField("draft", "sealed_token", models.BinaryField(default=b"")),
        migrations.AddField("draft", "sealed_unfinished", models.BinaryField(default=b"")),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(submission__isnull=True)
                | models.Q(sealed_answers=b"", sealed_unfinished=b"", code_hash="", sealed_token=b""),
                name="consumed_draft_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=~models.Q(code_hash=""), fields=["code_hash"], name="one_draft_a_code"
            ),
        ),
    ]
