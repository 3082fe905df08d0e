"""Targets of photographs: made from the masks that views carry, and made once."""

import dataclasses

import numpy as np
import torch

from app.engine.cameras.view import LookAt, View
from app.engine.cameras.view_mask import ViewMask
from app.engine.targets.photographed import PhotographedTargets

FRONT = LookAt(np.array([0.0, 0, 3]), np.zeros(3), np.array([0.0, 1, 0]))
CPU = torch.device("cpu")


def disc_mask(known: bool | None = None) -> ViewMask:
    y, x = np.mgrid[:40, :60] + 0.5
    coverage = np.where(np.hypot(x - 30, y - 20) < 12, 255, 0).astype(np.uint8)
    return ViewMask(coverage, None if known is None else np.full(coverage.shape, known))


def view(name: str, mask: ViewMask | None) -> View:
    return View(name, FRONT, (40, 60), mask=mask)


def test_a_target_is_made_from_the_mask_of_its_view() -> None:
    mask = disc_mask()
    (target,) = PhotographedTargets(CPU).targets([view("a", mask)])
    assert target.view_id == "a" and target.weight is None
    np.testing.assert_allclose(target.mask.numpy(), mask.coverage / 255)
    assert target.distance_pixels[20, 30] < -10.5 and target.distance_pixels[20, 50] > 7


def test_nothing_is_known_of_a_view_without_mask_or_without_a_known_pixel() -> None:
    for target in PhotographedTargets(CPU).targets([view("a", None), view("b", disc_mask(known=False))]):
        assert target.weight is not None and not target.weight.any() and not target.mask.any()


def test_only_targets_whose_mask_has_changed_are_made_anew() -> None:
    source = PhotographedTargets(CPU)
    views = [view("a", disc_mask()), view("b", disc_mask())]
    first = source.targets(views)
    edited = [dataclasses.replace(views[0], enabled=False), dataclasses.replace(views[1], mask=disc_mask())]
    second = source.targets(edited)
    assert second[0] is first[0] and second[1] is not first[1]
    assert source.targets(views)[1] is first[1]


def test_a_preview_is_the_mask_in_small() -> None:
    mask = disc_mask()
    small = PhotographedTargets(CPU).preview(view("a", mask), 30)
    assert tuple(small.shape) == (20, 30)
    assert abs(float(small.mean()) - mask.coverage.mean() / 255) < 1e-3
