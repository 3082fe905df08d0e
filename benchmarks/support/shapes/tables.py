"""The figures of all shapes for reading: each figure side by side, then everything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.support.report import Table
from benchmarks.support.shapes.methods import METHODS
from benchmarks.support.shapes.rigs import RIGS, Rig
from benchmarks.support.shapes.shape import Shape


@dataclass(frozen=True)
class _Column:
    """A figure, how it is written, and whether it has a mean."""

    heading: str
    value: Callable[[Shape], float]
    digits: int

    def cell(self, shapes: Sequence[Shape]) -> str:
        """The figure of one shape, or the mean of several; empty for none."""
        return f"{sum(map(self.value, shapes)) / len(shapes):.{self.digits}f}" if shapes else ""


_IOU = _Column("held-out IoU", lambda shape: shape.heldout_iou, 4)
_WORST = _Column("worst", lambda shape: shape.heldout_iou_min, 4)
_CHAMFER = _Column("chamfer %", lambda shape: shape.chamfer_percent, 3)
_NORMALS = _Column("normals °", lambda shape: shape.normal_degrees, 1)
_ANGLE = _Column("angle p1 °", lambda shape: shape.smallest_angle_p1_degrees, 1)
_SECONDS = _Column("seconds", lambda shape: shape.seconds, 1)
_COMPARED = (_IOU, _CHAMFER, _NORMALS)


def tables(shapes: Sequence[Shape]) -> tuple[Table, ...]:
    """For each rig: held-out IoU, distance and normals with the methods side by side, and a table of everything."""
    made = [(rig, [shape for shape in shapes if shape.rig == rig.name]) for rig in RIGS.values()]
    return tuple(table for rig, its in made if its for table in (*_comparisons(rig, its), _everything(rig, its)))


def _comparisons(rig: Rig, shapes: Sequence[Shape]) -> list[Table]:
    models = list(dict.fromkeys(shape.model for shape in shapes))
    methods = [method for method in METHODS.values() if any(shape.method == method.name for shape in shapes)]
    found = []
    for column in _COMPARED:
        rows = [
            (model, *(column.cell([s for s in shapes if s.is_of(model, rig.name, m.name)]) for m in methods))
            for model in models
        ]
        mean = ("mean", *(column.cell([s for s in shapes if s.method == m.name]) for m in methods))
        headings = ("", *(method.title for method in methods))
        found.append(Table(f"{column.heading}, {rig.title}", headings, (*rows, mean)))
    return found


def _everything(rig: Rig, shapes: Sequence[Shape]) -> Table:
    measured = (_IOU, _WORST, _CHAMFER, _NORMALS, _ANGLE)
    counted = ("genus (model's)", "parts", "watertight", "self-intersecting", "faces")
    headings = ("", *(column.heading for column in measured), *counted, _SECONDS.heading)
    rows = [
        (
            f"{shape.model}, {METHODS[shape.method].title}",
            *(column.cell([shape]) for column in measured),
            f"{_number(shape.genus)} ({_number(shape.model_genus)})",
            str(shape.components),
            "yes" if shape.watertight and shape.outward else "no",
            f"{shape.self_intersecting_faces:,}",
            f"{shape.faces:,}",
            _SECONDS.cell([shape]),
        )
        for shape in shapes
    ]
    means = [
        (
            f"mean, {method.title}",
            *(column.cell(of_method) for column in measured),
            *("" for _ in counted),
            _SECONDS.cell(of_method),
        )
        for method in METHODS.values()
        if (of_method := [shape for shape in shapes if shape.method == method.name])
    ]
    return Table(f"Everything, {rig.title}", headings, (*rows, *means))


def _number(genus: int | None) -> str:
    return "-" if genus is None else str(genus)
