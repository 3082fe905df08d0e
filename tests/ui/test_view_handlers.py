# SPDX-License-Identifier: MIT
"""What the menu View does to the viewport, and what of it is the user's choice."""

import dataclasses

import pytest
from PyQt6 import sip
from pytestqt.qtbot import QtBot

from app.ui.action_table import ActionTable
from app.ui.actions import ACTIONS
from app.ui.handlers.view_handlers import ViewHandlers
from app.ui.panels.selected_view_panel import SelectedViewPanel
from app.ui.theme import ThemeChoice, apply_theme, theme
from app.ui.viewport.display import DisplayMode
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


class ViewMenu:
    """The actions of the menu over a viewport, which begin with wireframes as the user chose them once."""

    def __init__(self, qtbot: QtBot) -> None:
        self.viewport, panel = Viewport(), SelectedViewPanel(*quiet_run())
        for widget in (panel, self.viewport):
            qtbot.addWidget(widget)
        self.handlers = ViewHandlers(self.viewport, panel, lambda: None)
        by_id = self.handlers.by_id()
        self.table = ActionTable({spec.id: by_id.get(spec.id, lambda *_: None) for spec in ACTIONS}, panel)
        self.handlers.note_choices(self.table)
        self.remembered = dataclasses.replace(self.handlers.display, mode=DisplayMode.WIREFRAME, grid=False)
        self.handlers.begin(self.remembered, self.table)


@pytest.fixture
def menu(qtbot: QtBot) -> ViewMenu:
    return ViewMenu(qtbot)


def test_what_the_program_chooses_is_shown_and_not_remembered(menu: ViewMenu) -> None:
    menu.table["colour"].setChecked(True)
    assert menu.viewport.display.mode is menu.handlers.display.mode is DisplayMode.COLOUR
    assert menu.handlers.chosen == menu.remembered
    of_project = dataclasses.replace(menu.remembered, mode=DisplayMode.DEPTH, ghost=False, ghost_opacity=0.9)
    menu.handlers.show(of_project, menu.table)
    assert menu.viewport.display == of_project
    assert menu.handlers.chosen == menu.remembered


def test_what_the_user_chooses_is_remembered_and_nothing_besides(menu: ViewMenu) -> None:
    menu.table["colour"].setChecked(True)
    menu.table["ghost"].trigger()
    menu.handlers.set_ghost_opacity(70)
    assert menu.handlers.chosen == dataclasses.replace(menu.remembered, ghost=False, ghost_opacity=0.7)
    menu.table["colour"].trigger()  # it is shown already: now the user wants it too
    menu.viewport._edit_photograph(0.8, True, False)
    assert menu.handlers.chosen == dataclasses.replace(
        menu.remembered,
        mode=DisplayMode.COLOUR,
        ghost=False,
        ghost_opacity=0.7,
        photograph_blend=0.8,
        mesh_outline=False,
    )
