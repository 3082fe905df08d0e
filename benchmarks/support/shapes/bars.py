"""What the command has to reach with its defaults."""

from collections.abc import Callable, Sequence

from benchmarks.support.report import Bar
from benchmarks.support.shapes.methods import COMMAND, HULL, MASK_HULL, Method
from benchmarks.support.shapes.rigs import FINE, RING, SPHERE, Rig
from benchmarks.support.shapes.shape import Shape

THIN = ("chair.glb",)
"""Models of parts about two pixels wide, where a tenth of a pixel is a tenth of the silhouette."""

_MEAN_IOU, _LEAST_IOU, _THIN_IOU = 0.991, 0.980, 0.90
_SECONDS, _FINE_SECONDS = 30.0, 180.0
_FINE_SHARE_OF_ERROR = 0.5
_SMALLEST_ANGLE_DEGREES = 10.0


def bars(shapes: Sequence[Shape]) -> tuple[Bar, ...]:
    """Every bar that the shapes can say something about."""
    ours = _made(shapes, SPHERE, COMMAND)
    solid = [shape for shape in ours if shape.model not in THIN]
    fine = [shape for shape in _made(shapes, FINE, COMMAND) if shape.model not in THIN]
    found: list[Bar] = []
    if solid:
        found += _solid_bars(solid)
    if ours:
        found += _hull_bars(shapes, HULL) + _hull_bars(shapes, MASK_HULL) + _mesh_bars(ours)
    if thin := [shape for shape in ours if shape.model in THIN]:
        least = _extreme(thin, min, lambda shape: shape.heldout_iou)
        found.append(_bar(f"thin parts: held-out IoU of at least {_THIN_IOU}", *least, least[0] >= _THIN_IOU, ".4f"))
    if fine:
        found += _fine_bars(solid, fine)
    found += _ring_bars(shapes, HULL) + _ring_bars(shapes, MASK_HULL)
    return tuple(found)


def _solid_bars(shapes: Sequence[Shape]) -> list[Bar]:
    mean = sum(shape.heldout_iou for shape in shapes) / len(shapes)
    worst = _extreme(shapes, min, lambda shape: shape.heldout_iou)
    slowest = _extreme(shapes, max, lambda shape: shape.seconds)
    of = f"{len(shapes)} models without thin parts"
    return [
        Bar(f"mean held-out IoU of {of} at least {_MEAN_IOU}", f"{mean:.4f}", mean >= _MEAN_IOU),
        _bar(f"none of them under {_LEAST_IOU}", *worst, worst[0] >= _LEAST_IOU, ".4f"),
        _bar(f"each in under {_SECONDS:g} s", *slowest, slowest[0] < _SECONDS, ".1f"),
    ]


def _hull_bars(shapes: Sequence[Shape], hull: Method) -> list[Bar]:
    pairs = _pairs(shapes, SPHERE, hull)
    if not pairs:
        return []
    iou, on_iou = min((a.heldout_iou - b.heldout_iou, a.model) for a, b in pairs)
    normals, on_normals = max((a.normal_degrees - b.normal_degrees, a.model) for a, b in pairs)
    chamfer = sum(a.chamfer_percent - b.chamfer_percent for a, b in pairs) / len(pairs)
    better = f"better than with the {hull.title}"
    return [
        _bar(f"held-out IoU {better} on every model", iou, on_iou, iou > 0, "+.4f"),
        _bar(f"normals {better} on every model, degrees", normals, on_normals, normals < 0, "+.1f"),
        Bar(f"chamfer % {better} on average", f"{chamfer:+.3f}", chamfer < 0),
    ]


def _ring_bars(shapes: Sequence[Shape], hull: Method) -> list[Bar]:
    pairs = _pairs(shapes, RING, hull)
    if not pairs:
        return []
    lead, model = min((a.heldout_iou - b.heldout_iou, a.model) for a, b in pairs)
    goal = f"{RING.title}: held-out IoU at least that of the {hull.title} on every model"
    return [_bar(goal, lead, model, lead >= 0, "+.4f")]


def _mesh_bars(shapes: Sequence[Shape]) -> list[Bar]:
    known = [shape for shape in shapes if shape.model_genus is not None]
    wrong = [f"{s.model} {s.genus} for {s.model_genus}" for s in known if s.genus != s.model_genus]
    broken = [shape.model for shape in shapes if not shape.is_printable]
    scattered = [shape.model for shape in known if shape.components != 1]
    angle = _extreme(shapes, min, lambda shape: shape.smallest_angle_p1_degrees)
    goal = f"smallest angle of all but 1 % of the faces at least {_SMALLEST_ANGLE_DEGREES:g} degrees"
    return [
        Bar(f"the right genus on {len(known)} models", ", ".join(wrong) or "all", not wrong),
        Bar("one part where the model is one", ", ".join(scattered) or "all", not scattered),
        Bar("watertight, outward, no self-intersecting face", ", ".join(broken) or "all", not broken),
        _bar(goal, *angle, angle[0] >= _SMALLEST_ANGLE_DEGREES, ".1f"),
    ]


def _fine_bars(coarse: Sequence[Shape], fine: Sequence[Shape]) -> list[Bar]:
    slowest = _extreme(fine, max, lambda shape: shape.seconds)
    found = [_bar(f"{FINE.title}: each in under {_FINE_SECONDS:g} s", *slowest, slowest[0] < _FINE_SECONDS, ".1f")]
    both = {shape.model for shape in coarse} & {shape.model for shape in fine}
    if both:
        errors = [
            sum(1 - shape.heldout_iou for shape in shapes if shape.model in both) / len(both)
            for shapes in (coarse, fine)
        ]
        share = errors[1] / errors[0]
        goal = f"{FINE.title}: mean error at most {_FINE_SHARE_OF_ERROR:.0%} of that with {SPHERE.title}"
        found.append(Bar(goal, f"{share:.0%}", share <= _FINE_SHARE_OF_ERROR))
    return found


def _made(shapes: Sequence[Shape], rig: Rig, method: Method) -> list[Shape]:
    return [shape for shape in shapes if (shape.rig, shape.method) == (rig.name, method.name)]


def _pairs(shapes: Sequence[Shape], rig: Rig, hull: Method) -> list[tuple[Shape, Shape]]:
    """Ours and the hull of each model that has both."""
    hulls = {shape.model: shape for shape in _made(shapes, rig, hull)}
    return [(shape, hulls[shape.model]) for shape in _made(shapes, rig, COMMAND) if shape.model in hulls]


_Extreme = Callable[[list[tuple[float, str]]], tuple[float, str]]


def _extreme(shapes: Sequence[Shape], which: _Extreme, figure: Callable[[Shape], float]) -> tuple[float, str]:
    return which([(figure(shape), shape.model) for shape in shapes])


def _bar(goal: str, value: float, model: str, met: bool, form: str) -> Bar:
    return Bar(goal, f"{value:{form}} ({model})", met)
