"""Loop diagrams: where each box, arrow and word stands, from nothing but their labels.

All lengths are units of the picture's own view box, which is 400 wide; the page scales it to its column.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.blocks.label_lines import wrap_label

DIAGRAM_WIDTH = 400
BOX_WIDTH = 150
LINE_HEIGHT = 18
BOX_PADDING = 12
BOX_LINE_LENGTH = 15
ARROW_LINE_LENGTH = 12
# Triangles, from the point of each.
ARROWHEADS = {"right": "l-9-5v10z", "left": "l9-5v10z", "down": "l-5-9h10z", "up": "l5 9h-10z"}

MIN_STEPS, MAX_STEPS = 2, 4


@dataclass(frozen=True)
class Line:
    """A line of a label, and the base line on which it is written."""

    text: str
    y: int


@dataclass(frozen=True)
class Label:
    x: int
    lines: tuple[Line, ...]
    align: str = "middle"


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int
    label: Label

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def right(self) -> int:
        return self.x + self.width


@dataclass(frozen=True)
class Arrow:
    """`path` is the line, `head` the triangle at its end, both in SVG path syntax."""

    path: str
    head: str
    label: Label


@dataclass(frozen=True)
class Diagram:
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True)
class LoopStep:
    """What stands in a box, and what it does to the next one."""

    label: str
    effect: str


def draw_loop(steps: Sequence[LoopStep]) -> Diagram:
    """Two to four steps, clockwise; the last leads back to the first. ValueError for any other number."""
    if not MIN_STEPS <= len(steps) <= MAX_STEPS:
        raise ValueError(f"a loop has {MIN_STEPS} to {MAX_STEPS} steps, not {len(steps)}")
    box_height = max(len(wrap_label(step.label, BOX_LINE_LENGTH)) for step in steps) * LINE_HEIGHT + 2 * BOX_PADDING
    room = [len(wrap_label(step.effect, ARROW_LINE_LENGTH)) * LINE_HEIGHT for step in steps]
    arrange = {2: draw_pair, 3: draw_triangle, 4: draw_square}[len(steps)]
    return arrange(steps, box_height, room)


def draw_pair(steps: Sequence[LoopStep], box_height: int, room: list[int]) -> Diagram:
    """Side by side, an arc above and an arc below."""
    top = room[0] + 44
    left, right = (
        place_box(steps[0], 0, top, box_height),
        place_box(steps[1], DIAGRAM_WIDTH - BOX_WIDTH, top, box_height),
    )
    over, under = top - 34, left.bottom + 34
    there = Arrow(
        f"M{left.middle:g} {top - 4:g}C{left.middle:g} {over:g} {right.middle:g} {over:g} {right.middle:g} {top - 4:g}",
        draw_arrowhead(right.middle, top - 3, "down"),
        place_label(steps[0].effect, DIAGRAM_WIDTH / 2, over - room[0] / 2 - 2),
    )
    back = Arrow(
        f"M{right.middle:g} {left.bottom + 4:g}"
        f"C{right.middle:g} {under:g} {left.middle:g} {under:g} {left.middle:g} {left.bottom + 4:g}",
        draw_arrowhead(left.middle, left.bottom + 3, "up"),
        place_label(steps[1].effect, DIAGRAM_WIDTH / 2, under + room[1] / 2 + 2),
    )
    return Diagram(DIAGRAM_WIDTH, round(under) + room[1] + 8, (left, right), (there, back))


def draw_triangle(steps: Sequence[LoopStep], box_height: int, room: list[int]) -> Diagram:
    """Two above, the third below between them; the words of the slanting arrows stand inside."""
    top = max(0, room[0] + 10 - box_height / 2)
    left, right = (
        place_box(steps[0], 0, top, box_height),
        place_box(steps[1], DIAGRAM_WIDTH - BOX_WIDTH, top, box_height),
    )
    below_y = left.bottom + max(room[1], room[2]) + 40
    below = place_box(steps[2], (DIAGRAM_WIDTH - BOX_WIDTH) / 2, below_y, box_height)
    level, turn = (left.bottom + below_y) / 2, below_y + box_height / 2
    down = Arrow(
        f"M{right.middle:g} {right.bottom + 4:g}Q{right.middle:g} {turn:g} {below.right + 8:g} {turn:g}",
        draw_arrowhead(below.right + 4, turn, "left"),
        place_label(steps[1].effect, right.middle - 10, level, "end"),
    )
    up = Arrow(
        f"M{below.x - 4:g} {turn:g}Q{left.middle:g} {turn:g} {left.middle:g} {left.bottom + 8:g}",
        draw_arrowhead(left.middle, left.bottom + 4, "up"),
        place_label(steps[2].effect, left.middle + 10, level, "start"),
    )
    return Diagram(
        DIAGRAM_WIDTH,
        below.bottom + 2,
        (left, right, below),
        (draw_top_arrow(left, right, steps[0], room[0]), down, up),
    )


def draw_square(steps: Sequence[LoopStep], box_height: int, room: list[int]) -> Diagram:
    """One in each corner; the words of the upright arrows stand inside."""
    top = max(0, room[0] + 10 - box_height / 2)
    left, right = (
        place_box(steps[0], 0, top, box_height),
        place_box(steps[1], DIAGRAM_WIDTH - BOX_WIDTH, top, box_height),
    )
    low = left.bottom + max(room[1], room[3]) + 40
    low_right, low_left = (
        place_box(steps[2], DIAGRAM_WIDTH - BOX_WIDTH, low, box_height),
        place_box(steps[3], 0, low, box_height),
    )
    level, line = (left.bottom + low) / 2, low + box_height / 2
    down = Arrow(
        f"M{right.middle:g} {right.bottom + 4:g}V{low - 8:g}",
        draw_arrowhead(right.middle, low - 4, "down"),
        place_label(steps[1].effect, right.middle - 10, level, "end"),
    )
    back = Arrow(
        f"M{low_right.x - 4:g} {line:g}H{low_left.right + 8:g}",
        draw_arrowhead(low_left.right + 4, line, "left"),
        place_label(steps[2].effect, DIAGRAM_WIDTH / 2, line + room[2] / 2 + 6),
    )
    up = Arrow(
        f"M{left.middle:g} {low - 4:g}V{left.bottom + 8:g}",
        draw_arrowhead(left.middle, left.bottom + 4, "up"),
        place_label(steps[3].effect, left.middle + 10, level, "start"),
    )
    height = max(low_left.bottom, line + room[2] + 12) + 2
    arrows = (draw_top_arrow(left, right, steps[0], room[0]), down, back, up)
    return Diagram(DIAGRAM_WIDTH, round(height), (left, right, low_right, low_left), arrows)


def draw_top_arrow(left: Box, right: Box, step: LoopStep, room: int) -> Arrow:
    line = left.y + left.height / 2
    return Arrow(
        f"M{left.right + 4:g} {line:g}H{right.x - 8:g}",
        draw_arrowhead(right.x - 4, line, "right"),
        place_label(step.effect, DIAGRAM_WIDTH / 2, line - room / 2 - 6),
    )


def place_box(step: LoopStep, x: float, y: float, height: int) -> Box:
    middle = place_label(step.label, x + BOX_WIDTH / 2, y + height / 2, letters=BOX_LINE_LENGTH)
    return Box(round(x) + 1, round(y) + 1, BOX_WIDTH - 2, height - 2, middle)


def place_label(
    text: str, x: float, middle: float, align: str = "middle", *, letters: int = ARROW_LINE_LENGTH
) -> Label:
    """Lines of `text`, set around the height `middle`."""
    lines = wrap_label(text, letters)
    first = middle - (len(lines) - 1) * LINE_HEIGHT / 2 + LINE_HEIGHT * 0.3
    return Label(round(x), tuple(Line(line, round(first) + row * LINE_HEIGHT) for row, line in enumerate(lines)), align)


def draw_arrowhead(x: float, y: float, direction: str) -> str:
    """A triangle whose point is at (x, y)."""
    return f"M{x:g} {y:g}{ARROWHEADS[direction]}"
