# SPDX-License-Identifier: MIT
"""What a fit with colours shows before its first update."""

from dataclasses import replace

import numpy as np
import pytest

from app.engine.fitting.commands import Open
from app.engine.fitting.present_fit import PresentFit
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import ColourPicture
from app.engine.meshes.model import Model
from tests.support.fits import ellipsoid, views_around

PAINTED = FitSettings(
    start="model",
    remeshing="off",
    fit_positions="off",
    colour="vertex",
    colour_from=0.0,
    first_colours="grey",
    colour_learning_rate=0.02,
    device="cpu",
)


def fit(settings: FitSettings) -> PresentFit:
    model = Model("ellipsoid", None, ellipsoid())
    views = views_around(model.mesh, 3)
    present = PresentFit(Open(1, model, views, settings))
    present.show_view(views[0].id)
    return present


def shown(present: PresentFit) -> ColourPicture | None:
    selected = present.pictures().selected
    assert selected is not None
    return selected.colour


def test_colours_that_are_due_at_once_are_shown_as_they_begin() -> None:
    present = fit(PAINTED)
    first = shown(present)
    assert first is not None and first.gradient is None
    assert present.session.state().colours is None, "showing them begins nothing"
    looked_at, unseen = present.session.step(), fit(PAINTED).session
    assert looked_at == unseen.step()
    after = shown(present)
    assert after is not None and after.gradient is not None
    assert not np.array_equal(after.rendered, first.rendered)


@pytest.mark.parametrize("change", [{"colour": "off"}, {"colour_from": 0.4}, {"start": "best"}, {"start": "hull"}])
def test_colours_that_come_later_are_not(change: dict[str, str | float]) -> None:
    assert shown(fit(replace(PAINTED, **change))) is None  # type: ignore[arg-type]
