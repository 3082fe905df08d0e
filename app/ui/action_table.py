"""The table of actions as Qt's: what menus, toolbar and keys trigger, and when they can."""

from collections.abc import Callable, Mapping

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction, QActionGroup, QKeySequence
from PyQt6.QtWidgets import QMenu, QMenuBar

from app.ui.action_spec import ActionSpec, When
from app.ui.actions import ACTIONS, MENUS
from app.ui.icons import icon

Handler = Callable[[], None] | Callable[[bool], None]


class ActionTable(QObject):
    """One QAction for each row of the table.

    Args:
        handlers: by the id of the action; one that can be checked is told whether it is.
        parent: Qt's; the actions' keys work in its window.

    Raises:
        ValueError: an action has no handler, or a handler no action.
    """

    def __init__(self, handlers: Mapping[str, Handler], parent: QObject) -> None:
        super().__init__(parent)
        ids = {spec.id for spec in ACTIONS}
        if ids != set(handlers):
            raise ValueError(f"ActionTable: each action needs a handler, these differ: {sorted(ids ^ set(handlers))}")
        self._groups: dict[str, QActionGroup] = {}
        self._actions = {spec.id: self._made(spec, handlers[spec.id]) for spec in ACTIONS}

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make all menus; returns them by their titles, for what is not in the table."""
        menus: dict[str, QMenu] = {}
        for title in MENUS:
            menu = bar.addMenu(title)
            assert menu is not None
            menu.setToolTipsVisible(True)
            menus[title] = menu
        for spec in ACTIONS:
            if spec.begins_section:
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(self._actions[spec.id])
        return menus

    def enable(self, problem_of: Callable[[When], str | None]) -> None:
        """Let each action be used or not.

        Args:
            problem_of: why actions of that kind cannot be used now, or None if they can.
        """
        problems = {when: problem_of(when) for when in When}
        for spec in ACTIONS:
            problem = problems[spec.when]
            item = self._actions[spec.id]
            item.setEnabled(problem is None)
            item.setToolTip(_tool_tip(spec, problem))

    def _made(self, spec: ActionSpec, handler: Handler) -> QAction:
        item = QAction(spec.text, self)
        item.setObjectName(spec.id)
        item.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        item.setToolTip(_tool_tip(spec, None))
        item.setStatusTip(f"{spec.tip}.")
        if spec.icon:
            item.setIcon(icon(spec.icon))
            item.setIconVisibleInMenu(False)
        if spec.checkable:
            item.setCheckable(True)
            item.toggled.connect(handler)
        else:
            item.triggered.connect(lambda: handler())  # type: ignore[call-arg]
        if spec.group:
            group = self._groups.setdefault(spec.group, QActionGroup(self))
            group.addAction(item)
        return item


def _tool_tip(spec: ActionSpec, problem: str | None) -> str:
    keys = QKeySequence(spec.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.shortcuts else ""
    title = f"<b>{spec.title}</b>" + (f" &nbsp;<span>({keys})</span>" if keys else "")
    return f"{title}<br>{spec.tip}." + (f"<br><i>Not now: {problem}</i>" if problem else "")
