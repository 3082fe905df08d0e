"""Light or dark: follows the system or the preference, and dresses the whole application in one place."""

import dataclasses
import re
from enum import StrEnum
from pathlib import Path

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QGuiApplication, QPalette, QStyleHints
from PyQt6.QtWidgets import QApplication

from app.resource_files import resource
from app.ui.theme_colours import DARK, LIGHT, Theme

__all__ = ["Theme", "ThemeChanges", "ThemeChoice", "apply_theme", "theme", "theme_changes"]


class ThemeChoice(StrEnum):
    """What the user wants; `SYSTEM` follows the desktop, also when that changes."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class ThemeChanges(QObject):
    """Tells when every colour has changed: connect `changed` to repaint what is not drawn by Qt's own widgets."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = ThemeChoice.SYSTEM
        self.current = LIGHT
        self.dressed: QApplication | None = None

    def follow_system(self) -> None:
        """Take the colours that the choice and the system ask for now."""
        if self.dressed is not None:
            wanted = _wanted(self.choice)
            if wanted is not self.current:
                self.current = wanted
                _dress(self.dressed, wanted)
                self.changed.emit()


_changes = ThemeChanges()


def theme() -> Theme:
    """The colours in use."""
    return _changes.current


def theme_changes() -> ThemeChanges:
    """The object whose signal `changed` says that `theme()` now returns others."""
    return _changes


def apply_theme(choice: ThemeChoice) -> None:
    """Dress the application, and keep it dressed so when the system changes.

    Args:
        choice: what the user wants; may be given again at any time.
    """
    application = QApplication.instance()
    assert isinstance(application, QApplication), "apply_theme: needs a QApplication"
    hints = QGuiApplication.styleHints()
    assert hints is not None
    if _changes.dressed is not application:
        application.setStyle("Fusion")
        hints.colorSchemeChanged.connect(_changes.follow_system)
        _changes.dressed = application
        _changes.current = _wanted(choice)
        _dress(application, _changes.current)
    _changes.choice = choice
    _ask_platform(hints, choice)
    _changes.follow_system()


def _ask_platform(hints: QStyleHints, choice: ThemeChoice) -> None:
    """Let what the platform draws itself, such as title bars and file dialogs, go along where it can."""
    scheme = {ThemeChoice.LIGHT: Qt.ColorScheme.Light, ThemeChoice.DARK: Qt.ColorScheme.Dark}
    hints.setColorScheme(scheme.get(choice, Qt.ColorScheme.Unknown))


def _wanted(choice: ThemeChoice) -> Theme:
    if choice is ThemeChoice.SYSTEM:
        hints = QGuiApplication.styleHints()
        return DARK if hints is not None and hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
    return DARK if choice is ThemeChoice.DARK else LIGHT


def _dress(application: QApplication, colours: Theme) -> None:
    application.setPalette(_palette(colours))
    application.setStyleSheet(style_sheet(colours))


def _palette(colours: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, colours.panel),
        (role.WindowText, colours.text),
        (role.Base, colours.field),
        (role.AlternateBase, colours.panel),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.disabled_text),
        (role.Button, colours.raised),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.accent_text),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.text),
        (role.Highlight, colours.accent_fill),
        (role.HighlightedText, colours.accent_text),
        (role.Accent, colours.accent_fill),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Light, colours.hover),
        (role.Midlight, colours.border),
        (role.Mid, colours.border),
        (role.Dark, colours.strong_border),
        (role.Shadow, colours.window),
    ):
        palette.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, colours.disabled_text)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, colours.strong_border)
    return palette


def style_sheet(colours: Theme) -> str:
    """The style sheet of the application, its `@token` words replaced by the colours of that name.

    Raises:
        ValueError: the sheet names a token that is not a colour of the theme.
    """
    tokens = {field.name for field in dataclasses.fields(Theme) if field.type is QColor}
    pictures = Path(resource("styles")).as_posix()

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name == "pictures":
            return pictures
        if name not in tokens:
            raise ValueError(f"app.qss: the theme has no colour named {name}")
        colour: QColor = getattr(colours, name)
        return colour.name()

    return re.sub(r"@(\w+)", value, resource("styles/app.qss").read_text(encoding="utf-8"))
