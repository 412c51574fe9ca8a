from django.db import migrations

from references import csl
from references.identity.identifiers import bare_doi


def mend(apps, schema_editor):
    """Takes LaTeX, HTML, percent signs and proxies off the DOIs of the works that are there already. Merges none: of two
    works that turn out to have one DOI, the later one is marked, and the page on the health of the library tells both.
    """
    references = apps.get_model("references", "Reference").objects
    for work in references.filter(csl__has_key="DOI").order_by("pk").iterator(chunk_size=500):
        doi = bare_doi(csl.text(work.csl, "DOI"))
        if not doi or (doi == work.csl["DOI"] and doi.lower() == work.doi):
            continue
        work.csl["DOI"] = doi
        work.shares_doi = references.exclude(pk=work.pk).filter(doi=doi.lower()).exists()
        work.doi = None if work.shares_doi else doi.lower()
        work.save(update_fields=["csl", "doi", "shares_doi"])


class Migration(migrations.Migration):
    dependencies = [("references", "0008_shares_doi")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
