# SPDX-License-Identifier: MIT
"""The window shows what the views leave open, and adds the camera that helps most."""

from PyQt6.QtCore import Qt

from app.engine.fitting.readings import Quantity
from app.ui import camera_edits
from app.ui.viewport.display import DisplayMode
from tests.support.windows import WindowAtWork

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_the_next_best_view_is_one_camera_more_that_undo_takes_back(at_work: WindowAtWork) -> None:
    action = at_work.window.actions_table["suggest_view"]
    assert not action.isEnabled()
    assert "No step has been done yet." in action.toolTip()
    camera_edits.delete_views(at_work.document, at_work.document.cameras.ids[4:])
    at_work.run_to(2)
    at_work.until(action.isEnabled)
    before = at_work.document.cameras
    at_work.key(Qt.Key.Key_N, SHIFT)
    at_work.until(lambda: len(at_work.document.cameras) == 5)
    (added,) = at_work.document.selected_ids
    assert added not in before.ids
    assert at_work.document.cameras[added].image_size == before.views[0].image_size
    assert at_work.messages()[-1].startswith(f"Added {added}, which looks from ")
    at_work.document.undo_stack.undo()
    assert at_work.document.cameras == before


def test_without_an_enabled_camera_there_is_no_advice(at_work: WindowAtWork) -> None:
    at_work.run_to(2)
    at_work.until(at_work.window.actions_table["suggest_view"].isEnabled)
    camera_edits.enable_views(at_work.document, at_work.document.cameras.ids, False)
    action = at_work.window.actions_table["suggest_view"]
    at_work.until(lambda: not action.isEnabled())
    assert "Enable at least one camera first." in action.toolTip()


def test_the_key_5_shows_what_the_views_determine_and_follows_the_cameras(at_work: WindowAtWork) -> None:
    at_work.run_to(2)
    at_work.key(Qt.Key.Key_5)
    assert at_work.window.viewport.display.mode is DisplayMode.CONSTRAINT

    def mean() -> float:
        snapshot = at_work.controller.snapshot
        reading = None if snapshot is None else snapshot.reading
        return -1.0 if reading is None or reading.quantity is not Quantity.CONSTRAINT else float(reading.values.mean())

    at_work.until(lambda: mean() >= 0)
    with_twelve = mean()
    camera_edits.enable_views(at_work.document, at_work.document.cameras.ids[2:], False)
    at_work.until(lambda: mean() < with_twelve - 0.1)
