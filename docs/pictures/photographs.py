"""The window with photographs of a real object that it has sculpted, by the mouse and the keyboard."""

import time
from pathlib import Path

import numpy as np
from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QLineEdit

from app.ui.app_state import AppState
from app.ui.main_window import MainWindow
from pictures.clean_window import clean_window
from pictures.hand import Hand

SIZE = QSize(1440, 890)  # no higher, or the selected view has a row of its own
THEME = "dark"
MASKS = {"threshold": "0.19", "dilate_pixels": "10", "erode_pixels": "7"}
VIEW = 4  # the number of the one that is looked through
LONGEST_RUN_SECONDS = 900.0
STILL_SECONDS = 2.0  # until panels and viewport show all they have


def write_photographs_picture(path: Path, capture: Path) -> None:
    """Write a picture of the window that looks through a camera at what it has made, and say how well it fits.

    Args:
        path: of the picture.
        capture: photographs of a bright object before a dark wall, as the dinosaur of the Middlebury stereo benchmark.
    """
    with clean_window(SIZE, THEME) as (window, _):
        hand = Hand(window)
        window.open_path(capture)
        hand.until(lambda: window.controller.state is AppState.READY and window.controller.pictures is not None)
        _mask(window, hand)
        seconds = _sculpt(window, hand)
        _look(window, hand)
        hand.rest(STILL_SECONDS)
        hand.picture(with_arrow=False).save(path, optimize=True)
        print(f"{capture.name}: {_fit_in_words(window)}, {seconds:.0f} s")


def _mask(window: MainWindow, hand: Hand) -> None:
    """Make masks by brightness, for all views."""
    hand.click_tab("Mask")
    hand.click(hand.part("mask_threshold"))
    hand.rest(STILL_SECONDS)
    for name, text in MASKS.items():
        field = hand.part(f"edit-{name}").findChild(QLineEdit)
        assert field is not None
        hand.type_into(field, text)
    hand.click(hand.part("mask_apply_all"))
    hand.until(lambda: window.document.undo_stack.count() == 1)


def _sculpt(window: MainWindow, hand: Hand) -> float:
    """Press Start and wait for the end; return the seconds in between."""
    begin = time.monotonic()
    hand.click(hand.part("start_pause_button"))
    hand.until(lambda: window.controller.state is AppState.FINISHED, LONGEST_RUN_SECONDS)
    return time.monotonic() - begin


def _look(window: MainWindow, hand: Hand) -> None:
    """Show the photograph half through the mesh, and all views."""
    hand.click_tab("Views")
    view_id = window.document.cameras.ids[VIEW - 1]
    window.document.select((view_id,), view_id)
    tool = window.tool_bar.widgetForAction(window.actions_table["look_through"])
    assert tool is not None
    hand.click(tool)
    hand.rest(STILL_SECONDS)
    hand.click(hand.part("notice_close"))


def _fit_in_words(window: MainWindow) -> str:
    pictures = window.controller.pictures
    assert pictures is not None
    ious = [view.iou for view in pictures.thumbnails if view.iou is not None]
    return f"IoU {np.mean(ious):.4f} in the mean of {len(ious)} views, {min(ious):.4f} in the worst"
