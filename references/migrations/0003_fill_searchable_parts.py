from django.db import migrations

from references.migrations.frozen.searchable_parts import (
    build_title_key,
    clean_web_url,
    format_edtf,
    get_full_text_url,
    get_text,
    normalize_isbn,
)


def fill(apps, schema_editor):
    """Fill the new columns of works that exist already from their CSL-JSON."""
    for work in apps.get_model("references", "Reference").objects.iterator(chunk_size=500):
        work.issued = format_edtf(work.csl)
        work.volume, work.issue, work.pages = (get_text(work.csl, name)[:100] for name in ("volume", "issue", "page"))
        work.isbn = normalize_isbn(get_text(work.csl, "ISBN"))
        work.url = clean_web_url(get_text(work.csl, "URL"))[:2000]
        work.full_text_url = clean_web_url(get_full_text_url(work.csl))[:2000]
        work.abstract = get_text(work.csl, "abstract")
        work.language = get_text(work.csl, "language")[:40]
        work.title_key = build_title_key(work.title)
        work.save()


class Migration(migrations.Migration):
    dependencies = [("references", "0002_status_and_searchable_parts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
