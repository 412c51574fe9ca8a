from django.db import migrations

from references import csl
from references.identity import titles
from references.identity.work_urls import web_address
from references.identity.identifiers import normalised_isbn


def fill(apps, schema_editor):
    """Reads the new columns of the works that are there already from their CSL-JSON, as every save does."""
    for work in apps.get_model("references", "Reference").objects.iterator(chunk_size=500):
        work.issued = csl.edtf(work.csl)
        work.volume, work.issue, work.pages = (csl.text(work.csl, name)[:100] for name in ("volume", "issue", "page"))
        work.isbn = normalised_isbn(csl.text(work.csl, "ISBN"))
        work.url = web_address(csl.text(work.csl, "URL"))[:2000]
        work.full_text_url = web_address(csl.full_text_url(work.csl))[:2000]
        work.abstract = csl.text(work.csl, "abstract")
        work.language = csl.text(work.csl, "language")[:40]
        work.title_key = titles.title_key(work.title)
        work.save()


class Migration(migrations.Migration):
    dependencies = [("references", "0002_status_and_searchable_parts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
