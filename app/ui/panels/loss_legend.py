"""The legend of the loss plot: a chip a curve, which switches it on and off."""

from PyQt6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.panels.loss_curves import CURVES, Curve
from app.ui.theme import theme

_SWATCH_WIDTH = 9
_LEFT = 4
_TEXT_LEFT = _LEFT + _SWATCH_WIDTH + 5
_RIGHT = 4
_SPACING = 1


class LossLegend(QWidget):
    """Chips in as many rows as the width asks for.

    Args:
        parent: Qt's.
    """

    toggled = pyqtSignal(str, bool)  # a curve's name; whether it is to be drawn

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all = {curve.name: _Chip(curve, self) for curve in CURVES}
        for chip in self._all.values():
            chip.shown.connect(self.toggled)
        self._absent: set[str] = set()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_present(frozenset())

    @property
    def _chips(self) -> list["_Chip"]:
        return [chip for name, chip in self._all.items() if name not in self._absent]

    def show_present(self, names: frozenset[str]) -> None:
        """Offer those of the optional curves, and all others."""
        self._absent = {curve.name for curve in CURVES if curve.is_optional} - names
        for name, chip in self._all.items():
            chip.setVisible(name not in self._absent)
        self._arrange()

    def hasHeightForWidth(self) -> bool:
        """Rows depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """For a layout."""
        return self._arranged(width)[-1][1].bottom() + 1

    def sizeHint(self) -> QSize:
        """All chips in one row."""
        widths = [chip.sizeHint().width() + _SPACING for chip in self._chips]
        return QSize(sum(widths), self._chips[0].sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The widest chip."""
        return QSize(max(chip.sizeHint().width() for chip in self._chips), self.heightForWidth(max(self.width(), 120)))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Arrange the chips anew."""
        self._arrange()

    def _arrange(self) -> None:
        for chip, place in self._arranged(self.width()):
            chip.setGeometry(place)
        self.setFixedHeight(self.heightForWidth(self.width()))

    def _arranged(self, width: int) -> list[tuple["_Chip", QRect]]:
        corner = QPoint(0, 0)
        places = []
        for chip in self._chips:
            size = chip.sizeHint()
            if corner.x() > 0 and corner.x() + size.width() > width:
                corner = QPoint(0, corner.y() + size.height())
            places.append((chip, QRect(corner, size)))
            corner = QPoint(corner.x() + size.width() + _SPACING, corner.y())
        return places


class _Chip(QAbstractButton):
    shown = pyqtSignal(str, bool)

    def __init__(self, curve: Curve, parent: QWidget) -> None:
        super().__init__(parent)
        self._curve = curve
        self.setObjectName(f"loss_curve_{curve.name}")
        self.setCheckable(True)
        self.setChecked(True)
        self.setText(curve.text)
        self.setToolTip(f"{curve.tip}\nClick to show or hide the curve.")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggled.connect(self._tell)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(_TEXT_LEFT + metrics.horizontalAdvance(self.text()) + _RIGHT, metrics.height() + 6)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.underMouse() or self.hasFocus():
            painter.setPen(theme().accent if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme().hover if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
        color = QColor(self._curve.color if self.isChecked() else theme().disabled_text)
        painter.setPen(QPen(color, 2.5 if self.isChecked() else 1.0))
        middle = box.center().y()
        painter.drawLine(QPointF(_LEFT + 1, middle), QPointF(_LEFT + _SWATCH_WIDTH - 1, middle))
        painter.setPen(theme().text if self.isChecked() else theme().disabled_text)
        painter.drawText(box.adjusted(_TEXT_LEFT, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())

    def _tell(self, is_shown: bool) -> None:
        self.shown.emit(self._curve.name, is_shown)
