"""The window's panels as docks that can be moved, closed, and brought back."""

from collections.abc import Mapping
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from app.ui.icons import icon

_FIRST_WIDTH = 430
_ROOM_TO_DRAW = 470  # height of a panel that is drawn in
_ROOMY_HEIGHT = 900  # of the window, from which the selected view has a row of its own

_SHARES = {3: [30, 28, 42], 4: [24, 22, 23, 31]}  # of the height, by the number of rows

_TITLES = {  # by the names of the panels, from top to bottom; as in a menu, with the letter to reach each by
    "views": ("&Views", "image"),
    "cameras": ("&Cameras", "camera"),
    "selected_view": ("&Selected view", "xor"),
    "mask": ("&Mask", "mask"),
    "loss": ("&Loss", "chart"),
    "settings": ("S&ettings", "settings"),
    "log": ("L&og", "log"),
}


class PanelDocks:
    """Docks at the right of a window.

    Args:
        window: where they are.
        panels: by the names views, cameras, selected_view, mask, loss, settings and log.
    """

    def __init__(self, window: QMainWindow, panels: Mapping[str, QWidget]) -> None:
        self._window = window
        self._docks = {name: self._made(name, panels[name]) for name in _TITLES}
        self._left_out = {"mask"}

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def toggle_actions(self) -> list[QAction]:
        """Actions that show and hide them."""
        actions = []
        for dock in self._docks.values():
            action = dock.toggleViewAction()
            assert action is not None
            actions.append(action)
        return actions

    def offer(self, name: str, is_of_use: bool) -> None:
        """Show a panel behind the others of its place, or hide one that is of no use now."""
        self._left_out = self._left_out - {name} if is_of_use else self._left_out | {name}
        dock = self._docks[name]
        if dock.isHidden() == is_of_use:
            on_top = [other for other in self._window.tabifiedDockWidgets(dock) if not other.visibleRegion().isEmpty()]
            dock.setVisible(is_of_use)
            for other in on_top:
                other.raise_()

    def bring_up(self, name: str) -> None:
        """Show a panel before all others, with room to draw in it."""
        dock = self._docks[name]
        dock.show()
        dock.raise_()
        if dock.height() < _ROOM_TO_DRAW and not dock.isFloating():
            self._window.resizeDocks([dock], [_ROOM_TO_DRAW], Qt.Orientation.Vertical)

    def widen(self, name: str, share: float) -> None:
        """Give a panel at least such a share of the window's width."""
        dock, width = self._docks[name], round(share * self._window.width())
        if dock.width() < width and not dock.isFloating():
            self._window.resizeDocks([dock], [width], Qt.Orientation.Horizontal)

    def lay_out(self) -> None:
        """Put all of them where they are at first."""
        docks = self._docks
        for dock in docks.values():
            self._window.removeDockWidget(dock)
            dock.setFloating(False)
        right = Qt.DockWidgetArea.RightDockWidgetArea
        rows = [["views", "cameras", "selected_view", "mask"], ["loss"], ["settings", "log"]]
        if self._window.height() >= _ROOMY_HEIGHT:
            rows = [["views", "cameras"], ["selected_view", "mask"], ["loss"], ["settings", "log"]]
        for row in rows:
            self._window.addDockWidget(right, docks[row[0]])
            for name in row[1:]:
                self._window.tabifyDockWidget(docks[row[0]], docks[name])
        for name, dock in docks.items():
            dock.setVisible(name not in self._left_out)
        for row in rows:
            docks[row[0]].raise_()
        heads = [docks[row[0]] for row in rows]
        self._window.resizeDocks(heads, [_FIRST_WIDTH] * len(heads), Qt.Orientation.Horizontal)
        self._window.resizeDocks(heads, _SHARES[len(heads)], Qt.Orientation.Vertical)

    def _made(self, name: str, panel: QWidget) -> QDockWidget:
        title, symbol = _TITLES[name]
        dock = QDockWidget(title.replace("&", ""), self._window)
        entry = dock.toggleViewAction()
        assert entry is not None
        entry.setText(title)
        dock.setObjectName(f"{name}_dock")
        dock.setWindowIcon(icon(symbol))
        panel.setAutoFillBackground(True)  # else the colour between the docks shines through
        dock.setWidget(panel)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable
            | QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        dock.visibilityChanged.connect(partial(_give_up_keys, dock))
        return dock


def _give_up_keys(dock: QDockWidget, is_seen: bool) -> None:
    """Let no field take the keys that nobody can see, as one behind another tab would."""
    focused = QApplication.focusWidget()
    if not is_seen and focused is not None and dock.isAncestorOf(focused):
        focused.clearFocus()
