"""The pictures of a fit: each view's own target beside what it shows."""

from dataclasses import replace

import numpy as np
import torch

from app.engine.meshes.frame import Frame
from app.engine.targets.rendered import RenderedTargets
from tests.support.fits import ellipsoid, session, views_around


def test_each_picture_is_of_its_view_whatever_the_image_sizes() -> None:
    mesh = ellipsoid()
    views = [replace(view, image_size=(40, 48 + 8 * (i % 2))) for i, view in enumerate(views_around(mesh, 4))]
    fit = session(views=views)
    fit.step()
    pictures = {picture.view_id: picture for picture in fit.pictures()}
    targets = RenderedTargets(mesh, Frame.around(mesh), torch.device("cpu")).targets(views)
    assert pictures.keys() == {view.id for view in views}
    for target in targets:
        picture = pictures[target.view_id]
        np.testing.assert_array_equal(picture.target, target.mask.numpy())
        assert picture.rendered.shape == target.image_size
        both, either = picture.rendered > 0.5, picture.target > 0.5
        assert abs(picture.iou - (both & either).sum() / (both | either).sum()) < 0.02


def test_pictures_do_no_update() -> None:
    fit = session()
    fit.step()
    before = fit.positions_local()
    fit.pictures()
    assert fit.step_count == 1
    assert torch.equal(fit.positions_local(), before)
