"""Where a new fit stands."""

import torch

from app.engine.fitting.fit_state import FitState
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.parameters import make_parameters
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.losses.connectivity import Connectivity
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh


def first_state(start: Mesh, frame: Frame, settings: FitSettings) -> FitState:
    """Return a fit before its first update.

    Args:
        start: the mesh to start from, world coordinates; vertices at one place are joined.
        frame: where the fit takes place.
        settings: how to fit.
    """
    mesh = start.welded()
    rest = frame.from_world(mesh.positions)
    connectivity = Connectivity.of(mesh.faces, rest, torch.device("cpu"))
    unknowns = make_parameters(
        settings.parametrization, torch.as_tensor(rest), connectivity, settings.smoothness
    ).tensor
    at_rest = unknowns.detach().numpy()
    return FitState(settings, Schedule(settings.steps), 0, frame, mesh.faces, rest, at_rest, OptimizerState())
