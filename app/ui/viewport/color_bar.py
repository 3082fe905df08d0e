"""Small pictures with text over the viewport: the scale beside colours that stand for numbers, labels, letters."""

import numpy as np
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from app.ui.theme_colours import Theme
from app.ui.viewport.scales import Scale

BAR_WIDTH, BAR_HEIGHT = 14, 190  # logical pixels
_PADDING, _TITLE_GAP, _TEXT_GAP = 10, 10, 7


def colour_bar_image(scale: Scale, colours: Theme, font: QFont, ratio: float) -> QImage:
    """The bar with its numbers.

    Args:
        scale: what it says.
        colours: of the theme in use.
        font: of the window.
        ratio: pixels of the picture in one logical pixel.
    """
    metrics = QFontMetricsF(font)
    text_width = max(metrics.horizontalAdvance(label) for label in scale.labels)
    lines = max(metrics.horizontalAdvance(text) for text in (scale.title, scale.unit))
    inner = max(BAR_WIDTH + _TEXT_GAP + text_width, lines)
    line = metrics.height()
    below = line + _TITLE_GAP if scale.unit else 0.5 * line  # which the lowest number reaches into
    size = (inner + 2 * _PADDING, BAR_HEIGHT + line + 2 * _PADDING + _TITLE_GAP + below)
    image = panel_image(size[0], size[1], colours, ratio)
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(colours.text)
    painter.drawText(QRectF(_PADDING, _PADDING, inner, line), scale.title)
    top = _PADDING + line + _TITLE_GAP
    bar = QRectF(_PADDING, top, BAR_WIDTH, BAR_HEIGHT)
    painter.drawImage(bar, _column(scale))
    painter.setPen(colours.muted_text)
    for index, label in enumerate(scale.labels):
        y = top + BAR_HEIGHT * (1 - index / (len(scale.labels) - 1))
        place = QRectF(_PADDING + BAR_WIDTH + _TEXT_GAP, y - line / 2, text_width + 2, line)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, label)
    painter.drawText(QRectF(_PADDING, size[1] - _PADDING - line, inner, line), scale.unit)
    painter.end()
    return image


def label_image(text: str, colours: Theme, font: QFont, ratio: float) -> QImage:
    """A short text on a small panel."""
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 6
    image = panel_image(width, height, colours, ratio)
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(colours.text)
    painter.drawText(QRectF(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return image


def letter_image(letter: str, colour: QColor, font: QFont, ratio: float) -> QImage:
    """A letter without anything behind it."""
    image = _clear_image(18, 18, ratio)
    painter = QPainter(image)
    bold = QFont(font)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(colour)
    painter.drawText(QRectF(0, 0, 18, 18), Qt.AlignmentFlag.AlignCenter, letter)
    painter.end()
    return image


def panel_image(width: float, height: float, colours: Theme, ratio: float) -> QImage:
    """A rounded panel to write on; logical pixels."""
    image = _clear_image(width, height, ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    background = QColor(colours.raised)
    background.setAlphaF(0.86)
    painter.setBrush(background)
    painter.setPen(colours.border)
    painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), 5, 5)
    painter.end()
    return image


def _clear_image(width: float, height: float, ratio: float) -> QImage:
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    return image


def _column(scale: Scale) -> QImage:
    """The colours, the last one at the top, as a picture one pixel wide."""
    pixels = np.full((len(scale.colours), 4), 255, dtype=np.uint8)
    pixels[:, :3] = scale.colours[::-1]
    return QImage(pixels.tobytes(), 1, len(pixels), 4, QImage.Format.Format_RGBA8888).copy()
