"""The lesson about colours, from the menu File."""

from collections.abc import Callable, Mapping

from app.ui.action_table import Handler
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.lesson import LESSON_TEXT, as_lesson, lesson_path
from app.ui.panel_docks import PanelDocks
from app.ui.panels.selected_view_panel import SelectedViewPanel
from app.ui.project_files import ProjectFiles

_SHARE_OF_WINDOW = 0.46  # for four pictures side by side


class LessonHandlers:
    """Opens the lesson and arranges the window for it.

    Args:
        document: of which the enabled camera is selected.
        controller: whose messages tell what goes on.
        files: opens the model.
        selected_view: shows four pictures.
        docks: give it room.
        unless_unsaved: asks about unsaved work, then does what it is given.
    """

    def __init__(
        self,
        document: Document,
        controller: FitController,
        files: ProjectFiles,
        selected_view: SelectedViewPanel,
        docks: PanelDocks,
        unless_unsaved: Callable[[Callable[[], None]], None],
    ) -> None:
        self._document = document
        self._controller = controller
        self._files = files
        self._selected_view = selected_view
        self._docks = docks
        self._unless_unsaved = unless_unsaved

    def by_id(self) -> Mapping[str, Handler]:
        """The handlers by the ids of their actions."""
        return {"colours_only": lambda: self._unless_unsaved(self._open)}

    def _open(self) -> None:
        self._files.open(lesson_path(), arranged=as_lesson, then=self._begin)

    def _begin(self) -> None:
        self._document.select([view.id for view in self._document.cameras.enabled])
        self._selected_view.want_colours(True)
        self._docks.bring_up("selected_view")
        self._docks.widen("selected_view", _SHARE_OF_WINDOW)
        self._controller.message.emit("info", LESSON_TEXT)
