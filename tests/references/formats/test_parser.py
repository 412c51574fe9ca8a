import io
import tempfile
import tracemalloc

import pytest

from references.formats.export import EXPORT_FORMATS, write_bibtex, write_ris
from references.formats.parser import parse_pasted_works, parse_works
from references.formats.records import Record
from tests.references.builders import make_work
from tests.references.formats.reading import read_record


def test_ordinary_work_is_exported_in_standard_fields_only() -> None:
    work = make_work(
        id="gray2020",
        author=[{"family": "van den Berg", "given": "Jan"}, {"literal": "World Health Organization"}],
        DOI="10.1000/x",
        PMID="123",
        abstract="Less pain (p < 0.05) & more.",
    )
    assert "csl" not in "".join([*write_ris([work]), *write_bibtex([work])])


def test_empty_export_is_read_back() -> None:
    assert list(parse_pasted_works("".join(EXPORT_FORMATS["csl-json"].write([])))) == []


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_large_file_is_read_in_little_memory(name: str) -> None:
    with tempfile.TemporaryFile() as file:
        for number in range(400):
            work = make_work(id=f"key{number}", abstract="Made-up words. " * 200)
            file.write("".join(EXPORT_FORMATS[name].write([work])).replace("[\n", "\n").replace("\n]", "\n").encode())
        tracemalloc.start()
        try:
            assert sum(isinstance(record, Record) for record in parse_works(file)) == 400
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < file.tell() / 2


def test_lone_surrogates_in_pasted_text_are_replaced() -> None:
    record = read_record("TY  - JOUR\nTI  - a\ud800b\nER  - \n")
    assert record.csl["title"] == "a?b"


def test_file_is_read_from_its_beginning() -> None:
    source = io.BytesIO(b"TY  - JOUR\nTI  - a\nER  - \n")
    source.read()
    assert len(list(parse_works(source))) == 1
