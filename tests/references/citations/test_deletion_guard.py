"""A cited work cannot be deleted, however it is tried."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from wagtail.models import Page

from references.models import Reference
from tests.articles.builders import make_article, prose, save_draft
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_cited_work_cannot_be_deleted() -> None:
    gray, dunn = make_reference(), make_reference("Dunn")
    live = make_article("A", prose(f"<p>a{cite(gray)}</p>"))
    save_draft(live, prose(f"<p>a{cite(dunn)}</p>"))
    for work in (gray, dunn):
        with (
            pytest.raises(ProtectedError, match=f"{work} is cited, so it cannot be deleted") as refused,
            transaction.atomic(),
        ):
            work.delete()
        assert refused.value.protected_objects == {Page.objects.get(pk=live.pk)}
        with pytest.raises(ProtectedError), transaction.atomic():
            Reference.objects.filter(pk=work.pk).delete()
    save_draft(live, prose("<p>a</p>"))
    dunn.delete()
    assert list(Reference.objects.all()) == [gray]
