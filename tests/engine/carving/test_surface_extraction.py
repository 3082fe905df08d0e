"""Marching cubes: manifold whatever the field, closed at the grid's border, as exact as the grid allows."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.carving.surface_extraction import Grid, Surface, extracted_surface, without_cavities
from app.engine.carving.surface_parts import surface_parts, with_parts
from tests.support.carving import assert_closed_manifold
from tests.support.solids import volume


def unit_grid(*cells: int) -> Grid:
    x, y, z = cells
    return Grid(np.zeros(3), 1.0, (x, y, z))


def ball_field(cells: int = 40, radius: float = 0.8) -> tuple[NDArray[np.float32], Grid]:
    grid = Grid(np.full(3, -1.0), 2 / cells, (cells, cells, cells))
    axis = np.linspace(-1, 1, cells + 1)
    x, y, z = np.meshgrid(axis, axis, axis, indexing="ij")
    return (np.sqrt(x**2 + y**2 + z**2) - radius).astype(np.float32), grid


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["noise", "few values, many zeros", "signs only", "nearly zero"])
def test_random_fields_give_closed_manifolds(kind: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = (12, 10, 11)
    field = {
        "noise": rng.normal(size=shape),
        "few values, many zeros": rng.integers(-1, 2, shape),
        "signs only": rng.choice([-1.0, 1.0], shape),
        "nearly zero": rng.normal(size=shape) * 1e-12,
    }[kind].astype(np.float32)
    surface = extracted_surface(field, unit_grid(11, 9, 10))
    assert_closed_manifold(surface.positions, surface.faces)
    assert volume(surface.positions, surface.faces) > 0


def test_all_cells_beside_all_others_match() -> None:
    """Every pair of cells that share a side, by the signs of their twelve corners."""
    codes = np.arange(4096)
    signs = np.where((codes[:, None] >> np.arange(12)) & 1, -1.0, 1.0).reshape(-1, 2, 2, 3)
    field = np.ones((64 * 3, 64 * 3, 4), dtype=np.float32)
    for code, corners in enumerate(signs):
        x, y = divmod(code, 64)
        field[3 * x : 3 * x + 2, 3 * y : 3 * y + 2, :3] = corners
    surface = extracted_surface(field, unit_grid(191, 191, 3))
    assert_closed_manifold(surface.positions, surface.faces)


def test_a_ball_is_as_exact_as_the_grid_allows() -> None:
    field, grid = ball_field()
    surface = extracted_surface(field, grid)
    np.testing.assert_allclose(np.linalg.norm(surface.positions, axis=1), 0.8, atol=0.04 * grid.spacing)
    assert volume(surface.positions, surface.faces) == pytest.approx(4 / 3 * np.pi * 0.8**3, rel=5e-3)


def test_what_reaches_the_border_is_closed_there() -> None:
    surface = extracted_surface(np.full((4, 5, 6), -1.0, dtype=np.float32), unit_grid(3, 4, 5))
    assert_closed_manifold(surface.positions, surface.faces)
    assert 3 * 4 * 5 < volume(surface.positions, surface.faces) < 4 * 5 * 6


def test_a_field_without_an_inside_has_no_faces() -> None:
    surface = extracted_surface(np.ones((4, 4, 4), dtype=np.float32), unit_grid(3, 3, 3))
    assert surface.faces.shape == (0, 3)


def test_cavities_are_filled_and_dents_are_not() -> None:
    field, grid = ball_field()
    field[18:23, 18:23, 18:23] = 1.0
    field[20, 20, 20] = -1.0  # a crumb in the cavity
    field[:8, 19:22, 19:22] = 1.0
    filled = without_cavities(field, grid)
    parts = surface_parts(extracted_surface(filled, grid))
    assert parts.count == 1
    assert np.array_equal(filled[:8], field[:8])
    assert surface_parts(extracted_surface(field, grid)).count == 3


def test_parts_are_told_apart() -> None:
    x, y, z = np.mgrid[:30, :20, :12].astype(np.float32)
    ring = np.hypot(np.hypot(x - 9, y - 9) - 6, z - 6) - 2
    balls = [np.sqrt((x - 24) ** 2 + (y - c) ** 2 + (z - 6) ** 2) - 3 for c in (5, 14)]
    surface = extracted_surface(np.minimum.reduce([ring, *balls]), unit_grid(29, 19, 11))
    parts = surface_parts(surface)
    assert sorted(parts.genera.tolist()) == [0, 0, 1]
    assert parts.volumes.sum() == pytest.approx(volume(surface.positions, surface.faces))
    assert parts.volumes.max() == pytest.approx(2 * np.pi**2 * 6 * 4, rel=0.1)
    only = with_parts(surface, parts, parts.genera == 1)
    assert_closed_manifold(only.positions, only.faces)
    assert surface_parts(only).genera.tolist() == [1]
    everything: Surface = with_parts(surface, parts, np.ones(3, dtype=bool))
    assert everything is surface
