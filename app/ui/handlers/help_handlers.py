"""The menu Help."""

from collections.abc import Callable, Mapping

from PyQt6.QtWidgets import QWidget

from app.ui.action_table import Handler
from app.ui.dialogs.about_dialog import AboutDialog
from app.ui.dialogs.first_run_hint import FirstRunHint
from app.ui.dialogs.shortcut_sheet import ShortcutSheet
from app.ui.fit_controller import FitController
from app.ui.viewport.viewport import Viewport


class HelpHandlers:
    """Tells how the program is used, and what it is made of.

    Args:
        viewport: whose OpenGL is told of.
        controller: whose device is told of.
        hint: what a new user is shown.
        parent: of dialogs.
    """

    def __init__(self, viewport: Viewport, controller: FitController, hint: FirstRunHint, parent: QWidget) -> None:
        self._viewport = viewport
        self._controller = controller
        self._hint = hint
        self._parent = parent

    def by_id(self) -> Mapping[str, Handler]:
        """The handlers by the ids of their actions."""
        handlers: dict[str, Callable[[], None]] = {
            "shortcuts": lambda: ShortcutSheet(self._parent).open(),
            "hint": self._hint.show_again,
            "about": self._show_about,
        }
        return handlers

    def _show_about(self) -> None:
        support = self._viewport.support
        AboutDialog(self._controller.device, support.renderer if support is not None else "none", self._parent).open()
