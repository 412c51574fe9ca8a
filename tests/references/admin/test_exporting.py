"""Editors export all works, those that they searched for, or those that they selected."""

import re

import pytest
from django.http import HttpResponseBase
from django.test import Client

from references.enums import EvidenceKind
from references.library import downloads
from references.models import Reference
from tests.articles.builders import html_of
from tests.references.builders import make_reference
from tests.references.library.reading import get_content, get_keys

pytestmark = pytest.mark.django_db

LIBRARY = "/admin/references/"


@pytest.fixture(autouse=True)
def works() -> list[Reference]:
    kinds = {"Gray": EvidenceKind.TRIAL, "Dunn": EvidenceKind.TRIAL, "Hale": EvidenceKind.OPINION}
    return [make_reference(name, evidence_kind=kind) for name, kind in kinds.items()]


def exported(response: HttpResponseBase) -> list[str]:
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith('attachment; filename="references.')
    return sorted(get_keys(get_content(response)))


@pytest.mark.parametrize("extension", downloads.EXPORT_FORMATS)
def test_library_is_exported_in_each_format(dora_client: Client, extension: str) -> None:
    html = html_of(dora_client, f"{LIBRARY}?evidence_kind=trial")
    [address] = re.findall(rf'href="([^"]*export={extension})"', html)
    assert exported(dora_client.get(address.replace("&amp;", "&"))) == ["dunn2020", "gray2020"]
    assert exported(dora_client.get(f"{LIBRARY}?export={extension}")) == ["dunn2020", "gray2020", "hale2020"]
    assert exported(dora_client.get(f"{LIBRARY}?q=hale&export={extension}")) == ["hale2020"]


def test_selected_works_are_exported(dora_client: Client, works: list[Reference]) -> None:
    gray, _dunn, hale = works
    action = "/admin/bulk/references/reference/export-ris/"
    assert f'href="{action}"' in html_of(dora_client, LIBRARY)
    assert exported(dora_client.get(f"{action}?id={gray.pk}&id={hale.pk}&id=x")) == ["gray2020", "hale2020"]


def test_all_listed_works_are_exported(dora_client: Client) -> None:
    response = dora_client.get("/admin/bulk/references/reference/export-json/?id=all&evidence_kind=trial", follow=True)
    assert exported(response) == ["dunn2020", "gray2020"]


def test_export_needs_permission(ben_client: Client) -> None:
    for address in (f"{LIBRARY}?export=ris", "/admin/bulk/references/reference/export-ris/?id=1"):
        assert ben_client.get(address).status_code in {302, 403}


def test_csv_export_is_disabled(dora_client: Client) -> None:
    assert dora_client.get(f"{LIBRARY}?export=csv")["Content-Type"].startswith("text/html")
