"""Fields sampled only near their surface: signs everywhere, values where they matter, boxes around the inside."""

import numpy as np
import pytest
import torch
from torch import Tensor

from app.engine.carving.adaptive_grid import Box, DistanceField, occupied_box, sampled_field
from tests.support.carving import CPU


def ball_field(radius: float, center: tuple[float, float, float] = (0.1, -0.2, 0.05)) -> DistanceField:
    def field(points: Tensor) -> Tensor:
        away: Tensor = (points - torch.tensor(center)).norm(dim=1)
        return away - radius

    return field


def rod_field(points: Tensor) -> Tensor:
    """Along x + y, 0.02 in radius and 1 long."""
    along = (points @ torch.tensor([1.0, 1.0, 0.0])) / np.sqrt(2)
    foot = along.clamp(-0.5, 0.5)[:, None] * torch.tensor([1.0, 1.0, 0.0]) / np.sqrt(2)
    away: Tensor = (points - foot).norm(dim=1)
    return away - 0.02


@pytest.mark.parametrize("field", [ball_field(0.5), ball_field(0.03), rod_field])
def test_only_the_neighbourhood_of_the_surface_is_sampled_and_all_signs_are_right(field: DistanceField) -> None:
    grid = Box(np.array([-0.7, -0.8, -0.6]), np.array([0.8, 0.7, 0.6])).grid(96)
    counted: list[int] = []

    def counting(points: Tensor) -> Tensor:
        counted.append(len(points))
        return field(points)

    sampled = sampled_field(counting, grid, 1.0, CPU)
    axes = [torch.arange(n) * grid.spacing + start for n, start in zip(grid.shape, grid.origin, strict=True)]
    points = torch.stack(torch.meshgrid(*axes, indexing="ij"), dim=-1).reshape(-1, 3).float()
    exact = field(points).numpy().reshape(grid.shape)
    clear = np.abs(exact) > 1e-5
    assert np.array_equal((sampled < 0)[clear], (exact < 0)[clear])
    near = np.abs(exact) < 1.5 * grid.spacing
    np.testing.assert_allclose(sampled[near], exact[near], atol=1e-5)
    assert sum(counted) < 0.3 * exact.size


@pytest.mark.parametrize("radius", [0.6, 0.1, 0.004])
def test_the_box_holds_the_inside_and_little_more(radius: float) -> None:
    box = occupied_box(ball_field(radius), Box.cube(1.0), 1.0, CPU)
    assert box is not None
    center = np.array([0.1, -0.2, 0.05])
    assert (box.low <= center - radius).all()
    assert (box.high >= center + radius).all()
    assert box.longest_side < 2 * radius + 0.03


def test_a_field_without_an_inside_has_no_box() -> None:
    assert occupied_box(lambda points: points.norm(dim=1) + 0.2, Box.cube(1.0), 1.0, CPU) is None


def test_a_box_closes_what_goes_beyond_it() -> None:
    closed = Box.cube(0.5).closing(lambda points: torch.full((len(points),), -torch.inf))
    torch.testing.assert_close(closed(torch.tensor([[0.0, 0, 0.2], [0.8, 0, 0]])), torch.tensor([-0.3, 0.3]))


def test_a_grid_covers_its_box_in_cubes() -> None:
    box = Box(np.array([0.0, 0.0, 0.0]), np.array([2.0, 1.1, 0.3]))
    grid = box.grid(64)
    assert grid.cells == (64, 40, 16)
    assert (grid.origin <= box.low).all()
    assert (grid.origin + grid.spacing * np.array(grid.cells) >= box.high - 1e-9).all()


@pytest.mark.parametrize("high", [(0.0, 1, 1), (1, np.nan, 1), (1, 1)])
def test_a_box_needs_an_extent(high: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="Box: high"):
        Box(np.zeros(3), np.array(high))
