"""The status bar's contents: what the fit is doing, how fast, how well, and on what."""

from collections.abc import Callable

from PyQt6.QtCore import QPointF, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui import status_texts
from app.ui.app_state import AppState
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.theme import theme
from app.ui.widgets.paced_refresh import PacedRefresh

REFRESH_MILLISECONDS = 250
_SPACING = 18
_WIDEST_DEVICE = 190

_TINTS = {
    AppState.EMPTY: "disabled_text",
    AppState.READY: "muted_text",
    AppState.STARTING: "accent",
    AppState.RUNNING: "ok",
    AppState.PAUSED: "warning",
    AppState.STOPPING: "warning",
    AppState.FINISHED: "accent",
    AppState.FAILED: "error",
}


class StatusLine(QWidget):
    """Texts side by side; where they do not fit, the least important ones go.

    Args:
        document: has the planned steps.
        controller: has everything else.
        parent: Qt's.
    """

    def __init__(self, document: Document, controller: FitController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self._document = document
        self._controller = controller
        self._state = _StateMark(self)
        self._texts = self._made_texts()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 1, 8, 1)
        layout.setSpacing(_SPACING)
        layout.addWidget(self._state)
        for text in self._texts:
            layout.addWidget(text)
            if text.objectName() == "status_psnr":
                layout.addStretch(1)
        self.setMinimumWidth(1)  # what does not fit goes, see `resizeEvent`
        self._pace = PacedRefresh(self, REFRESH_MILLISECONDS, self.refresh)
        for signal in (
            controller.snapshot_changed,
            controller.pictures_changed,
            controller.log_changed,
            controller.history_changed,
            document.settings_changed,
            controller.advice.quality_changed,
        ):
            signal.connect(self._pace.ask)
        controller.state_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what is now."""
        self._state.show_state(self._controller.state)
        for text in self._texts:
            text.refresh()
        self._choose()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Leave out what does not fit."""
        self._choose()

    def _made_texts(self) -> list["_Text"]:
        document, controller = self._document, self._controller
        return [
            _Text(self, "step", 9, lambda: status_texts.step_text(document, controller), "Steps done and planned."),
            _Text(self, "rate", 5, lambda: status_texts.rate_text(controller), "Steps a second, over the last two."),
            _Text(
                self,
                "eta",
                6,
                lambda: status_texts.remaining_text(document, controller),
                "Time until the planned steps are done.",
            ),
            _Text(
                self,
                "loss",
                7,
                lambda: status_texts.loss_text(controller),
                "The weighted sum that the optimisation makes small, at the latest step.",
            ),
            _Text(
                self,
                "iou",
                8,
                lambda: status_texts.iou_text(controller),
                "Intersection over union of rendered and target silhouettes, mean over the views; 1 is perfect.",
            ),
            _Text(
                self,
                "psnr",
                7,
                lambda: status_texts.psnr_text(document, controller),
                "Peak signal to noise ratio of the rendered pictures, mean over the views; 30 dB is good.",
            ),
            _Text(self, "aim", 4, lambda: status_texts.aim_text(document), "What the optimisation changes."),
            _Text(
                self,
                "mesh",
                3,
                lambda: status_texts.mesh_text(controller),
                lambda: status_texts.mesh_tip(controller),
            ),
            _Text(self, "device", 2, lambda: status_texts.device_text(controller), "What the optimisation runs on."),
            _Text(
                self,
                "memory",
                1,
                lambda: status_texts.memory_text(controller),
                "Memory that the program takes, and the history's share; the preferences limit the history.",
            ),
        ]

    def _choose(self) -> None:
        """Keep the most important texts that fit beside one another."""
        room = self.width() - self._state.sizeHint().width() - 16
        for text in sorted(self._texts, key=lambda text: -text.importance):
            room -= text.minimumWidth() + _SPACING if text.text() else 0
            text.setVisible(room >= 0 and bool(text.text()))


class _Text(QLabel):
    """Grows with what it says, and never shrinks while numbers count: nothing beside it may jump."""

    def __init__(
        self, parent: QWidget, name: str, importance: int, text: Callable[[], str], tip: str | Callable[[], str]
    ) -> None:
        super().__init__(parent)
        self.importance = importance
        self._text = text
        self._tip = tip
        self.setObjectName(f"status_{name}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)  # digits of one width, where the font has them
        self.setFont(font)

    def refresh(self) -> None:
        text = self._text()
        metrics = self.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, _WIDEST_DEVICE)
        if shown != self.text():
            self.setText(shown)
            self.setFixedWidth(max(self.minimumWidth(), metrics.horizontalAdvance(shown) + 2))
        tip = self._tip if isinstance(self._tip, str) else self._tip()
        self.setToolTip(f"{tip}\n{text}" if shown != text else tip)


class _StateMark(QWidget):
    """A coloured dot and the state's word, as wide as the widest."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = AppState.EMPTY
        self.setObjectName("status_state")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    @property
    def text(self) -> str:
        """The word."""
        return self._state.value

    def show_state(self, state: AppState) -> None:
        self._state = state
        self.setToolTip(f"The fit is: {state.value.lower()}.")
        self.setAccessibleName(state.value)
        self.update()

    def sizeHint(self) -> QSize:
        widest = max(self.fontMetrics().horizontalAdvance(state.value) for state in AppState)
        return QSize(widest + 20, self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint: QColor = getattr(theme(), _TINTS[self._state])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawEllipse(QPointF(6, self.height() / 2), 4.5, 4.5)
        painter.setPen(theme().text)
        painter.drawText(self.rect().adjusted(17, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text)
