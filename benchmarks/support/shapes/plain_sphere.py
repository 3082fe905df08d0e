"""The plain sphere: Large Steps on silhouettes and nothing else, with the genus and the triangles of the start."""

import torch

from app.engine.cameras.rig_settings import RigSettings
from app.engine.fitting import schedule
from app.engine.fitting.device import torch_device
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.optimizers import make_optimizer
from app.engine.fitting.parameters import make_parameters
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_mesh
from app.engine.fitting.view_pyramid import ViewPyramid, level_of
from app.engine.losses.connectivity import Connectivity
from app.engine.losses.objective import LossWeights, objective
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.rendered import RenderedTargets
from renderer_cuda import Topology

SETTINGS = FitSettings(
    steps=1000,
    learning_rate=4e-2,
    learning_rate_end_ratio=0.1,
    softness_start_pixels=12.0,
    softness_end_pixels=0.6,
    refine_from=0.7,
    smoothness=3.0,
    start="sphere",
    sphere_level=4,
    seed=0,
)
"""What serves a sphere best that keeps its triangles."""

_WEIGHTS = LossWeights(silhouette=1.0, normal=1e-4, silhouette_kind="l2")


def plain_sphere(model: Mesh, rig: RigSettings, steps: int = SETTINGS.steps) -> Mesh:
    """Bend a sphere of 2,562 vertices until its outlines are those of a model.

    Args:
        model: that the outlines are rendered from.
        rig: the views.
        steps: of the plan.

    Returns:
        The sphere, bent, in the model's place.

    Source: Nicolet et al., Large Steps in Inverse Rendering of Geometry, 2021.
    """
    frame, views, device = Frame.around(model), rig.around(model).views, torch_device("auto")
    pyramid = ViewPyramid(level_of(views, RenderedTargets(model, frame, device).targets(views), frame, device))
    start = start_mesh(SETTINGS, frame)
    rest = frame.from_world(start.positions)
    connectivity = Connectivity.of(start.faces, rest, device)
    topology = Topology.from_faces(start.faces, rest).to(device)
    unknowns = make_parameters("large_steps", torch.as_tensor(rest, device=device), connectivity, SETTINGS.smoothness)
    optimizer = make_optimizer("uniform_adam", OptimizerState(), device)
    for step in range(steps):
        softness = schedule.softness_pixels(SETTINGS, step / steps)
        level = pyramid.level(softness)
        positions = unknowns.positions()
        pairs = level.pairs(level.rendered(positions, topology, softness), softness)
        loss = objective(positions, pairs, connectivity, _WEIGHTS).total
        (gradient,) = torch.autograd.grad(loss, unknowns.tensor)
        with torch.no_grad():
            optimizer.step(unknowns.tensor, gradient, schedule.learning_rate(SETTINGS, step / steps))
    return Mesh(frame.to_world(unknowns.positions().detach().cpu().numpy()), start.faces)
