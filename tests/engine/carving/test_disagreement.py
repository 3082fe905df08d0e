"""How far silhouettes contradict each other: nothing where they are exact, the pixels by which one is wrong."""

import dataclasses

import numpy as np
import pytest
import torch

from app.engine.cameras.rig_settings import RigSettings
from app.engine.carving.disagreement import disagreement_pixels
from app.engine.carving.view_cones import view_cones
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import Target

CPU = torch.device("cpu")
BALL = Mesh(icosphere(4).positions * [1.0, 0.8, 0.6], icosphere(4).faces)
FRAME = Frame.around(BALL)
VIEWS = RigSettings(views=8, resolution=96).around(BALL).views
TARGETS = RenderedTargets(BALL, FRAME, CPU).targets(VIEWS)


def narrower(target: Target, pixels: float) -> Target:
    return dataclasses.replace(target, distance_pixels=target.distance_pixels + pixels)


def test_exact_silhouettes_do_not_contradict_each_other() -> None:
    assert disagreement_pixels(view_cones(VIEWS, TARGETS, FRAME)) < 0.1


def test_half_the_silhouettes_too_narrow_contradict_the_others_by_about_as_much() -> None:
    targets = [narrower(target, 3.0 * (index % 2)) for index, target in enumerate(TARGETS)]
    assert disagreement_pixels(view_cones(VIEWS, targets, FRAME)) == pytest.approx(2.5, abs=1.0)


def test_one_view_contradicts_nobody() -> None:
    assert disagreement_pixels(view_cones(VIEWS[:1], TARGETS[:1], FRAME)) == 0.0


def test_unknown_outlines_are_not_asked() -> None:
    wrong = dataclasses.replace(narrower(TARGETS[0], 8.0), weight=torch.zeros(96, 96))
    assert disagreement_pixels(view_cones(VIEWS, [wrong, *TARGETS[1:]], FRAME)) < 0.1
    assert np.isfinite(disagreement_pixels(view_cones(VIEWS[:1], [wrong], FRAME)))
