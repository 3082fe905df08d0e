"""Targets and their groups: what a target may hold, grouping by size, soft targets."""

import pytest
import torch

from app.engine.targets.target_set import Target, TargetSet, grouped_targets
from renderer_cuda import coverage_from_distance

CPU = torch.device("cpu")


def target(name: str, height: int = 4, width: int = 5, weight: torch.Tensor | None = None) -> Target:
    generator = torch.Generator().manual_seed(len(name))
    mask = torch.rand(height, width, generator=generator)
    return Target(name, mask, 8 * (0.5 - mask), weight)


@pytest.mark.parametrize(
    ("mask", "distance", "weight", "message"),
    [
        (torch.zeros(4), torch.zeros(4), None, r"mask must have shape \(H, W\), got \(4,\)"),
        (torch.zeros(4, 0), torch.zeros(4, 0), None, r"mask must have shape \(H, W\), got \(4, 0\)"),
        (torch.full((2, 2), 1.5), torch.zeros(2, 2), None, r"mask must be finite and in \[0, 1\], got 1.5 to 1.5"),
        (torch.zeros(2, 2), torch.zeros(2, 3), None, r"distance_pixels must be float32 of shape \(2, 2\)"),
        (torch.zeros(2, 2), torch.zeros(2, 2, dtype=torch.float64), None, "distance_pixels must be float32"),
        (torch.zeros(2, 2), torch.full((2, 2), torch.nan), None, "distance_pixels must be finite"),
        (torch.zeros(2, 2), torch.zeros(2, 2), torch.full((2, 2), -1.0), "weight must be finite and in"),
    ],
)
def test_rejects(mask: torch.Tensor, distance: torch.Tensor, weight: torch.Tensor | None, message: str) -> None:
    with pytest.raises(ValueError, match=f"Target: {message}"):
        Target("a", mask, distance, weight)


def test_views_are_grouped_by_size_in_order() -> None:
    targets = [target("a"), target("bb", 6, 7), target("ccc")]
    first, second = grouped_targets(targets, CPU)
    assert (first.image_size, first.members) == ((4, 5), (0, 2))
    assert (second.image_size, second.members) == ((6, 7), (1,))
    assert torch.equal(first.masks[1], targets[2].mask)
    assert torch.equal(second.distances_pixels[0], targets[1].distance_pixels)
    assert first.weights is None


def test_in_a_group_a_target_without_weight_counts_everywhere() -> None:
    (group,) = grouped_targets([target("a"), target("b", weight=torch.zeros(4, 5))], CPU)
    assert group.weights is not None
    assert group.weights.sum((1, 2)).tolist() == [20.0, 0.0]


def test_soft_targets_are_the_renderer_s_curve_and_are_kept() -> None:
    targets = TargetSet(grouped_targets([target("a"), target("bb", 6, 7)], CPU))
    soft = targets.soft(1.5)
    for group, image in zip(targets.groups, soft, strict=True):
        torch.testing.assert_close(image, coverage_from_distance(group.distances_pixels, 1.5))
    assert targets.soft(1.5) is soft
    assert not torch.equal(targets.soft(0.5)[0], soft[0])
