"""How much vertices count in the penalties: rods little in the angles, what is determined little in the fairness."""

import numpy as np
import torch

from app.engine.fitting.fit_views import FitViews
from app.engine.fitting.vertex_shares import STIFF_FROM_PIXELS, STIFFNESS_POWER, vertex_shares
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.rendered import RenderedTargets
from tests.support.fits import ellipsoid, views_around
from tests.support.solids import torus

CPU = torch.device("cpu")


def views_of(mesh: Mesh, count: int = 6) -> FitViews:
    frame = Frame.around(mesh)
    return FitViews(views_around(mesh, count, (96, 96)), RenderedTargets(mesh, frame, CPU), frame, CPU, "none")


def local(mesh: Mesh) -> np.ndarray:
    return Frame.around(mesh).from_world(mesh.positions)


def test_the_angles_of_a_rod_count_by_the_power_of_its_thickness() -> None:
    ring = torus(1.0, 0.05, 120, 12)
    views = views_of(ring)
    shares = vertex_shares(local(ring), ring.faces, views, with_fairness=False)
    thickness_pixels = 0.1 / Frame.around(ring).scale / views.pixel_local
    assert shares.normal is not None and shares.fairness is None
    expected = (thickness_pixels / STIFF_FROM_PIXELS) ** STIFFNESS_POWER
    torch.testing.assert_close(shares.normal, torch.full_like(shares.normal, expected), rtol=0.15, atol=0)


def test_thick_parts_count_in_full() -> None:
    mesh = ellipsoid()
    shares = vertex_shares(local(mesh), mesh.faces, views_of(mesh), with_fairness=False)
    assert shares.normal is not None and (shares.normal == 1.0).float().mean() > 0.9


def test_more_views_leave_less_to_the_fairness() -> None:
    mesh = ellipsoid()
    few, many = (vertex_shares(local(mesh), mesh.faces, views_of(mesh, n), with_fairness=True) for n in (2, 12))
    assert few.fairness is not None and many.fairness is not None
    assert 0 <= many.fairness.min() and many.fairness.mean() < few.fairness.mean() <= 1
