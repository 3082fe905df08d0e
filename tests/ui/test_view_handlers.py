# SPDX-License-Identifier: MIT
"""What the menu View does to the viewport."""

from PyQt6 import sip
from pytestqt.qtbot import QtBot

from app.ui.handlers.view_handlers import ViewHandlers
from app.ui.panels.selected_view_panel import SelectedViewPanel
from app.ui.theme import ThemeChoice, apply_theme, theme
from app.ui.viewport.viewport import Viewport
from tests.support.runs import quiet_run


def test_colours_follow_the_theme_as_long_as_the_viewport_lives(qtbot: QtBot) -> None:
    viewport, panel = Viewport(), SelectedViewPanel(*quiet_run())
    qtbot.addWidget(panel)
    handlers = ViewHandlers(viewport, panel, lambda: None)
    apply_theme(ThemeChoice.DARK)
    assert viewport.display.colours == handlers.display.colours == theme()
    dark = handlers.display.colours
    sip.delete(viewport)
    apply_theme(ThemeChoice.LIGHT)
    assert handlers.display.colours == dark
