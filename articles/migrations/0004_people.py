import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def keep_typed_names(apps, schema_editor):
    """Write the typed names of authors and reviewers into the histories of their articles, where editors find them.

    They name nobody for certain, so no person is made of them, and a typed review is not a sign-off.
    """
    article = apps.get_model("articles", "ArticlePage")
    log = apps.get_model("wagtailcore", "PageLogEntry")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="articles", model="articlepage"
    )
    named = article.objects.exclude(author_name="", reviewer_name="", reviewed_on=None)
    log.objects.bulk_create(
        log(
            page_id=page.pk,
            content_type=content_type,
            label=page.title,
            action="articles.typed_names",
            data={"author": page.author_name, "reviewer": page.reviewer_name, "reviewed_on": page.reviewed_on},
            timestamp=timezone.now(),
        )
        for page in named.iterator()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_plainer_words'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PeopleIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'list of people',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PersonPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('title_before', models.CharField(blank=True, help_text='For example “Dr” or “Prof.”.', max_length=60, verbose_name='title before the name')),
                ('title_after', models.CharField(blank=True, help_text='For example “MD, PhD”.', max_length=120, verbose_name='titles after the name')),
                ('family_name', models.CharField(help_text='The part of the name by which citations name and sort this person, such as “van der Berg”.', max_length=120, verbose_name='family name')),
                ('role', models.CharField(blank=True, help_text='What this person does, such as “Rheumatologist”.', max_length=200, verbose_name='role')),
                ('registration', models.CharField(blank=True, help_text='The register and the number in it, such as “General Medical Council 1234567”.', max_length=200, verbose_name='registration')),
                ('biography', wagtail.fields.RichTextField(blank=True, verbose_name='short biography')),
                ('conflicts_of_interest', models.TextField(help_text='What readers should know, in full sentences, or “None.”.', verbose_name='conflicts of interest')),
                ('account', models.ForeignKey(blank=True, help_text='Who signs in with it may sign as this person. Readers do not see it.', limit_choices_to={'is_active': True}, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to=settings.AUTH_USER_MODEL, verbose_name='user account')),
                ('portrait', models.ForeignKey(blank=True, help_text='It is cut to a square around its focal point, which you set where the image is edited.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='portrait')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'permissions': [('link_account', "Can say whose user account a person's is")],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ArticleAuthor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='authorships', to='articles.articlepage')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authorships', to='articles.personpage', verbose_name='person')),
            ],
            options={
                'verbose_name': 'author',
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'person'), name='person_is_named_once', violation_error_message='An article names each author once.')],
            },
        ),
        migrations.RunPython(keep_typed_names, migrations.RunPython.noop, elidable=True),
    ]
