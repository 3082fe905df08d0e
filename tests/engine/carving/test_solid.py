"""What stays of a field: bodies, not crumbs, cavities or what is in them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.carving.solid import solid
from app.engine.carving.surface_extraction import Grid, Surface
from app.engine.carving.surface_parts import SurfaceParts
from tests.support.carving import assert_closed_manifold

GRID = Grid(np.full(3, -1.0), 2 / 40, (40, 40, 40))
AXIS = np.linspace(-1, 1, 41)


def ball_field(radius: float, x: float = 0.0) -> NDArray[np.float32]:
    points = np.stack(np.meshgrid(AXIS, AXIS, AXIS, indexing="ij"), axis=-1)
    return np.asarray(np.linalg.norm(points - [x, 0, 0], axis=-1) - radius, dtype=np.float32)


def test_what_is_smaller_than_a_cell_is_left_out_without_asking() -> None:
    field = np.minimum(ball_field(0.3, -0.5), ball_field(0.3, 0.5))
    field[20, 20, 20] = -0.4 * GRID.spacing
    asked: list[int] = []

    def choice(_: Surface, parts: SurfaceParts) -> NDArray[np.bool_]:
        asked.append(parts.count)
        return parts.volumes > 0

    found = solid(field, GRID, None, choice)
    assert found is not None
    assert asked == [2]
    assert (found.parts, found.removed_parts, found.genus) == (2, 1, 0)
    assert found.volume == pytest.approx(2 * 4 / 3 * np.pi * 0.3**3, rel=0.02)
    assert_closed_manifold(found.surface.positions, found.surface.faces)


def test_a_cavity_and_a_body_in_it_are_left_out() -> None:
    field = np.minimum(np.maximum(ball_field(0.9), -ball_field(0.6)), ball_field(0.3))
    found = solid(field, GRID, 0.15)
    assert found is not None
    assert (found.parts, found.genus) == (1, 0)
    assert found.removed_parts == 1
    assert found.volume == pytest.approx(4 / 3 * np.pi * 0.9**3, rel=0.02)


def test_only_chosen_parts_stay() -> None:
    field = np.minimum(ball_field(0.4, -0.5), ball_field(0.2, 0.5))
    found = solid(field, GRID, 0.1, lambda _, parts: parts.volumes == parts.volumes.max())
    assert found is not None
    assert (found.parts, found.removed_parts) == (1, 1)
    assert found.surface.positions[:, 0].max() < 0


def test_nothing_may_be_left() -> None:
    assert solid(ball_field(-0.1), GRID, None) is None
    assert solid(ball_field(0.5), GRID, None, lambda _, parts: parts.volumes < 0) is None
