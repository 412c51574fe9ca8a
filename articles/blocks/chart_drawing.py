"""Charts: where each bar, point and word stands, from nothing but labels and numbers.

All lengths are units of the picture's own view box, which is 400 wide; the page scales it to its column. No series is
told from another by colour alone: bars differ in fill and outline, lines in dashes and the shape of their points.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from articles.blocks.label_lines import wrap_label

WIDTH = 400
LINE_HEIGHT = 20
# The width of a character of the largest type, at most, so that words stay apart.
CHARACTER_WIDTH = 9.5
LABEL_LENGTH, AXIS_LABEL_LENGTH = 40, 14
BAR_HEIGHT, BAR_GAP, ROW_GAP, LABEL_GAP = 16, 4, 14, 3
PLOT_HEIGHT = 200
POINT_RADIUS = 5
TICKS = 4
MAX_ROWS, MAX_SERIES = 24, 3

Formatter = Callable[[Decimal], str]


@dataclass(frozen=True)
class Series:
    """Numbers that belong together, one for each label. `place` says how it is drawn."""

    name: str
    numbers: tuple[Decimal, ...]
    place: int = 0


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    words: str
    align: str = "start"


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    place: int
    height: int = BAR_HEIGHT


@dataclass(frozen=True)
class Line:
    """A line through its points, both in SVG path syntax."""

    path: str
    points: str
    place: int


@dataclass(frozen=True)
class Chart:
    height: float
    texts: tuple[Text, ...]
    # Lines of the scale, in SVG path syntax.
    scale: str
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    width: int = WIDTH


@dataclass(frozen=True)
class Scale:
    """Where a number stands between the ends of what is drawn. Zero is always in it."""

    low: float
    high: float

    @classmethod
    def around(cls, series: Sequence[Series]) -> "Scale":
        numbers = [float(number) for one in series for number in one.numbers]
        low, high = min(0.0, *numbers), max(0.0, *numbers)
        return cls(low, high if high > low else low + 1)

    def place(self, number: float, length: float) -> float:
        return (number - self.low) / (self.high - self.low) * length


def draw_bars(labels: Sequence[str], series: Sequence[Series], write: Formatter) -> Chart:
    """Draw a bar for each number: below its label, with the number at the right edge. There is at least one row."""
    scale = Scale.around(series)
    plot = WIDTH - max(measure(write(number)) for one in series for number in one.numbers) - 8
    texts: list[Text] = []
    bars: list[Bar] = []
    scale_path = ""
    y = draw_legend(series, texts, bars)
    zero = scale.place(0, plot)
    for row, label in enumerate(labels):
        y = top = write_lines(label, LABEL_LENGTH, 0, y, texts) + LABEL_GAP
        for one in series:
            end = scale.place(float(one.numbers[row]), plot)
            bars.append(Bar(round(min(zero, end), 1), y, round(abs(end - zero), 1), one.place))
            texts.append(Text(WIDTH, y + BAR_HEIGHT - 3, write(one.numbers[row]), "end"))
            y += BAR_HEIGHT + BAR_GAP
        scale_path += f"M{zero:.1f} {top - 2:g}V{y:g}"
        y += ROW_GAP
    return Chart(y - ROW_GAP, tuple(texts), scale_path, bars=tuple(bars))


def draw_legend(series: Sequence[Series], texts: list[Text], bars: list[Bar]) -> float:
    """Add the name of each series beside a sample of its bars, if there are several. Return where the chart begins."""
    if len(series) < 2:
        return 0
    y: float = 0
    for one in series:
        bars.append(Bar(0, y + 2, 24, one.place))
        y = write_lines(one.name, LABEL_LENGTH - 4, 32, y, texts)
    return y + ROW_GAP


def write_lines(words: str, letters: int, x: float, y: float, texts: list[Text]) -> float:
    """Add as many lines as the words need, from `y` downwards. Return where the last one ends."""
    for line in wrap_label(words, letters):
        texts.append(Text(x, y + 15, line))
        y += LINE_HEIGHT
    return y


def draw_lines(labels: Sequence[str], series: Sequence[Series], write: Formatter) -> Chart:
    """Draw a line for each series over a scale with round numbers. There is at least one row."""
    raw = Scale.around(series)
    step = find_step(raw.high - raw.low)
    scale = Scale(floor(raw.low / step) * step, ceil(raw.high / step) * step)
    ticks = [scale.low + step * place for place in range(round((scale.high - scale.low) / step) + 1)]
    written = [write(round_tick(tick, step)) for tick in ticks]
    left = max(map(measure, written)) + 8
    top, legend = draw_line_legend(series)
    across = spread(len(labels), left + POINT_RADIUS, WIDTH - POINT_RADIUS)
    heights = [top + PLOT_HEIGHT - scale.place(tick, PLOT_HEIGHT) for tick in ticks]
    texts = [Text(left - 8, y + 5, words, "end") for y, words in zip(heights, written, strict=True)]
    below, height = label_axis(labels, across, top + PLOT_HEIGHT)
    lines = [draw_line(one, across, scale, top + PLOT_HEIGHT) for one in series]
    return Chart(
        height,
        (*legend[0], *texts, *below),
        "".join(f"M{left:.1f} {y:.1f}H{WIDTH}" for y in heights),
        lines=(*legend[1], *lines),
    )


def find_step(span: float) -> float:
    """Return the distance between two lines of a scale: 1, 2 or 5 times a power of ten, so that there are few."""
    rough = span / TICKS
    power = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def round_tick(tick: float, step: float) -> Decimal:
    decimals = max(0, -floor(log10(step)))
    return Decimal(f"{tick:.{decimals}f}") + 0


def draw_line_legend(series: Sequence[Series]) -> tuple[float, tuple[list[Text], list[Line]]]:
    """Return where the chart begins, and the name of each series beside a sample of its line if there are several."""
    if len(series) < 2:
        return 8, ([], [])
    texts: list[Text] = []
    lines: list[Line] = []
    y: float = 0
    for one in series:
        lines.append(Line(f"M0 {y + 10:g}H40", draw_point(20, y + 10, one.place), one.place))
        y = write_lines(one.name, LABEL_LENGTH - 6, 48, y, texts)
    return y + ROW_GAP, (texts, lines)


def spread(number: int, start: float, end: float) -> list[float]:
    """Return where that many points stand between two ends; a single one in the middle."""
    if number == 1:
        return [(start + end) / 2]
    return [start + (end - start) * place / (number - 1) for place in range(number)]


def draw_line(series: Series, across: Sequence[float], scale: Scale, bottom: float) -> Line:
    heights = [bottom - scale.place(float(number), PLOT_HEIGHT) for number in series.numbers]
    places = list(zip(across, heights, strict=True))
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    return Line(path, "".join(draw_point(x, y, series.place) for x, y in places), series.place)


def draw_point(x: float, y: float, place: int) -> str:
    """Return a circle, a square or a triangle, by the place of the series."""
    r = POINT_RADIUS
    if place == 0:
        return f"M{x - r:.1f} {y:.1f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 -{2 * r} 0z"
    if place == 1:
        return f"M{x - r:.1f} {y - r:.1f}h{2 * r}v{2 * r}h-{2 * r}z"
    return f"M{x:.1f} {y - r:.1f}l{r} {2 * r}h-{2 * r}z"


def label_axis(labels: Sequence[str], across: Sequence[float], bottom: float) -> tuple[list[Text], float]:
    """Return as many labels as fit below a line, and where they end. The table has all of them."""
    texts: list[Text] = []
    taken = 0.0
    lines = 1
    for place, (label, x) in enumerate(zip(labels, across, strict=True)):
        words = cut_lines(wrap_label(label, AXIS_LABEL_LENGTH))
        width = max(map(measure, words))
        align = choose_alignment(place, len(labels))
        left = round(x - width * {"start": 0, "middle": 0.5, "end": 1}[align], 1)
        if left < taken or left + width > WIDTH:
            continue
        taken = left + width + 8
        lines = max(lines, len(words))
        texts += [Text(round(x, 1), bottom + 24 + row * LINE_HEIGHT, line, align) for row, line in enumerate(words)]
    return texts, bottom + 12 + lines * LINE_HEIGHT


def choose_alignment(place: int, number: int) -> str:
    """Return how a label stands under its point, so that the outer ones stay in the picture."""
    if number == 1:
        return "middle"
    if place == 0:
        return "start"
    return "end" if place == number - 1 else "middle"


def measure(words: str) -> float:
    return len(words) * CHARACTER_WIDTH


def cut_lines(lines: list[str]) -> list[str]:
    """Return the first two lines, with a sign that there are more."""
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1][: AXIS_LABEL_LENGTH - 1].rstrip(' -')}…"]
