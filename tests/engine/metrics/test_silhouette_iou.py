"""Intersection over union of silhouettes, counted by hand."""

import torch

from app.engine.metrics.silhouette_iou import silhouette_iou


def test_counts_by_hand() -> None:
    inside = torch.tensor([[[True, True], [False, False]]])
    target = torch.tensor([[[True, False], [True, False]]])
    assert silhouette_iou(inside, target).tolist() == [1 / 3]


def test_unknown_pixels_do_not_count() -> None:
    inside = torch.tensor([[[True, True], [False, False]]])
    target = torch.tensor([[[True, False], [True, False]]])
    weight = torch.tensor([[[1.0, 0.0], [0.5, 1.0]]])
    assert silhouette_iou(inside, target, weight).tolist() == [0.5]


def test_each_view_counts_for_itself_and_two_empty_ones_agree() -> None:
    inside = torch.zeros(3, 4, 4, dtype=torch.bool)
    target = inside.clone()
    inside[0, :2] = target[0, :2] = target[2, 0] = True
    assert silhouette_iou(inside, target).tolist() == [1.0, 1.0, 0.0]
