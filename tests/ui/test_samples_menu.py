# SPDX-License-Identifier: MIT
"""The models that come with the program are in a menu, all of them."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.ui.samples_menu import SAMPLES, SamplesMenu

MODELS = Path(__file__).parents[2] / "data" / "models"


def test_every_bundled_model_has_a_name() -> None:
    assert {sample.path.resolve() for sample in SAMPLES} == {path.resolve() for path in MODELS.iterdir()}
    letters = [sample.text[sample.text.index("&") + 1].lower() for sample in SAMPLES]
    assert len(set(letters)) == len(letters)


def test_choosing_one_brings_its_path(qtbot: QtBot) -> None:
    menu = SamplesMenu()
    qtbot.addWidget(menu)
    chosen: list[Path] = []
    menu.chosen.connect(chosen.append)
    for action in menu.actions():
        assert action.toolTip()
        action.trigger()
    assert chosen == [sample.path for sample in SAMPLES]
