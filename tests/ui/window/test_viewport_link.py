# SPDX-License-Identifier: MIT
"""What is done in the viewport, and what it is given to show for it."""

import pytest

from app.engine.cameras.orbit_angles import OrbitAngles, placed
from tests.support.windows import WindowAtWork


def test_a_drag_that_is_cancelled_leaves_no_preview_behind(
    at_work: WindowAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[str, object] = {}
    viewport, pictures = at_work.window.viewport, at_work.controller.pictures
    assert pictures is not None and at_work.document.model is not None
    target = pictures.thumbnails[0].target
    monkeypatch.setattr(viewport, "set_thumbnail", shown.__setitem__)
    center = at_work.document.model.mesh.center
    for azimuth in (100.0, 200.0, 300.0):
        viewport.view_drag_moved.emit("view-01", placed(center, OrbitAngles(azimuth, 10.0, 3.0), 40.0))
        at_work.spin(5)
    at_work.until(lambda: "view-01" in shown)
    assert shown["view-01"] is not target
    viewport.view_drag_moved.emit("view-01", placed(center, OrbitAngles(50.0, 10.0, 3.0), 40.0))
    viewport.view_drag_cancelled.emit("view-01")
    assert shown["view-01"] is target
    at_work.spin(300)
    assert shown["view-01"] is target
