import django.db.models.deletion
import django.utils.timezone
import references.models.imports
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('references', '0004_register'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('format', models.CharField(blank=True, max_length=40, verbose_name='format')),
                ('upload', models.FileField(blank=True, storage=references.models.imports.get_private_storage, upload_to='')),
                ('state', models.CharField(choices=[('to-read', 'Being read'), ('to-choose', 'Waiting for your choice'), ('to-import', 'Being imported'), ('imported', 'Imported'), ('failed', 'Failed')], default='to-read', max_length=20, verbose_name='state')),
                ('failure', models.TextField(blank=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='added at')),
                ('imported_at', models.DateTimeField(null=True, verbose_name='imported at')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('place', models.CharField(max_length=200, verbose_name='place')),
                ('outcome', models.CharField(choices=[('new', 'New'), ('changed', 'Would change'), ('matched', 'Already here'), ('refused', 'Refused')], max_length=20, verbose_name='outcome')),
                ('title', models.TextField(blank=True, verbose_name='title')),
                ('key', models.CharField(blank=True, max_length=100, verbose_name='key')),
                ('matched_by', models.CharField(blank=True, choices=[('doi', 'DOI'), ('pmid', 'PMID'), ('pmcid', 'PMCID'), ('isbn', 'ISBN'), ('title', 'title, year and author')], max_length=20)),
                ('earlier_place', models.CharField(blank=True, max_length=200)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('changes', models.JSONField(default=list)),
                ('record', models.JSONField(default=dict)),
                ('is_wanted', models.BooleanField(default=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='references.importfile')),
                ('reference', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='references.reference')),
            ],
            options={
                'verbose_name': 'record',
                'verbose_name_plural': 'records',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['file', 'outcome', 'number'], name='references_importrow_outcome')],
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='references_importrow_number')],
            },
        ),
    ]
