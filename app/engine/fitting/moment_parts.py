"""What views see of a moment of a fit, in its colours. Importing this module imports torch."""

from collections.abc import Iterator, Sequence

import torch

from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import View
from app.engine.captures.subject import Subject
from app.engine.fitting.paint import Paint
from app.engine.fitting.painted_rendering import PaintedMesh, PaintedParts
from app.engine.fitting.snapshot import Snapshot
from app.engine.fitting.subject_colours import subject_colours
from renderer_cuda import SphericalHarmonicsLight, Topology


def moment_parts(snapshot: Snapshot, subject: Subject, views: Sequence[View]) -> Iterator[tuple[str, PaintedParts]]:
    """Give, for each view after its name, what its picture is made of, made when it is asked for.

    It is rendered on the CPU: a running fit keeps the GPU to itself.

    Args:
        snapshot: with colours.
        subject: whose light it is, where the fit does not find it.
        views: each in its own size.

    Raises:
        ValueError: there are no colours.
    """
    state, device = snapshot.state, torch.device("cpu")
    if state.colours is None:
        raise ValueError("moment_parts: the moment must have colours")
    paint = Paint(state.colours, [], device)
    positions = torch.as_tensor(state.frame.from_world(snapshot.positions_world), dtype=torch.float32)
    topology = Topology.from_faces(snapshot.faces, positions)
    if paint.light is None:
        lights = subject_colours(subject, device).lights(state.settings) or ()
    else:
        lights = (SphericalHarmonicsLight(paint.light.tensor),)
    mesh = PaintedMesh(positions, topology, torch.as_tensor(snapshot.faces, dtype=torch.int64), paint, lights)
    for view in views:
        camera = renderer_camera([view]).in_frame(state.frame.center_world, state.frame.scale)
        yield view.id, mesh.parts(camera, view.image_size)
