"""Writes a table as a workbook of Excel with one sheet (ECMA-376), row by row, without a temporary file.

The kept libraries write a large sheet to a temporary file first, in which the answers would stand in clear on the disk.
Here the archive is written to a stream, so only sealed pieces reach it. Text is always text (`inlineStr`), so no cell
is a formula, whatever it begins with.
"""

import re
import zipfile
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from intake.exports.columns import Cell, Table
from intake.exports.opening import OpenRow

# What a cell holds, in UTF-16 units. Longer text makes Excel call the file damaged.
MAX_CELL_LENGTH = 32_767
CUT_OFF = " […]"
# XML has no place for these. A lone surrogate is half of a character.
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Submissions" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
# The row of headings stays in sight.
SHEET_START = (
    f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
SHEET_END = "</sheetData></worksheet>"


class XlsxFile:
    def __init__(self, stream: Any, table: Table) -> None:
        """`stream` need only have `write` and `flush`."""
        self.table = table
        self.archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        for name, xml in PARTS.items():
            self.archive.writestr(name, HEAD + xml)
        self.sheet = self.archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self.sheet.write((HEAD + SHEET_START).encode())
        self.write_rows([list(table.headings)])

    def build_row(self, row: OpenRow) -> list[Cell]:
        return self.table.build_cells(row)

    def write_rows(self, lines: Iterable[list[Cell]]) -> None:
        self.sheet.write("".join(f"<row>{''.join(map(build_cell, cells))}</row>" for cells in lines).encode())

    def close(self) -> None:
        self.sheet.write(SHEET_END.encode())
        self.sheet.close()
        self.archive.close()


def build_cell(cell: Cell) -> str:
    if cell == "":
        return "<c/>"
    if isinstance(cell, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(fit_text(cell))}</t></is></c>'
    return f"<c><v>{cell}</v></c>"


def fit_text(text: str) -> str:
    """Return the text as a cell can hold it: without what XML cannot say, and cut off if it is too long."""
    text = IMPOSSIBLE.sub("\N{REPLACEMENT CHARACTER}", text)
    if len(text.encode("utf-16-le")) // 2 <= MAX_CELL_LENGTH:
        return text
    room = (MAX_CELL_LENGTH - len(CUT_OFF)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT_OFF
