"""A marker is found however it is written: else the search for one would find nothing because it cannot."""

import base64
import gzip
import io
import json
import quopri
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import brotli
import pytest
from django.core import signing

from tests.intake.marker_search.marker import PHONE, WORD, find_markers


def make_zip(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", f"<c>{text}</c>" * 9)
    return file.getvalue()


WRITTEN: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "latin-1": lambda text: text.encode("latin-1"),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "capitals": lambda text: text.upper().encode(),
    "json": lambda text: json.dumps(text).encode(),
    "url": lambda text: quote(text).encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one further": lambda text: base64.b64encode(f"a{text}".encode()),
    "base64, two further": lambda text: base64.urlsafe_b64encode(f"ab{text}z".encode()),
    "base64 of utf-16": lambda text: base64.b64encode(text.encode("utf-16")),
    "base64 in lines": lambda text: base64.encodebytes(f"{'x' * 50}{text}".encode()),
    "quoted-printable": lambda text: quopri.encodestring(f"{'x' * 68}{text}".encode()),
    "hex": lambda text: text.encode().hex().encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "brotli": lambda text: brotli.compress(text.encode() * 9),
    "zip": make_zip,
    "gzip in base64 of zlib": lambda text: signing.dumps({"a": text * 9}, compress=True).encode(),
    "gzip in zip in gzip": lambda text: gzip.compress(make_zip(text)),
}


@pytest.mark.parametrize("marker", [WORD, PHONE], ids=["word", "number"])
@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN.keys())
def test_marker_is_found_however_it_is_written(write: Callable[[str], bytes], marker: str) -> None:
    written = write(marker)
    assert find_markers(b"\x00\xffbefore " + written + b" after\x00") or find_markers(written)
    assert not find_markers(write("another word"))
