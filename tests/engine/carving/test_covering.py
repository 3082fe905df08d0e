"""Even triangles on carved surfaces: as long as wanted, shorter where a part is thin, never through one another."""

import numpy as np
import pytest
from numpy.typing import NDArray
from torch import Tensor

from app.engine.carving.covering import evenly_covered
from app.engine.carving.settling import settled
from app.engine.carving.surface_extraction import Grid, Surface, extracted_surface
from app.engine.remeshing.self_intersections import self_intersections
from tests.support.carving import CPU
from tests.support.solids import edge_lengths

GRID = Grid(np.full(3, -1.0), 2 / 64, (64, 64, 64))


def field_of(radius: float, half_length: float) -> NDArray[np.float32]:
    """A rod along x with round ends."""
    axis = np.linspace(-1, 1, 65)
    x, y, z = np.meshgrid(axis, axis, axis, indexing="ij")
    beyond = np.maximum(np.abs(x) - half_length, 0)
    return (np.sqrt(beyond**2 + y**2 + z**2) - radius).astype(np.float32)


@pytest.mark.parametrize(("radius", "length"), [(0.5, 4.0), (0.08, 2.56), (0.04, 1.28)])
def test_edges_are_shorter_on_thin_parts(radius: float, length: float) -> None:
    """Four cells long where wanted; half the thickness on a rod of five cells and on one of two and a half."""
    field = field_of(radius, 0.4)
    covered = evenly_covered(extracted_surface(field, GRID), field, GRID, 4 * GRID.spacing)
    lengths = edge_lengths(covered.positions, covered.faces) / GRID.spacing
    assert np.median(lengths) == pytest.approx(length, rel=0.25)
    assert len(self_intersections(covered.positions, covered.faces)) == 0


def test_vertices_settle_on_the_field() -> None:
    field = field_of(0.04, 0.4)
    surface = extracted_surface(np.roll(field, 1, axis=0), GRID)
    on_grid = np.linalg.norm(surface.positions[np.abs(surface.positions[:, 0]) < 0.3, 1:], axis=1)

    def shifted_rod(points: Tensor) -> Tensor:
        away: Tensor = (points[:, 1:] - 0.01).norm(dim=1)
        return away - 0.045

    moved = settled(surface, shifted_rod, GRID.spacing, CPU)
    assert np.array_equal(moved.faces, surface.faces)
    middle = np.abs(moved.positions[:, 0]) < 0.3
    away = np.abs(np.linalg.norm(moved.positions[middle, 1:] - 0.01, axis=1) - 0.045)
    assert away.max() < 1e-3 < np.abs(on_grid - 0.045).max()


def test_vertices_whose_faces_would_cross_stay() -> None:
    field = field_of(0.5, 0.2)
    surface: Surface = extracted_surface(field, GRID)

    def crumpled(points: Tensor) -> Tensor:
        return (points * 40).sin().sum(dim=1) * 0.02

    moved = settled(surface, crumpled, GRID.spacing, CPU)
    assert len(self_intersections(moved.positions, moved.faces)) == 0
