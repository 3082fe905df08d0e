# SPDX-License-Identifier: MIT
"""What is read off a mesh belongs to that mesh, whatever was read before."""

import numpy as np
import pytest
import torch

from app.engine.fitting.fit_views import FitViews
from app.engine.fitting.reading_maker import ReadingMaker
from app.engine.fitting.readings import Quantity
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.targets.rendered import RenderedTargets
from tests.support.fits import ellipsoid, views_around
from tests.support.moments import moment

TARGET = ellipsoid()


def views(count: int = 6) -> FitViews:
    frame = Frame.around(TARGET)
    device = torch.device("cpu")
    source = RenderedTargets(TARGET, frame, device)
    return FitViews(views_around(TARGET, image_size=(96, 96))[:count], source, frame, device, "none")


@pytest.mark.parametrize("quantity", Quantity)
def test_a_mesh_with_other_faces_is_read_at_once(quantity: Quantity) -> None:
    maker, all_views = ReadingMaker(TARGET), views()
    maker.wanted = quantity
    for level in (2, 3, 1, 3):
        mesh = icosphere(level)
        reading = maker.of_present(mesh, all_views, at_rest=False)
        assert reading is not None
        assert reading.quantity is quantity
        assert reading.values.shape == (len(mesh.positions),)


def test_a_mesh_that_only_moves_may_wait_until_it_rests() -> None:
    maker, all_views = ReadingMaker(TARGET), views()
    maker.wanted = Quantity.DISTANCE
    sphere = icosphere(3)
    first = maker.of_present(sphere, all_views, at_rest=False)
    moved = Mesh(2 * sphere.positions, sphere.faces)
    maker._due_seconds = np.inf
    assert maker.of_present(moved, all_views, at_rest=False) is first
    at_rest = maker.of_present(moved, all_views, at_rest=True)
    assert first is not None and at_rest is not None
    assert at_rest.values.min() > first.values.min() + 0.5


def test_another_quantity_is_read_at_once_and_none_if_none_is_wanted() -> None:
    maker, all_views = ReadingMaker(TARGET), views()
    assert maker.of_present(TARGET, all_views, at_rest=True) is None
    maker.wanted = Quantity.DISTANCE
    assert maker.of_present(TARGET, all_views, at_rest=False) is not None
    maker._due_seconds = np.inf
    maker.wanted = Quantity.CONSTRAINT
    reading = maker.of_present(TARGET, all_views, at_rest=False)
    assert reading is not None
    assert reading.quantity is Quantity.CONSTRAINT


def test_more_views_determine_more_and_none_determine_nothing() -> None:
    maker = ReadingMaker(TARGET)
    maker.wanted = Quantity.CONSTRAINT
    means = []
    for count in (0, 1, 3, 6):
        reading = maker.of_present(TARGET, views(count), at_rest=True)
        assert reading is not None
        assert 0 <= reading.values.min() <= reading.values.max() <= 1
        means.append(float(reading.values.mean()))
    assert means[0] == 0
    assert means[0] < means[1] < means[2] < means[3]


def test_an_earlier_moment_is_read_with_its_own_vertices() -> None:
    maker = ReadingMaker(TARGET)
    assert maker.of_moment(moment(3, level=2), views) is None
    for quantity in Quantity:
        maker.wanted = quantity
        reading = maker.of_moment(moment(3, level=2), views)
        assert reading is not None
        assert len(reading.values) == len(moment(3, level=2).positions_world)
