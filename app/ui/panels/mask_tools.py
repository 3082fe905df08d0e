"""The tools that make a mask, as buttons."""

from dataclasses import dataclass
from enum import StrEnum

from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from app.engine.masking.brush import Paint
from app.engine.setting_fields import check_settings, setting
from app.ui.icons import icon

ICON_SIZE = QSize(18, 18)


@dataclass(frozen=True)
class BrushSettings:
    """How large the brush is.

    Raises:
        ValueError: a field is of the wrong type, or out of range.
    """

    radius_pixels: float = setting(
        8.0,
        label="Brush radius",
        help="half the width of a stroke, in pixels of the photograph",
        unit="px",
        minimum=0.5,
        maximum=1000.0,
        logarithmic=True,
    )

    def __post_init__(self) -> None:
        check_settings(self)


class MaskTool(StrEnum):
    """What the mouse does on the photograph; the values are names of icons."""

    BRUSH_OBJECT = "brush-object"
    BRUSH_BACKGROUND = "brush-background"
    BRUSH_UNKNOWN = "brush-unknown"
    BOX = "mask-box"
    STROKE_OBJECT = "stroke-object"
    STROKE_BACKGROUND = "stroke-background"
    THRESHOLD = "threshold"


@dataclass(frozen=True)
class ToolLook:
    """What is said of a tool, and what it does.

    Args:
        text: its name.
        tooltip: what it is for, a few sentences.
        paint: what it draws with, None where it draws nothing.
        with_shift: what it draws with while Shift is held, None as without.
    """

    text: str
    tooltip: str
    paint: Paint | None = None
    with_shift: Paint | None = None


LOOKS = {
    MaskTool.BRUSH_OBJECT: ToolLook(
        "Paint object",
        "What the brush passes over is the object. With Shift held it is background. Alt + wheel changes the size.",
        Paint.OBJECT,
        Paint.BACKGROUND,
    ),
    MaskTool.BRUSH_BACKGROUND: ToolLook(
        "Paint background",
        "What the brush passes over is background. With Shift held it is the object. Alt + wheel changes the size.",
        Paint.BACKGROUND,
        Paint.OBJECT,
    ),
    MaskTool.BRUSH_UNKNOWN: ToolLook(
        "Paint unknown",
        "What the brush passes over counts for nothing: hide there what stands before the object. With Shift held it "
        "is known again.",
        Paint.UNKNOWN,
        Paint.KNOWN,
    ),
    MaskTool.BOX: ToolLook(
        "Cut out by a box",
        "Drag a rectangle around the object: it is found by how its colours differ from those outside.",
    ),
    MaskTool.STROKE_OBJECT: ToolLook(
        "This is object",
        "Draw over a part of the object that the cut has missed, and it is cut out anew. With Shift held it is over "
        "the background.",
        Paint.OBJECT,
        Paint.BACKGROUND,
    ),
    MaskTool.STROKE_BACKGROUND: ToolLook(
        "This is background",
        "Draw over background that the cut has taken for object, and it is cut out anew. With Shift held it is over "
        "the object.",
        Paint.BACKGROUND,
        Paint.OBJECT,
    ),
    MaskTool.THRESHOLD: ToolLook(
        "By brightness",
        "Tell the object from the background by how bright it is, in this view, in some or in all of them.",
    ),
}
BRUSHES = (MaskTool.BRUSH_OBJECT, MaskTool.BRUSH_BACKGROUND, MaskTool.BRUSH_UNKNOWN)
STROKES = (MaskTool.STROKE_OBJECT, MaskTool.STROKE_BACKGROUND)
_BEGIN_GROUPS = (MaskTool.BOX, MaskTool.THRESHOLD)
_GAP = 12


class MaskToolBar(QWidget):
    """One button a tool, of which one is down.

    Signals:
        chosen: the `MaskTool` from now on.
    """

    chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for number, tool in enumerate(MaskTool):
            if tool in _BEGIN_GROUPS:
                row.addSpacing(_GAP)
            button = tool_button(f"mask_{tool.name.lower()}", tool.value, LOOKS[tool].text, LOOKS[tool].tooltip)
            button.setCheckable(True)
            button.setChecked(number == 0)
            self._buttons.addButton(button, number)
            row.addWidget(button)
        self._buttons.idClicked.connect(lambda number: self.chosen.emit(list(MaskTool)[number]))


def tool_button(name: str, symbol: str, text: str, tooltip: str) -> QToolButton:
    """A button that is an icon.

    Args:
        name: of the widget.
        symbol: of the icon.
        text: what it is called.
        tooltip: what it does, a few sentences.
    """
    button = QToolButton()
    button.setObjectName(name)
    button.setIcon(icon(symbol))
    button.setIconSize(ICON_SIZE)
    button.setAccessibleName(text)
    button.setToolTip(f"<b>{text}</b><br>{tooltip}")
    return button
