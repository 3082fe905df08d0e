# SPDX-License-Identifier: MIT
"""What a fit starts from."""

from pathlib import Path

import numpy as np
import pytest
import torch

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.commands import Open
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.present_fit import PresentFit
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_file, start_mesh
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.model import Model
from app.engine.targets.rendered import RenderedTargets
from tests.support.captures import photographed
from tests.support.fits import ellipsoid, views_around

FROM_MODEL = FitSettings(start="model", remeshing="off", device="cpu")


def test_words_are_no_files() -> None:
    assert [start_file(FitSettings(start=word)) for word in ("best", "sphere", "hull", "model")] == [None] * 4
    assert start_file(FitSettings(start="cup.obj")) == Path("cup.obj")


def test_the_model_itself_is_taken_without_its_seams() -> None:
    whole = ellipsoid()
    loose = Mesh(
        whole.positions[whole.faces].reshape(-1, 3), np.arange(whole.faces.size, dtype=np.int32).reshape(-1, 3)
    )
    model = Model("loose", None, loose)
    assert start_mesh(FROM_MODEL, model.frame, model.mesh) is model.mesh
    views, source = views_around(model.mesh), RenderedTargets(model.mesh, model.frame, torch.device("cpu"))
    fit = FitSession.started(model.mesh, model.frame, views, source, FROM_MODEL)
    mesh = fit.mesh()
    assert len(mesh.positions) == len(whole.positions)
    found = np.sort(mesh.positions, axis=0)
    np.testing.assert_allclose(found, np.sort(whole.positions, axis=0), atol=1e-6)


def test_a_fit_of_a_model_opens_with_it() -> None:
    model = Model("ellipsoid", None, ellipsoid())
    fit = PresentFit(Open(1, model, views_around(model.mesh), FROM_MODEL))
    np.testing.assert_allclose(fit.session.mesh().positions, model.mesh.welded().positions, atol=1e-6)


def test_photographs_hold_no_model_to_start_from() -> None:
    model = Model("ellipsoid", None, ellipsoid())
    capture, cameras = photographed(model, CameraSet(tuple(views_around(model.mesh, 3))))
    with pytest.raises(ValueError, match=r"^photographs hold no model to start from: choose best, hull, sphere or"):
        PresentFit(Open(1, capture, cameras.views, FROM_MODEL))
