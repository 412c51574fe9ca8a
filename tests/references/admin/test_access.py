"""Clinic staff have no access to the library."""

import pytest
from django.test import Client

from references.models import Reference
from tests.articles.builders import make_citing_article
from tests.references.admin.pages import HEALTH, QUEUE, is_refused
from tests.references.builders import make_reference, make_retraction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_clinic_staff_have_no_access_to_the_library(ben_client: Client) -> None:
    notice = make_retraction()
    make_citing_article(notice.reference)
    page = ben_client.get("/admin/").content.decode()
    assert "references" not in page.casefold()
    other = make_reference("Dunn")
    addresses = [QUEUE, HEALTH, f"{HEALTH}lost/", f"{QUEUE}{notice.pk}/overrule/", f"{QUEUE}record/{other.pk}/"]
    addresses += [f"/admin/references/merge/{other.pk}/{notice.reference.pk}/", "/admin/references/"]
    assert [address for address in addresses if not is_refused(ben_client, address)] == []
    verbs = [f"{QUEUE}{notice.pk}/{verb}/" for verb in ("uphold", "overrule", "reopen")] + addresses[-2:-1]
    assert [address for address in verbs if not is_refused(ben_client, address, "post")] == []
    notice.refresh_from_db()
    assert (notice.judgement, Reference.objects.count()) == ("", 2)
