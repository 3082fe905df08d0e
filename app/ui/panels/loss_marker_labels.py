"""Where the labels of the markers go: in a few rows, beside their lines, none over another."""

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 4.0
LEAST_WIDTH = 44.0
MOST_WIDTH = 150.0

_Span = tuple[float, float]


@dataclass(frozen=True)
class PlacedLabel:
    """One label, pixels.

    Args:
        index: of its marker.
        row: 0 is the uppermost.
        line: of its marker.
        left: of the text.
        width: that the text may take; it is elided to it.
    """

    index: int
    row: int
    line: float
    left: float
    width: float


def place_labels(lines: Sequence[float], widths: Sequence[float], plot_width: float, rows: int) -> list[PlacedLabel]:
    """Find room for as many labels as there is, the newest first.

    Args:
        lines: where the markers' lines are, ascending, pixels.
        widths: of the labels in full.
        plot_width: they stay within it.
        rows: that they may take.
    """
    taken: list[list[_Span]] = [[] for _ in range(rows)]
    placed = []
    for index in reversed(range(len(lines))):
        line = lines[index]
        if 0 <= line <= plot_width:
            found = _place(line, min(widths[index], MOST_WIDTH), plot_width, taken)
            if found is not None:
                row, left, width = found
                taken[row].append((min(left, line), max(left + width, line)))
                placed.append(PlacedLabel(index, row, line, left, width))
    return placed


def _place(line: float, wanted: float, plot_width: float, taken: list[list[_Span]]) -> tuple[int, float, float] | None:
    """The first row with room right of the line, else left of it, else the row with the most room for a part."""
    rights = [_room_right(line, plot_width, spans) for spans in taken]
    lefts = [_room_left(line, spans) for spans in taken]
    for row, room in enumerate(rights):
        if room >= wanted:
            return row, line + GAP, wanted
    for row, room in enumerate(lefts):
        if room >= wanted:
            return row, line - GAP - wanted, wanted
    if max(*rights, *lefts) < LEAST_WIDTH:
        return None
    if max(rights) >= max(lefts):
        row = rights.index(max(rights))
        return row, line + GAP, rights[row]
    row = lefts.index(max(lefts))
    return row, line - GAP - lefts[row], lefts[row]


def _room_right(line: float, plot_width: float, taken: list[_Span]) -> float:
    if any(start <= line <= end for start, end in taken):
        return 0.0
    return min([plot_width, *(start for start, _ in taken if start > line)]) - line - 2 * GAP


def _room_left(line: float, taken: list[_Span]) -> float:
    if any(start <= line <= end for start, end in taken):
        return 0.0
    return line - 2 * GAP - max([0.0, *(end for _, end in taken if end < line)])
