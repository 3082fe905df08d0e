# SPDX-License-Identifier: MIT
"""What the loop answers when it is asked about the mesh and the views."""

import numpy as np
import pytest

from app.engine.cameras.camera_matrices import eye_world
from app.engine.fitting.commands import (
    PreviewTarget,
    Run,
    ShowReading,
    ShowView,
    Stop,
    SuggestView,
)
from app.engine.fitting.events import (
    CommandRejected,
    MeshMeasured,
    Paused,
    Started,
    ViewSuggested,
)
from app.engine.fitting.fit_channels import FitChannels
from app.engine.fitting.fit_loop import fit_loop
from app.engine.fitting.readings import Quantity
from tests.support.fit_loops import MODEL, carried_out, opened, running
from tests.support.fits import QUICK, views_around


def test_distances_from_the_model_are_told_where_asked_for() -> None:
    _, plain, _ = carried_out(opened())
    _, told, _ = carried_out(opened(), ShowReading(Quantity.DISTANCE))
    assert plain.reading is None
    assert told.reading is not None
    along_x = np.argmax(told.positions_world[:, 0])
    assert told.reading.values[along_x] == pytest.approx(np.linalg.norm(told.positions_world[along_x]) - 1, abs=0.05)


def test_how_sound_the_mesh_is_is_told_once_at_rest() -> None:
    with running(QUICK) as channels:
        while not isinstance(told := channels.events.get(timeout=60), MeshMeasured):
            pass
        assert (told.step, told.quality.watertight, told.quality.genus) == (0, True, 0)
        channels.commands.put(ShowView(None))
        channels.commands.put(Run(steps=2))
        after = [channels.events.get(timeout=60) for _ in range(3)]
        assert [type(item) for item in after] == [Started, Paused, MeshMeasured]


def test_a_view_is_suggested_that_is_none_of_those_there_are() -> None:
    views = views_around(MODEL.mesh)[:3]
    events, _, _ = carried_out(opened(views=views), Run(steps=2), SuggestView())
    (suggested,) = [item for item in events if isinstance(item, ViewSuggested)]
    assert suggested.view.image_size == views[0].image_size
    assert 0 < suggested.opened_share <= 1
    assert 0 < suggested.unconstrained_share < 1
    gaps = [np.linalg.norm(eye_world(suggested.view.placement) - eye_world(view.placement)) for view in views]
    assert min(gaps) > 0.5
    events, _, _ = carried_out(opened(views=[]), SuggestView())
    assert any(isinstance(item, CommandRejected) for item in events)


def test_a_preview_shows_roughly_what_the_target_will() -> None:
    (view, *_) = views_around(MODEL.mesh, image_size=(256, 256))
    channels = FitChannels()
    for command in (opened(views=[view]), PreviewTarget(view), Stop()):
        channels.commands.put(command)
    fit_loop(channels)
    preview, pictures = channels.previews.take(), channels.pictures.take()
    assert preview is not None and pictures is not None
    difference = preview.target.astype(float) - pictures.thumbnails[0].target
    assert np.abs(difference).mean() < 2.0
