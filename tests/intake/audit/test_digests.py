"""Digests that are in old entries stay what they were: they are taken over JSON as Python writes it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from intake.audit import digests

# Half of a character, too: a browser can send one.
TEXTS = st.lists(st.text(st.characters(exclude_categories=())))


@given(TEXTS)
def test_array_is_what_a_json_encoder_writes(texts: list[str]) -> None:
    assert digests.write_json_array(texts) == json.dumps(texts, separators=(",", ":"))
