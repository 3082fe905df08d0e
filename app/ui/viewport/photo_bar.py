"""The small bar over a photograph: how strongly the mesh covers it, and which outlines are drawn."""

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.ui.theme_colours import Theme
from app.ui.viewport.display import DisplaySettings
from app.ui.widgets.slider_field import CalmSlider

_STEPS = 100
_SLIDER_WIDTH = 132
_SAMPLE = QSize(16, 16)
_RADIUS = 7
_GROUND_ALPHA = 0.93
NO_MASK = "This photograph has no mask, so there is no target to outline."
_TARGET_TIP = "<b>Outline of the target</b><br>Where the mask of the photograph ends."
_MESH_TIP = "<b>Outline of the mesh</b><br>Where the mesh ends, seen from this camera."


class PhotoBar(QWidget):
    """Lies over the viewport while a photograph is behind the mesh.

    Args:
        parent: the viewport.
    """

    changed = pyqtSignal(float, bool, bool)  # the blend, and whether target and mesh are outlined

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("photo_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)  # the viewport must not turn under it
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._ground, self._border = QColor(), QColor()
        self._blend = CalmSlider()
        self._target, self._mesh = QToolButton(), QToolButton()
        self._words = [QLabel("Photo"), QLabel("Mesh")]
        self._build()
        self._blend.valueChanged.connect(self._tell)
        for button in (self._target, self._mesh):
            button.toggled.connect(self._tell)
        self.hide()

    def show_display(self, display: DisplaySettings, has_mask: bool) -> None:
        """Show what is drawn, without telling.

        Args:
            display: the blend, the outlines and the colours.
            has_mask: whether there is a target to outline.
        """
        self._dress(display.colours)
        self._target.setEnabled(has_mask)
        self._target.setToolTip(_TARGET_TIP if has_mask else NO_MASK)
        self.blockSignals(True)
        self._blend.setValue(round(_STEPS * display.photograph_blend))
        self._target.setChecked(display.target_outline)
        self._mesh.setChecked(display.mesh_outline)
        self.blockSignals(False)

    def place_in(self, size: QSize) -> None:
        """Lie in the middle of the lower edge of something that large, without words where there is no room."""
        for roomy in (True, False):
            for word in self._words:
                word.setVisible(roomy)
            style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if roomy else Qt.ToolButtonStyle.ToolButtonIconOnly
            for button in (self._target, self._mesh):
                button.setToolButtonStyle(style)
            self.adjustSize()
            if self.width() <= size.width() - 24:
                break
        self.move((size.width() - self.width()) // 2, size.height() - self.height() - 12)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the plate."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._border)
        painter.setBrush(self._ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _build(self) -> None:
        self._blend.setObjectName("photograph_blend")
        self._blend.setRange(0, _STEPS)
        self._blend.setFixedWidth(_SLIDER_WIDTH)
        self._blend.setAccessibleName("Blend of photograph and mesh")
        self._blend.setToolTip(
            "<b>Blend</b><br>Left: the photograph alone. Middle: the mesh half through it. Right: the mesh alone."
        )
        for button, name, text, tip in (
            (self._target, "target_outline", "Target", _TARGET_TIP),
            (self._mesh, "mesh_outline", "Mesh", _MESH_TIP),
        ):
            button.setObjectName(name)
            button.setCheckable(True)
            button.setText(text)
            button.setAccessibleName(f"Outline of the {text.lower()}")
            button.setToolTip(tip)
            button.setIconSize(_SAMPLE)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 6, 5)
        row.setSpacing(7)
        row.addWidget(self._words[0])
        row.addWidget(self._blend)
        row.addWidget(self._words[1])
        row.addSpacing(8)
        row.addWidget(self._target)
        row.addWidget(self._mesh)

    def _dress(self, colours: Theme) -> None:
        self._ground = QColor(colours.raised)
        self._ground.setAlphaF(_GROUND_ALPHA)
        self._border = colours.strong_border
        ratio = self.devicePixelRatioF()
        self._target.setIcon(_line_sample(colours.target_outline, 3.0, ratio))
        self._mesh.setIcon(_line_sample(colours.rendered_outline, 2.0, ratio))
        self.update()

    def _tell(self) -> None:
        self.changed.emit(self._blend.value() / _STEPS, self._target.isChecked(), self._mesh.isChecked())


def _line_sample(colour: QColor, width: float, ratio: float) -> QIcon:
    """A piece of an outline."""
    picture = QPixmap(_SAMPLE * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width))
    painter.drawEllipse(QPointF(_SAMPLE.width() / 2, _SAMPLE.height() / 2), 5.5, 5.5)
    painter.end()
    return QIcon(picture)
