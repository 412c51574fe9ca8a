"""Charts: numbers as people type them, a drawing in which everything stands inside, and its numbers as a table."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from wagtail.test.utils.form_data import rich_text

from articles.blocks.chart_drawing import LINE_HEIGHT, WIDTH, Chart, Series, draw_bars, draw_lines, measure
from articles.blocks.charts import ChartBlock
from articles.blocks.typed_numbers import NumberField, format_decimal, parse_number
from tests.articles.builders import html_of, make_article
from tests.references.builders import cite, make_reference

NUMBERS = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)
LABELS = st.text("abc defghäöü-", min_size=1, max_size=80).filter(str.strip)
ROWS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.tuples(LABELS, st.tuples(*[NUMBERS] * width)), min_size=1, max_size=24)
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        (" -3 ", "-3"),
        ("\N{MINUS SIGN}0,25", "-0.25"),
        ("1 234", "1234"),
        ("1234,5", "1234.5"),
        ("0.125", "0.125"),
        ("0", "0"),
        ("-0", "0"),
        ("100", "100"),
    ],
)
def test_typed_numbers_are_read(typed: str, read: str) -> None:
    number = parse_number(typed)
    assert f"{number:f}" == read
    for language in ("en", "de"):
        with translation.override(language):
            assert NumberField().clean(NumberField().prepare_value(number)) == number


@pytest.mark.parametrize("typed", ["1,234", "12.345", "1.234.567", "1,234.5"])
def test_unclear_numbers_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        parse_number(typed)


@pytest.mark.parametrize("typed", ["", "a", "5 %", "1e9", "NaN", "٣", "1/2", "12,", "1" * 10, "<b>1</b>"])
def test_what_is_no_number_is_refused_by_name(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        NumberField().clean(typed)
    assert not typed or typed in refused.value.messages[0]


def test_numbers_are_written_by_language() -> None:
    with translation.override("de"):
        assert [format_decimal(Decimal(text)) for text in ("12.5", "-3", "12345.5")] == [
            "12,5",
            "\N{MINUS SIGN}3",
            "12.345,5",
        ]
    with translation.override("en"):
        assert [format_decimal(Decimal(text)) for text in ("12.5", "1234", "12345")] == ["12.5", "1234", "12,345"]


@given(ROWS)
def test_everything_drawn_is_inside(rows: list[tuple[str, tuple[Decimal, ...]]]) -> None:
    labels = [label for label, _numbers in rows]
    width = len(rows[0][1])
    series = [Series("A name" * place, tuple(row[1][place] for row in rows), place) for place in range(width)]
    for chart in (draw_bars(labels, series, format_decimal), draw_lines(labels, series, format_decimal)):
        assert all(0 <= text.y <= chart.height for text in chart.texts)
        assert all(find_left(text) >= -1 and find_left(text) + measure(text.words) <= WIDTH + 8 for text in chart.texts)
        assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.y <= chart.height for bar in chart.bars)
        assert not find_overlaps(chart)


def find_left(text: Any) -> float:
    share = {"start": 0, "middle": 0.5, "end": 1}[text.align]
    return text.x - measure(text.words) * share


def find_overlaps(chart: Chart) -> list[tuple[str, str]]:
    """Return the words that stand on one line and run into each other."""
    return [
        (one.words, other.words)
        for place, one in enumerate(chart.texts)
        for other in chart.texts[place + 1 :]
        if abs(one.y - other.y) < LINE_HEIGHT / 2
        and find_left(one) < find_left(other) + measure(other.words)
        and find_left(other) < find_left(one) + measure(one.words)
    ]


def chart(*rows: tuple[str, ...], kind: str = "bars", **fields: Any) -> dict[str, Any]:
    columns = [{"type": "label", "heading": "Who"}, *({"type": "number", "heading": "Share"} for _ in rows[0][1:])]
    table = {"columns": columns, "rows": [{"values": list(row)} for row in rows]}
    return {"title": "A chart", "kind": kind, "unit": "%", "table": table, "source": "<p>Words.</p>", **fields}


def test_readers_get_a_drawing_with_its_numbers(site: None, client: Client) -> None:
    work = make_reference("Gray")
    value = chart(("Some <b>", "-12.5"), ("Zero", "0"), ("Most", "60"), source=f"<p>From{cite(work)}</p>")
    line = chart(("Only", "5"), kind="lines", unit="points")
    article = make_article("Charts", {"type": "chart", "value": value}, {"type": "chart", "value": line})
    html = html_of(client, article.url)
    assert "Share: lowest \N{MINUS SIGN}12.5% (Some &lt;b&gt;), highest 60% (Most)." in html
    assert "Share: 5\u00a0points (Only)." in html
    assert html.count('role="img"') == html.count("<title>A chart</title>") == 2
    assert '<th scope="row">Some &lt;b&gt;</th>' in html
    assert "<td>\N{MINUS SIGN}12.5</td>" in html
    assert 'href="#ref-1"' in html.partition("<figcaption>")[2].partition("</figcaption>")[0]
    assert "style=" not in html.partition('<figure class="chart">')[2].partition("</figure>")[0]


def refuse(value: dict[str, Any], *, is_draft: bool = False) -> str:
    block = ChartBlock()
    clean = block.clean_deferred if is_draft else block.clean
    with pytest.raises(ValidationError) as refused:
        clean(block.to_python(value))
    return str(refused.value.block_errors["table"].as_json_data())


def test_tables_that_make_no_chart_are_refused_in_words() -> None:
    assert "at most 24 rows, and this one has 25" in refuse(chart(*[("a", "1")] * 25))
    assert "at most 24 rows" in refuse(chart(*[("a", "1")] * 500), is_draft=True)
    assert "a column of labels" in refuse(chart(("a", "1", "2", "3", "4")))
    assert "a column of labels" in refuse(chart(("a",)))
    block = ChartBlock()
    assert block.clean(block.to_python(chart(("a", "1", "2", "3"))))
    assert block.clean_deferred(block.to_python(chart(("", ""))))


def test_stored_chart_that_cannot_be_drawn_keeps_its_source() -> None:
    block = ChartBlock()
    for table in (
        None,
        {"columns": [], "rows": []},
        chart(("a", "not a number"))["table"],
        chart(("a", "Infinity"))["table"],
    ):
        html = block.render(block.to_python(chart(("a", "1"), table=table)))
        assert "<svg" not in html
        assert "Words." in html


def test_editor_who_types_no_number_is_told(site: None, cleo_client: Client) -> None:
    block = ChartBlock()
    prefix = "c-table"
    data = {
        "c-title": "A chart",
        "c-kind": "bars",
        "c-unit": "",
        "c-source": rich_text("<p>Words.</p>"),
        f"{prefix}-caption": "",
        f"{prefix}-column-count": "2",
        f"{prefix}-row-count": "1",
        f"{prefix}-row-0-order": "0",
        f"{prefix}-row-0-deleted": "",
        f"{prefix}-cell-0-0": "a",
        f"{prefix}-cell-0-1": "5 %",
    }
    for place, kind in enumerate(("label", "number")):
        data |= {
            f"{prefix}-column-{place}-{name}": value
            for name, value in zip(("type", "order", "heading", "deleted"), (kind, place, "x", ""), strict=True)
        }
    with pytest.raises(ValidationError) as refused:
        block.clean(block.value_from_datadict(data, {}, "c"))
    assert "“5 %” is not a number. Write for example 12.5 or 12,5, without a unit." in str(
        refused.value.block_errors["table"].as_json_data()
    )
    data[f"{prefix}-cell-0-1"] = "12,5"
    assert block.clean(block.value_from_datadict(data, {}, "c"))["table"].row_data == [
        {"values": ["a", Decimal("12.5")]}
    ]
