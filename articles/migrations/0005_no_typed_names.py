from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0004_people'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='articlepage',
            name='author_name',
        ),
        migrations.RemoveField(
            model_name='articlepage',
            name='reviewed_on',
        ),
        migrations.RemoveField(
            model_name='articlepage',
            name='reviewer_name',
        ),
    ]
