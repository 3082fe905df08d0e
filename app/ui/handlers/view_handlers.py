"""The menu View."""

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial

from PyQt6.QtCore import QObject

from app.ui.action_table import ActionTable, Handler
from app.ui.panels.selected_view_panel import SelectedViewPanel
from app.ui.theme import theme, theme_changes
from app.ui.viewport.display import DisplayMode, DisplaySettings
from app.ui.viewport.viewport import Viewport

MODES = {
    "shaded": DisplayMode.SHADED,
    "wireframe": DisplayMode.WIREFRAME,
    "normals": DisplayMode.NORMALS,
    "distance": DisplayMode.DISTANCES,
    "constraint": DisplayMode.CONSTRAINT,
    "colour": DisplayMode.COLOUR,
    "albedo": DisplayMode.ALBEDO,
    "shading": DisplayMode.SHADING,
    "depth": DisplayMode.DEPTH,
}
_SWITCHES = ("smooth", "ghost", "frusta", "thumbnails", "grid", "axes", "lamp")


class ViewHandlers(QObject):
    """What the viewport shows.

    Args:
        viewport: what is told.
        selected_view: the panel whose picture is cycled.
        reset_layout: puts the panels back.

    Attributes:
        display: what is shown.
        chosen: the same as far as the user has chosen it: neither a mode that the program chose, as when colours
            appear, nor what came with a project.
    """

    def __init__(self, viewport: Viewport, selected_view: SelectedViewPanel, reset_layout: Callable[[], None]) -> None:
        super().__init__(viewport)  # with which its connections end
        self._viewport = viewport
        self._selected_view = selected_view
        self._reset_layout = reset_layout
        self.display = self.chosen = DisplaySettings(colours=theme())
        theme_changes().changed.connect(self._take_colours)
        viewport.display_edited.connect(self._take_edited)

    def by_id(self) -> Mapping[str, Handler]:
        """The handlers by the ids of their actions."""
        handlers: dict[str, Handler] = {
            "frame_all": self._viewport.frame_all,
            "frame_selection": self._viewport.frame_selection,
            "cycle_overlay": self._selected_view.cycle_mode,
            "colours_or_outlines": lambda: self._selected_view.want_colours(not self._selected_view.wants_colours),
            "reset_layout": self._reset_layout,
        }
        handlers |= {name: self._mode_handler(mode) for name, mode in MODES.items()}
        handlers |= {name: self._switch_handler(name) for name in _SWITCHES}
        return handlers

    def note_choices(self, table: ActionTable) -> None:
        """From now on, tell what the user does with the actions from what the program does: it triggers none."""
        for name in MODES:
            table[name].triggered.connect(partial(self._note_choice, "mode"))
        for name in _SWITCHES:
            table[name].triggered.connect(partial(self._note_choice, name))

    def begin(self, display: DisplaySettings, table: ActionTable) -> None:
        """Show what the user chose once, and check the actions accordingly."""
        self.show(display, table)
        self.chosen = display

    def show(self, display: DisplaySettings, table: ActionTable) -> None:
        """Show that, and check the actions accordingly."""
        for name, mode in MODES.items():
            table[name].setChecked(display.mode is mode)
        for name in _SWITCHES:
            table[name].setChecked(getattr(display, name))
        self._set(display)

    def set_ghost_opacity(self, percent: int) -> None:
        """Fade the target, as the user wants it."""
        self._set(dataclasses.replace(self.display, ghost_opacity=percent / 100))
        self._note_choice("ghost_opacity")

    def _mode_handler(self, mode: DisplayMode) -> Callable[[bool], None]:
        def choose(checked: bool) -> None:
            if checked:
                self._set(dataclasses.replace(self.display, mode=mode))

        return choose

    def _switch_handler(self, name: str) -> Callable[[bool], None]:
        def switch(checked: bool) -> None:
            self._set(_with_switch(self.display, name, checked))

        return switch

    def _take_colours(self) -> None:
        self._set(dataclasses.replace(self.display, colours=theme()))

    def _take_edited(self, display: DisplaySettings) -> None:
        self.display = display
        for name in ("photograph_blend", "target_outline", "mesh_outline"):
            self._note_choice(name)

    def _note_choice(self, name: str, *_: object) -> None:
        """The user has chosen what is shown in that respect."""
        self.chosen = dataclasses.replace(self.chosen, **{name: getattr(self.display, name)})

    def _set(self, display: DisplaySettings) -> None:
        self.display = display
        self._viewport.set_display(display)


def _with_switch(display: DisplaySettings, name: str, on: bool) -> DisplaySettings:
    match name:
        case "smooth":
            return dataclasses.replace(display, smooth=on)
        case "ghost":
            return dataclasses.replace(display, ghost=on)
        case "frusta":
            return dataclasses.replace(display, frusta=on)
        case "thumbnails":
            return dataclasses.replace(display, thumbnails=on)
        case "grid":
            return dataclasses.replace(display, grid=on)
        case "axes":
            return dataclasses.replace(display, axes=on)
        case _:
            return dataclasses.replace(display, lamp=on)
