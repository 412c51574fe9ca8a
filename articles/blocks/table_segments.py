"""Takes a table apart into the pieces that a translator sees, and puts their translations back.

wagtail-localize knows no typed tables: it asks their block for the pieces. A piece is found again by its row and its
column, so its translation is asked for anew when rows before it come or go.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter

Segment: TypeAlias = StringSegmentValue | TemplateSegmentValue

HEADING = "heading"


def extract_segments(table: TypedTable | None) -> list[Segment]:
    return list(iterate_segments(table)) if table else []


def iterate_segments(table: TypedTable) -> Iterator[Segment]:
    extractor = StreamFieldSegmentExtractor(None)
    for place, column in enumerate(table.columns):
        if column["heading"]:
            yield StringSegmentValue(f"{HEADING}-{place}", column["heading"])
    for row_place, row in enumerate(table.rows):
        for place, cell in enumerate(row):
            for segment in extractor.handle_block(cell.block, cell.value):
                yield segment.wrap(f"{row_place}-{place}")


def restore_segments(table: TypedTable, segments: Sequence[Segment]) -> TypedTable:
    """Return the table with what is translated of it; the rest stays as it is."""
    by_cell: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        cell_place, inner = segment.unwrap()
        by_cell[cell_place].append(inner)
    writer = StreamFieldSegmentsWriter(None, None, None)

    def translate(name: str, block: object, value: object) -> object:
        return writer.handle_block(block, value, by_cell[name]) if by_cell[name] else value

    columns = [dict(column) for column in table.columns]
    for place, column in enumerate(columns):
        for heading in by_cell[f"{HEADING}-{place}"]:
            column["heading"] = heading.render_text()
    rows = [
        {"values": [translate(f"{row_place}-{place}", cell.block, cell.value) for place, cell in enumerate(row)]}
        for row_place, row in enumerate(table.rows)
    ]
    return TypedTable(columns, rows, table.caption)
