"""Charts of a small table of numbers, drawn on the server, with the table behind them."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlockValidationError

from articles.blocks import chart_drawing
from articles.blocks.chart_drawing import MAX_ROWS, MAX_SERIES, Chart, Series
from articles.blocks.figures import CellsBlock
from articles.blocks.text import INLINE_FEATURES
from articles.blocks.typed_numbers import NumberBlock, format_decimal

LABEL, NUMBER = "label", "number"
BARS, LINES = "bars", "lines"
CLOSE_PERCENT_LANGUAGES = {"en"}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class NumbersBlock(CellsBlock):
    """A table with a label and up to three numbers in each row."""

    label = blocks.CharBlock(label=_("Label"), max_length=80)
    number = NumberBlock(label=_("Number"))

    # Wagtail's table does not do this for its cells: an unfinished draft could not be saved.

    def defer_required_validation(self) -> None:
        for block in self.child_blocks.values():
            block.defer_required_validation()
        super().defer_required_validation()

    def restore_deferred_validation(self) -> None:
        for block in self.child_blocks.values():
            block.restore_deferred_validation()
        super().restore_deferred_validation()

    def clean(self, value: TypedTable) -> TypedTable:
        cleaned: TypedTable = super().clean(value)
        if words := self.find_problem(cleaned):
            raise TypedTableBlockValidationError(non_block_errors=[ValidationError(words)])
        return cleaned

    def find_problem(self, table: TypedTable) -> str:
        """Return what is wrong with a table as a whole. A draft may be unfinished, but never too large."""
        if len(table.row_data) > MAX_ROWS:
            words = gettext("A chart has at most %(most)s rows, and this one has %(number)s. Use a table instead.")
            return words % {"most": MAX_ROWS, "number": len(table.row_data)}
        if not self.is_deferred_validation and not (table.row_data and has_chart_columns(table)):
            words = gettext("A chart needs a column of labels, then one to %(most)s of numbers, and at least one row.")
            return words % {"most": MAX_SERIES}
        return ""


def has_chart_columns(table: TypedTable) -> bool:
    first, *others = [column["block"].name for column in table.columns] or [""]
    return first == LABEL and 1 <= len(others) <= MAX_SERIES and set(others) == {NUMBER}


class ChartBlock(blocks.StructBlock):
    has_rare_styles = True

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[(BARS, _("Bars")), (LINES, _("Line"))],
        default=BARS,
        help_text=_("Bars compare things. A line shows how something changes in time."),
    )
    unit = blocks.CharBlock(
        label=_("Unit"),
        required=False,
        max_length=40,
        help_text=_("What is counted, for example “%” or “points”."),
    )
    table = NumbersBlock(
        label=_("Numbers"),
        help_text=_("First a column of labels, then one to three columns of numbers. At most 24 rows."),
    )
    source = blocks.RichTextBlock(
        label=_("Source"),
        features=INLINE_FEATURES,
        help_text=_("Where the numbers come from. Cite the work."),
    )

    class Meta:
        icon = "order-down"
        label = _("Chart")
        label_format = "{title}"
        template = "blocks/chart.html"
        description = _("Bars or a line, drawn from a small table that readers can open.")
        preview_value = {
            "title": _("Who was asked"),
            "kind": BARS,
            "unit": "%",
            "table": {
                "columns": [{"type": LABEL, "heading": _("Age")}, {"type": NUMBER, "heading": _("Share")}],
                "rows": [{"values": ["18–39", "22.5"]}, {"values": ["40–64", "48"]}, {"values": ["65+", "29.5"]}],
            },
            "source": _("An example."),
        }

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, object] | None = None
    ) -> dict[str, object]:
        """Add the drawing and the rows, with numbers in the active language, and what is drawn in a sentence."""
        context = super().get_context(value, parent_context)
        data = read_chart(value["table"], value["unit"] or "")
        return {**context, "data": data, "chart": data.draw(value["kind"]) if data else None}


@dataclass(frozen=True)
class ChartData:
    heading: str
    labels: list[str]
    series: list[Series]
    unit: str

    def draw(self, kind: str) -> Chart:
        return (chart_drawing.draw_lines if kind == LINES else chart_drawing.draw_bars)(
            self.labels, self.series, self.write
        )

    def write(self, number: Decimal) -> str:
        """Return a number with its unit, if that is a sign that stands beside each, such as %."""
        return join_unit(format_decimal(number), self.unit) if len(self.unit) == 1 else format_decimal(number)

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        return [
            (label, [format_decimal(one.numbers[row]) for one in self.series]) for row, label in enumerate(self.labels)
        ]

    @property
    def ends(self) -> list[dict[str, str]]:
        """The lowest and the highest number of each series, each with its label, to say what the picture shows."""
        return [self.find_ends(one) for one in self.series]

    def find_ends(self, series: Series) -> dict[str, str]:
        lowest, highest = (choose(range(len(self.labels)), key=series.numbers.__getitem__) for choose in (min, max))
        return {
            "name": series.name or self.heading,
            "lowest": self.name(series, lowest) if lowest != highest else "",
            "highest": self.name(series, highest),
        }

    def name(self, series: Series, row: int) -> str:
        return f"{join_unit(format_decimal(series.numbers[row]), self.unit)} ({self.labels[row]})"


def join_unit(number: str, unit: str) -> str:
    """Return a number with its unit, as the active language sets them: `5%` in English, `5 %` in others."""
    is_close = unit == "%" and (get_language() or "").partition("-")[0] in CLOSE_PERCENT_LANGUAGES
    return f"{number}{'' if is_close else NO_BREAK_SPACE}{unit}" if unit else number


def read_chart(table: TypedTable, unit: str) -> ChartData | None:
    """Return what a table says, or None if it cannot be drawn. A row without all of its numbers is left out."""
    if not has_chart_columns(table):
        return None
    rows = [row["values"] for row in table.row_data if all(isinstance(cell, Decimal) for cell in row["values"][1:])]
    if not rows:
        return None
    heading, *names = (column["heading"] for column in table.columns)
    series = [Series(name, tuple(row[place + 1] for row in rows[:MAX_ROWS]), place) for place, name in enumerate(names)]
    return ChartData(heading, [row[0] or "" for row in rows[:MAX_ROWS]], series, unit)
