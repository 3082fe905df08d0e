"""Small fits that take a second: a flattened ellipsoid seen from six sides."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike

from app.engine.cameras.rigs import fit_distance, sphere_rig
from app.engine.cameras.view import View
from app.engine.fitting.colour_source import ColourSource
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import TargetSource

QUICK = FitSettings(
    steps=80,
    start="sphere",
    sphere_level=2,
    remeshing="off",
    topology="fixed",
    softness_start_pixels=2.0,
    learning_rate=0.05,
    normal_weight=0.0,
    device="cpu",
)


def ellipsoid(scale: float = 1.0, center: ArrayLike = (0.0, 0.0, 0.0)) -> Mesh:
    """An ellipsoid with half axes of 1, 0.7 and 0.5 times `scale`."""
    sphere = icosphere(3)
    return Mesh(sphere.positions * [scale, 0.7 * scale, 0.5 * scale] + np.asarray(center), sphere.faces)


def views_around(mesh: Mesh, count: int = 6, image_size: tuple[int, int] = (48, 48)) -> list[View]:
    """Views on a sphere about the mesh, which they show whole."""
    frame = Frame.around(mesh)
    distance = fit_distance(1.2 * frame.scale)
    return list(sphere_rig(count, frame.center_world, distance, image_size=image_size))


def session(
    settings: FitSettings = QUICK,
    mesh: Mesh | None = None,
    views: Sequence[View] | None = None,
    source: TargetSource | None = None,
    pictures: ColourSource | None = None,
) -> FitSession:
    """A fit of the ellipsoid, or of `mesh`, from the sphere."""
    target = ellipsoid() if mesh is None else mesh
    frame = Frame.around(target)
    return FitSession.started(
        start_mesh(settings, frame),
        frame,
        views_around(target) if views is None else views,
        RenderedTargets(target, frame, torch.device("cpu")) if source is None else source,
        settings,
        pictures,
    )
