from django.db import migrations

from references.migrations.frozen.dois import parse_doi
from references.migrations.frozen.searchable_parts import get_text


def mend(apps, schema_editor):
    """Remove LaTeX, HTML, percent escapes and proxies from stored DOIs.

    Works are not merged. Where two works turn out to share a DOI, the later one is marked, and the page on the quality
    of the library lists both.
    """
    references = apps.get_model("references", "Reference").objects
    for work in references.filter(csl__has_key="DOI").order_by("pk").iterator(chunk_size=500):
        doi = parse_doi(get_text(work.csl, "DOI"))
        if not doi or (doi == work.csl["DOI"] and doi.lower() == work.doi):
            continue
        work.csl["DOI"] = doi
        work.shares_doi = references.exclude(pk=work.pk).filter(doi=doi.lower()).exists()
        work.doi = None if work.shares_doi else doi.lower()
        work.save(update_fields=["csl", "doi", "shares_doi"])


class Migration(migrations.Migration):
    dependencies = [("references", "0008_shares_doi")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
