import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.blocks.figures import describe_loop
from articles.blocks.label_lines import wrap_label
from articles.blocks.loop_diagrams import (
    BOX_WIDTH,
    DIAGRAM_WIDTH,
    LINE_HEIGHT,
    Diagram,
    LoopStep,
    draw_loop,
)

ARROWHEAD_LENGTH = 9  # from its point to any corner, along either axis
LABELS = st.text("abc defgh-ij", min_size=1, max_size=40).filter(str.strip)
STEPS = st.lists(st.builds(LoopStep, LABELS, LABELS), min_size=2, max_size=4)


@given(STEPS)
def test_everything_is_inside_the_picture(steps: list[LoopStep]) -> None:
    diagram = draw_loop(steps)
    for box in diagram.boxes:
        assert box.x >= 0
        assert box.right <= DIAGRAM_WIDTH
        assert box.y >= 0
        assert box.bottom <= diagram.height
    for _x, y in points(diagram):
        assert 0 <= y <= diagram.height
    for arrow in diagram.arrows:
        assert all(LINE_HEIGHT / 2 <= line.y <= diagram.height for line in arrow.label.lines)


@given(STEPS)
def test_every_box_holds_its_label(steps: list[LoopStep]) -> None:
    for box, step in zip(draw_loop(steps).boxes, steps, strict=True):
        assert " ".join(line.text for line in box.label.lines).split() == " ".join(wrap_label(step.label, 15)).split()
        assert all(box.y < line.y < box.bottom for line in box.label.lines)
        assert box.width < BOX_WIDTH


@given(STEPS)
def test_boxes_do_not_overlap(steps: list[LoopStep]) -> None:
    boxes = draw_loop(steps).boxes
    for place, box in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert box.right < other.x or other.right < box.x or box.bottom < other.y or other.bottom < box.y


def points(diagram: Diagram) -> list[tuple[float, float]]:
    """Return the points of all lines, and of the squares around all arrowheads."""
    lines = [read_points(arrow.path) for arrow in diagram.arrows]
    heads = [
        [(x - ARROWHEAD_LENGTH, y - ARROWHEAD_LENGTH), (x + ARROWHEAD_LENGTH, y + ARROWHEAD_LENGTH)]
        for arrow in diagram.arrows
        for x, y in read_points(arrow.head)[:1]
    ]
    return [point for part in (*lines, *heads) for point in part]


def read_points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


@pytest.mark.parametrize("number", [0, 1, 5])
def test_loop_has_two_to_four_steps(number: int) -> None:
    with pytest.raises(ValueError, match="2 to 4 steps"):
        draw_loop([LoopStep("a", "b")] * number)


def test_loop_is_described_in_words() -> None:
    assert (
        describe_loop([LoopStep("Fear", "amplifies"), LoopStep("pain", "feeds")])
        == "Fear amplifies pain. pain feeds Fear."
    )
