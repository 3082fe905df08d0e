# SPDX-License-Identifier: MIT
"""The theme: both sets of colours can be read, the choice and the system are followed, the style sheet is complete."""

import dataclasses
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QGuiApplication, QPalette
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import ThemeChoice, apply_theme, style_sheet, theme, theme_changes
from app.ui.theme_colours import DARK, LIGHT, Theme

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
READABLE = 4.5
VISIBLE = 3.0


def luminance(colour: QColor) -> float:
    channels = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@BOTH
def test_text_can_be_read_on_every_surface(colours: Theme) -> None:
    for text in (colours.text, colours.muted_text, colours.accent, colours.ok, colours.warning, colours.error):
        for surface in (colours.window, colours.panel, colours.field):
            assert contrast(text, surface) >= READABLE, (text.name(), surface.name())
    for fill in (colours.accent_fill, colours.accent_hover):
        assert contrast(colours.accent_text, fill) >= READABLE
    assert contrast(colours.text, colours.selection) >= READABLE


@BOTH
def test_curves_stand_out_from_the_plot(colours: Theme) -> None:
    names = [field.name for field in dataclasses.fields(Theme) if field.name.startswith("curve_")]
    for name in (*names, "plot_axis"):
        assert contrast(getattr(colours, name), colours.plot_background) >= VISIBLE, name


@BOTH
def test_the_style_sheet_names_only_known_colours(colours: Theme) -> None:
    assert "@" not in style_sheet(colours)


@BOTH
def test_pictures_of_the_style_sheet_exist(colours: Theme) -> None:
    pictures = [part.split('"')[1] for part in style_sheet(colours).split("url(")[1:]]
    assert pictures
    assert [name for name in pictures if not Path(name).is_file()] == []


def test_a_choice_takes_hold_at_once_and_is_told(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(ThemeChoice.LIGHT)
    with qtbot.waitSignal(theme_changes().changed):
        apply_theme(ThemeChoice.DARK)
    assert theme() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == DARK.panel
    assert DARK.border.name() in qapp.styleSheet()
    with qtbot.waitSignal(theme_changes().changed):
        apply_theme(ThemeChoice.LIGHT)
    assert theme() is LIGHT


def test_the_same_choice_again_repaints_nothing(qtbot: QtBot) -> None:
    apply_theme(ThemeChoice.LIGHT)
    with qtbot.assertNotEmitted(theme_changes().changed):
        apply_theme(ThemeChoice.LIGHT)


def test_the_system_is_followed_only_when_that_is_the_choice(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    apply_theme(ThemeChoice.LIGHT)
    hints = QGuiApplication.styleHints()
    assert hints is not None
    monkeypatch.setattr(type(hints), "colorScheme", lambda self: Qt.ColorScheme.Dark)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme() is LIGHT
    apply_theme(ThemeChoice.SYSTEM)
    assert theme() is DARK
    monkeypatch.setattr(type(hints), "colorScheme", lambda self: Qt.ColorScheme.Light)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme() is LIGHT
