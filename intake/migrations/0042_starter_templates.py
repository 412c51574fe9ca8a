from django.db import migrations

# What a clinic writes most often. Each says nothing of health, and managers change or delete it.
TEMPLATES = {
    "en": {
        "We could not reach you": (
            "We tried to call you and could not reach you. Please call us, or write here when we can reach you and at "
            "which number."
        ),
        "We have a question": (
            "Thank you for your answers. We have a question before we can go on. Please answer it here:\n\n"
        ),
        "We would like to see you": (
            "We would like to see you. Above you find the time that we propose. Please accept it there, or say when you "
            "could come instead."
        ),
        "We need more time": "We need more time than we thought, and we are sorry. We will write to you here by:\n\n",
        "Somebody else can help better": (
            "We have read your answers with care, and think that somebody else can help you better. Whom we have in "
            "mind, and why:\n\n"
        ),
    },
    "de": {
        "Wir haben Sie nicht erreicht": (
            "Wir haben versucht, Sie anzurufen, und Sie nicht erreicht. Bitte rufen Sie uns an, oder schreiben Sie hier, "
            "wann und unter welcher Nummer wir Sie erreichen."
        ),
        "Wir haben eine Frage": (
            "Vielen Dank für Ihre Antworten. Wir haben noch eine Frage, bevor es weitergeht. Bitte antworten Sie hier:"
            "\n\n"
        ),
        "Wir möchten Sie sehen": (
            "Wir möchten Sie sehen. Oben finden Sie den Termin, den wir vorschlagen. Bitte nehmen Sie ihn dort an, oder "
            "schreiben Sie, wann Sie stattdessen kommen könnten."
        ),
        "Wir brauchen mehr Zeit": (
            "Wir brauchen mehr Zeit, als wir dachten. Das tut uns leid. Wir schreiben Ihnen hier bis zum:\n\n"
        ),
        "Andere können besser helfen": (
            "Wir haben Ihre Antworten sorgfältig gelesen. Wir glauben, dass andere Ihnen besser helfen können. An wen wir "
            "denken, und warum:\n\n"
        ),
    },
}


def add_templates(apps, schema_editor):
    templates = apps.get_model("intake", "MessageTemplate").objects
    # A clinic that has written its own needs none of these.
    if not templates.exists():
        templates.bulk_create(
            templates.model(language=language, name=name, text=text)
            for language, texts in TEMPLATES.items()
            for name, text in texts.items()
        )


class Migration(migrations.Migration):

    dependencies = [("intake", "0041_possible_times")]

    operations = [migrations.RunPython(add_templates, migrations.RunPython.noop)]
