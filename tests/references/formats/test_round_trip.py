from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.formats.export import EXPORT_FORMATS
from references.formats.parser import parse_pasted_works
from references.formats.records import Record
from tests.references.formats.works import WORKS

LIBRARIES = st.lists(WORKS, min_size=1, max_size=3)


@pytest.mark.parametrize("name", EXPORT_FORMATS)
@given(works=LIBRARIES)
def test_exports_round_trip(name: str, works: list[dict[str, Any]]) -> None:
    back = list(parse_pasted_works("".join(EXPORT_FORMATS[name].write(works))))
    assert [record.csl if isinstance(record, Record) else record for record in back] == works
