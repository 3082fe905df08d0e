# SPDX-License-Identifier: MIT
"""A fit that was saved goes on as if it had never been put away."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.history import Keyframe
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.snapshot import Snapshot, StepReport
from app.engine.fitting.subject_colours import subject_colours
from app.engine.meshes.model import Model
from app.engine.meshes.normals import vertex_normals
from app.engine.project.files import read_project, write_project
from app.engine.project.project import Project
from app.engine.targets.rendered import RenderedTargets
from tests.support.fits import QUICK, ellipsoid, session, views_around


def saved_after(fit: FitSession, reports: list[StepReport]) -> Project:
    """The project of a fit of the ellipsoid that stands where `fit` does."""
    mesh, model = fit.mesh(), Model("ellipsoid", None, ellipsoid())
    normals = vertex_normals(mesh.positions, mesh.faces).astype("float32")
    snapshot = Snapshot(1, fit.step_count, mesh.positions, mesh.faces, normals, fit.iou_per_view(), (), fit.state())
    cameras, log = CameraSet(tuple(views_around(model.mesh))), RunLog()
    log.add_reports(reports)
    return Project(model, cameras, fit.settings, log, (Keyframe(snapshot, cameras),), snapshot)


@pytest.mark.parametrize("optimizer", ["uniform_adam", "adam"])
@pytest.mark.parametrize("parametrization", ["large_steps", "vertices"])
def test_next_losses_are_the_same(tmp_path: Path, optimizer: str, parametrization: str) -> None:
    settings = replace(QUICK, optimizer=optimizer, parametrization=parametrization, learning_rate=0.02)
    fit = session(settings)
    reports = [fit.step() for _ in range(15)]
    fit.set_settings(replace(settings, steps=60, learning_rate=0.03))  # the plan is no longer that of the settings
    reports += [fit.step() for _ in range(15)]
    path = tmp_path / "ellipsoid.photosculpture"
    write_project(path, saved_after(fit, reports))
    expected = [fit.step() for _ in range(10)]

    read = read_project(path)
    assert read.snapshot is not None
    assert isinstance(read.subject, Model)
    source = RenderedTargets(read.subject.mesh, read.subject.frame, torch.device("cpu"))
    resumed = FitSession(read.snapshot.state, read.cameras.views, source)
    assert [resumed.step() for _ in range(10)] == expected
    assert read.run_log.last == reports[-1]


@pytest.mark.parametrize("colour", ["vertex", "texture"])
def test_next_losses_are_the_same_in_colour(tmp_path: Path, colour: str) -> None:
    model = Model("ellipsoid", None, replace(ellipsoid(), colours=SurfaceColours(np.array([0.7, 0.4, 0.1]))))
    pictures = subject_colours(model, torch.device("cpu"))
    settings = replace(QUICK, colour=colour, colour_from=0.1, shading_from=0.2, texture_size_pixels=32)
    settings = replace(settings, fit_light="on", fit_background="on", fit_exposure="on", dssim_weight=0.1)
    fit = session(settings, pictures=pictures)
    reports = [fit.step() for _ in range(25)]
    path = tmp_path / "ellipsoid.photosculpture"
    write_project(path, replace(saved_after(fit, reports), subject=model))
    expected = [fit.step() for _ in range(8)]

    read = read_project(path)
    assert read.snapshot is not None and isinstance(read.subject, Model)
    source = RenderedTargets(read.subject.mesh, read.subject.frame, torch.device("cpu"))
    pictures = subject_colours(read.subject, torch.device("cpu"))
    resumed = FitSession(read.snapshot.state, read.cameras.views, source, pictures)
    assert [resumed.step() for _ in range(8)] == expected
    assert expected[0].colour > 0 and expected[0].structure > 0
