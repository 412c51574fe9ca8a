"""Whom to call: numbers that a telephone takes, in a passage that stands out and says what it is."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.blocks.urgent_help import GetHelpBlock, check_phone_number
from tests.articles.builders import html_of, make_article, prose

SIGNS = "<ul><li>Sudden trouble with speaking</li></ul>"
CONTACTS = [
    {"name": "Emergency <services>", "number": "112", "when": "day and night"},
    {"name": "Advice", "number": "+49 (0)30 / 123-456", "when": ""},
]


def test_readers_get_numbers_that_call(site: None, client: Client) -> None:
    help_now = {"type": "get_help", "value": {"heading": "Get help now", "signs": SIGNS, "contacts": CONTACTS}}
    article = make_article("Signs", prose("<p>First words.</p>"), help_now)
    html = html_of(client, article.url).partition('<div class="page__body">')[2]
    assert html.index("Get help now") < html.index("First words.")
    assert '<section class="get-help notice notice--grave" aria-label="Get help now">' in html
    assert '<a href="tel:112">' in html
    assert '<a href="tel:+49030123456">' in html
    assert "Call +49 (0)30 / 123-456" in html
    assert "Emergency &lt;services&gt;, day and night" in html
    assert 'href="/eligibility/help-now/"' in html


@pytest.mark.parametrize("number", ["112", "116 117", "+44 20 7946 0000", "030/12.34-56", "0800–111 0 111"])
def test_telephone_numbers_are_taken(number: str) -> None:
    check_phone_number(number)


@pytest.mark.parametrize("number", ["", "1", "call 112", "112, 116117", "tel:112", "1" * 16, "٣٣٣", "javascript:1"])
def test_anything_else_is_refused(number: str) -> None:
    with pytest.raises(ValidationError, match="Enter a telephone number alone"):
        check_phone_number(number)


def test_block_without_a_number_is_refused() -> None:
    block = GetHelpBlock()
    value = block.to_python({"heading": "Get help now", "signs": SIGNS, "contacts": []})
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert list(refused.value.block_errors) == ["contacts"]
