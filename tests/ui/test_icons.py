# SPDX-License-Identifier: MIT
"""The icons: every drawing shows something, follows the theme and the scale, and is crisp."""

from pathlib import Path

import pytest
from PyQt6.QtCore import QSize
from PyQt6.QtGui import QColor, QIcon, QImage
from pytestqt.qtbot import QtBot

from app.resource_files import resource
from app.ui.icons import icon, icon_pixmap
from app.ui.theme import ThemeChoice, apply_theme, theme

NAMES = sorted(path.stem for path in Path(resource("icons")).glob("*.svg"))


@pytest.fixture(autouse=True)
def light_theme(qtbot: QtBot) -> None:
    apply_theme(ThemeChoice.LIGHT)


def colours(image: QImage) -> set[str]:
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return {image.pixelColor(x, y).name() for x, y in points if image.pixelColor(x, y).alpha() == 255}


def picture(drawn: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off) -> QImage:
    return drawn.pixmap(QSize(40, 40), 1.0, mode, state).toImage()


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_shows_something_within_its_frame(name: str) -> None:
    image = picture(icon(name))
    assert (image.width(), image.height()) == (40, 40)
    assert colours(image)
    border = [(x, y) for x in range(40) for y in range(40) if x in (0, 39) or y in (0, 39)]
    assert max(image.pixelColor(x, y).alpha() for x, y in border) == 0


@pytest.mark.parametrize("name", [name for name in NAMES if name != "app"])
def test_line_icons_take_their_colour_from_the_theme(name: str) -> None:
    drawing = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    assert "currentColor" in drawing
    assert "#" not in drawing


def test_an_icon_made_before_follows_a_changed_theme() -> None:
    pause = icon("pause")
    assert colours(picture(pause)) == {theme().text.name()}
    apply_theme(ThemeChoice.DARK)
    assert colours(picture(pause)) == {theme().text.name()}


def test_disabled_checked_and_tinted_icons_differ() -> None:
    assert colours(picture(icon("pause"), QIcon.Mode.Disabled)) == {theme().disabled_text.name()}
    assert colours(picture(icon("pause"), state=QIcon.State.On)) == {theme().accent.name()}
    assert colours(picture(icon("pause", "warning"))) == {theme().warning.name()}


def test_at_scale_two_an_icon_has_twice_the_pixels() -> None:
    pixmap = icon("start").pixmap(QSize(20, 20), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (40, 2.0)
    pixmap = icon_pixmap("start", 20, 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (40, 2.0)
    assert pixmap.toImage().pixelColor(16, 20) == QColor(theme().text)


def test_unknown_names_are_refused_at_once() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/no-such\.svg"):
        icon("no-such")
    with pytest.raises(AttributeError, match="no_such"):
        icon("start", "no_such")
