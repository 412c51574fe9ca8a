import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_patients_own_page"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="questionnaire",
            options={"verbose_name": "questionnaire", "verbose_name_plural": "questionnaires"},
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="cases",
            field=wagtail.fields.StreamField([], blank=True, block_lookup={}, verbose_name="test cases"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="copyright",
            field=models.CharField(
                blank=True,
                help_text="Whose words these are, and by what licence.",
                max_length=500,
                verbose_name="copyright",
            ),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="expire_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="expired",
            field=models.BooleanField(default=False, editable=False, verbose_name="expired"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="first_published_at",
            field=models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="first published at"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="go_live_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="go live date/time"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="has_unpublished_changes",
            field=models.BooleanField(default=False, editable=False, verbose_name="has unpublished changes"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="last_published_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last published at"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="live",
            field=models.BooleanField(default=True, editable=False, verbose_name="live"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="live_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="live revision",
            ),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="locked",
            field=models.BooleanField(default=False, editable=False, verbose_name="locked"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="locked_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="locked at"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="locked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="locked_%(class)ss",
                to=settings.AUTH_USER_MODEL,
                verbose_name="locked by",
            ),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="publisher",
            field=models.CharField(blank=True, max_length=200, verbose_name="publisher"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="rules",
            field=wagtail.fields.StreamField([], blank=True, block_lookup={}, verbose_name="rules"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="scores",
            field=wagtail.fields.StreamField([], blank=True, block_lookup={}, verbose_name="scores"),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="steps",
            field=wagtail.fields.StreamField([], block_lookup={}, default="[]", verbose_name="steps"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="translation_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="url",
            field=models.URLField(
                blank=True,
                help_text="What FHIR knows it by. Empty: it is made from the address.",
                verbose_name="canonical address",
            ),
        ),
        migrations.AlterField(
            model_name="questionnaire",
            name="is_default",
            field=models.BooleanField(default=False, editable=False, verbose_name="answers at /eligibility/"),
        ),
        migrations.AlterField(
            model_name="questionnaire",
            name="live_version",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.questionnaireversion",
            ),
        ),
        migrations.AlterField(
            model_name="questionnaire",
            name="slug",
            field=models.SlugField(
                help_text="The last part of /eligibility/…/. The same in every language.", verbose_name="address"
            ),
        ),
    ]
