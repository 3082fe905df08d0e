# SPDX-License-Identifier: MIT
"""Each edit of the cameras is one named step, and undo and redo lead back and forth over any of them."""

import numpy as np
import pytest
from PyQt6.QtWidgets import QApplication

from app.engine.cameras.rigs import ring_rig
from app.ui import camera_edits as edits
from app.ui.document import Document
from tests.support.views import CENTER, ball_document

RING = ring_rig(3, 10.0, CENTER, 2.0)
pytestmark = pytest.mark.usefixtures("qapp")


def last_text(document: Document) -> str:
    return document.undo_stack.undoText()


def test_what_is_added_is_selected() -> None:
    document = ball_document(4)
    edits.add_rig(document, RING, replace_all=False)
    assert list(document.selected_ids) == ["view-05", "view-06", "view-07"]
    assert last_text(document) == "Add 3 cameras"
    assert edits.add_camera(document, RING.views[0].placement, (32, 48)) == "view-08"
    assert [*document.selected_ids, document.current_id] == ["view-08", "view-08"]
    edits.duplicate_views(document, ("view-01", "view-02"))
    assert list(document.selected_ids) == ["view-09", "view-10"]
    edits.add_rig(document, RING, replace_all=True)
    assert document.cameras.ids == RING.ids
    assert last_text(document) == "Replace all cameras by 3"
    assert document.undo_stack.count() == 4


def test_deleting_selects_what_comes_next() -> None:
    document = ball_document(5)
    edits.delete_views(document, ("view-02", "view-03"))
    assert list(document.selected_ids) == ["view-04"]
    assert last_text(document) == "Delete 2 cameras"
    edits.delete_views(document, ("view-05",))
    assert list(document.selected_ids) == ["view-04"]
    edits.delete_views(document, document.cameras.ids)
    assert [*document.selected_ids, document.current_id] == [None]
    document.undo_stack.setIndex(0)
    assert len(document.cameras) == 5


def test_what_changes_nothing_is_no_step() -> None:
    document = ball_document(2)
    edits.enable_views(document, document.cameras.ids, True)
    edits.delete_views(document, ())
    edits.duplicate_views(document, ())
    edits.set_resolution(document, 64)
    assert document.undo_stack.count() == 0


def test_a_number_out_of_range_changes_nothing() -> None:
    document = ball_document(2)
    before = document.cameras
    with pytest.raises(ValueError, match="Elevation must lie between -89 and 89, got 95"):
        edits.set_number(document, ("view-01",), "elevation_degrees", 95.0)
    assert document.cameras is before
    assert document.undo_stack.count() == 0


def random_edit(document: Document, generator: np.random.Generator) -> None:
    chosen = tuple(view_id for view_id in document.cameras.ids if generator.random() < 0.3)
    placement = RING.views[generator.integers(3)].placement
    name = str(generator.choice(["azimuth_degrees", "elevation_degrees", "distance_world", "fov_y_degrees"]))
    kind = generator.integers(9)
    if kind == 0:
        edits.add_rig(document, RING, replace_all=bool(generator.random() < 0.3))
    elif kind == 1:
        edits.add_camera(document, placement, (16, 16))
    elif kind == 2:
        edits.duplicate_views(document, chosen)
    elif kind == 3:
        edits.delete_views(document, chosen)
    elif kind == 4:
        edits.enable_views(document, chosen, bool(generator.random() < 0.5))
    elif kind == 5:
        edits.toggle_views(document, chosen)
    elif kind == 6:
        edits.set_number(document, chosen, name, float(generator.uniform(1, 80)))
    elif kind == 7:
        edits.set_resolution(document, int(generator.integers(8, 99)))
    elif chosen:
        edits.move_camera(document, chosen[0], placement)


@pytest.mark.parametrize("seed", range(10))
def test_undo_and_redo_over_random_edits(seed: int, qapp: QApplication) -> None:
    generator = np.random.default_rng(seed)
    document = ball_document(4, with_photo=True)
    after = [document.cameras]
    for _ in range(40):
        random_edit(document, generator)
        if document.undo_stack.count() == len(after):
            after.append(document.cameras)
        assert document.undo_stack.count() == len(after) - 1
    for _ in range(60):
        step = int(generator.integers(len(after)))
        document.undo_stack.setIndex(step)
        assert document.cameras is after[step]
        assert set(document.selected_ids) <= set(document.cameras.ids)
        assert document.current_id in document.cameras.ids or len(document.cameras) == 0
