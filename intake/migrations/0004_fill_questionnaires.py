import uuid

from django.conf import settings
from django.db import migrations


def fill(apps, schema_editor):
    """Gives each questionnaire the language of what is live in it, and says whether it is live."""
    Locale = apps.get_model("wagtailcore", "Locale")
    Questionnaire = apps.get_model("intake", "Questionnaire")
    for questionnaire in Questionnaire.objects.select_related("live_version").filter(locale=None):
        version = questionnaire.live_version
        language = version.definition["questionnaire"].get("language") if version else None
        questionnaire.locale = (
            Locale.objects.filter(language_code=language).first()
            or Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
        )
        questionnaire.translation_key = uuid.uuid4()
        questionnaire.live = version is not None
        if version:
            questionnaire.last_published_at = version.published_at
            questionnaire.first_published_at = questionnaire.versions.order_by("number").first().published_at
        questionnaire.save()


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_questionnaire_builder")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
