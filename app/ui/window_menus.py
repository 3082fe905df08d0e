"""The window's menus: those of the table of actions, and what is in no table."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtWidgets import QMainWindow

from app.ui.action_table import ActionTable
from app.ui.panel_docks import PanelDocks
from app.ui.preferences import Preferences
from app.ui.recent_files import RecentFilesMenu
from app.ui.samples_menu import SamplesMenu


def fill_menus(
    window: QMainWindow,
    table: ActionTable,
    preferences: Preferences,
    docks: PanelDocks,
    open_path: Callable[[Path], None],
) -> None:
    """Fill the menu bar.

    Args:
        window: has the bar.
        table: the actions.
        preferences: knows the recent files.
        docks: the panels, which can be shown and hidden.
        open_path: what the choice of a file does.
    """
    bar = window.menuBar()
    assert bar is not None
    menus = table.fill(bar)
    recent_files, samples = RecentFilesMenu(preferences, window), SamplesMenu(window)
    in_file_menu = menus["&File"].actions()
    after_open = in_file_menu[in_file_menu.index(table["open_folder"]) + 1]
    for menu in (recent_files, samples):
        menu.chosen.connect(open_path)
        menus["&File"].insertMenu(after_open, menu)
    panels = menus["&View"].addMenu("&Panels")
    assert panels is not None
    panels.addActions(docks.toggle_actions())
