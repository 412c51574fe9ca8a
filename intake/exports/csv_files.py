"""Writes a table as CSV (RFC 4180, UTF-8): a line of headings, then a line for each submission."""

import csv
import io
from collections.abc import Iterable

from intake.encryption.sealed_stream import Write
from intake.exports.columns import Cell, Table
from intake.exports.formulas import neutralize_cell
from intake.exports.opening import OpenRow


class CsvFile:
    def __init__(self, write: Write, table: Table) -> None:
        self.write, self.table = write, table
        self.write_rows([list(table.headings)])

    def build_row(self, row: OpenRow) -> list[Cell]:
        return self.table.build_cells(row)

    def write_rows(self, lines: Iterable[list[Cell]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(
            [neutralize_cell(cell) if cell and type(cell) is str and not cell.isalnum() else cell for cell in cells]
            for cells in lines
        )
        # A browser can send half of a character that UTF-8 has no bytes for.
        self.write(text.getvalue().encode(errors="replace"))

    def close(self) -> None:
        """Do nothing: a CSV file has no end."""
