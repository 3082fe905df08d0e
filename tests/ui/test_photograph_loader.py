# SPDX-License-Identifier: MIT
"""Photographs are decoded beside the window, each once."""

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.engine.captures.capture import Photograph
from app.ui.photograph_loader import PhotographLoader

if TYPE_CHECKING:
    from numpy.typing import NDArray


def photographs(*names: str) -> dict[str, Photograph]:
    rng = np.random.default_rng(2)
    return {name: Photograph.of(rng.integers(0, 255, (60, 300, 3), dtype=np.uint8)) for name in names}


def test_every_photograph_gets_a_small_picture(qtbot: QtBot) -> None:
    owner = QObject()
    loader = PhotographLoader(owner)
    made: dict[str, NDArray[np.uint8]] = {}
    loader.thumbnail_made.connect(made.__setitem__)
    loader.open(photographs("a", "b", "c"))
    qtbot.waitUntil(lambda: len(made) == 3)
    assert {picture.shape for picture in made.values()} == {(26, 128, 3)}
    assert abs(float(made["a"].mean()) - 127) < 5


def test_colours_come_when_they_are_asked_for(qtbot: QtBot) -> None:
    owner = QObject()
    loader = PhotographLoader(owner)
    known = photographs("a", "b")
    loader.open(known, thumbnails=False)
    assert loader.colours("elsewhere") is None
    with qtbot.waitSignal(loader.decoded) as told:
        assert loader.colours("b") is None
    assert told.args == ["b"]
    assert loader.colours("b") is known["b"].colours
    assert "colours" not in vars(known["a"])


def test_of_another_capture_nothing_comes_any_more(qtbot: QtBot) -> None:
    owner = QObject()
    loader = PhotographLoader(owner)
    made: list[str] = []
    loader.thumbnail_made.connect(lambda name, _: made.append(name))
    loader.open(photographs("a", "b"))
    loader.open(photographs("c"))
    qtbot.waitUntil(lambda: bool(made))
    qtbot.wait(100)
    assert made == ["c"]
