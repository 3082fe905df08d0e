"""The form for masks by brightness, and for which views they are kept."""

from enum import Enum

from PyQt6.QtCore import QEvent, QObject, QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.engine.masking.mask_settings import MaskSettings
from app.ui.dialogs.settings_form import SettingsForm
from app.ui.widgets.labels import set_kind

_NOT_OF_THRESHOLDS = ("source",)
_PROGRESS_STEPS = 1000
_LEAST_HEIGHT = 60  # of the settings that are shown at once: two


class Scope(Enum):
    """The views that masks are made for: text and tooltip of a button."""

    CURRENT = "This view", "Keep the mask that is shown."
    SELECTED = "Selected", "Make the masks of all selected views in the same way."
    ALL = "All views", "Make the masks of all views in the same way, in place of those they have."


class MaskThresholdForm(QWidget):
    """Settings, and a row of buttons that apply them.

    Signals:
        changed: the settings are others.
        apply_wanted: the `Scope`.
        cancel_wanted: what is being made is not wanted any more.
    """

    changed = pyqtSignal()
    apply_wanted = pyqtSignal(object)
    cancel_wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mask_threshold_form")
        self._form = SettingsForm(MaskSettings(source="threshold"), left_out=_NOT_OF_THRESHOLDS)
        self._found = QLabel(" ")
        self._found.setObjectName("mask_found")
        set_kind(self._found, "muted")
        _keep_room_of(self._found)
        self._buttons = {scope: _apply_button(scope) for scope in Scope}
        self._is_ready, self._selected_count = False, 0
        self._apply_row = QWidget()
        self._progress_row = QWidget()
        self._progress = QProgressBar()
        self._progress.setRange(0, _PROGRESS_STEPS)
        self._progress.setTextVisible(False)
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("mask_cancel")
        self._cancel.setToolTip("Make no more masks and leave all as they are.")
        self._lay_out()
        self._form.changed.connect(self._tell)
        self._cancel.clicked.connect(self.cancel_wanted)
        for scope, button in self._buttons.items():
            button.clicked.connect(lambda _, scope=scope: self.apply_wanted.emit(scope))

    @property
    def settings(self) -> MaskSettings:
        """As chosen."""
        settings = self._form.settings
        assert isinstance(settings, MaskSettings)
        return settings

    def show_found(self, threshold: float | None) -> None:
        """Say which threshold was found for the photograph, if one was."""
        if threshold is not None:  # else the text stays, and so does its height
            self._found.setText(f"Threshold found for this photograph: {threshold:.3f}")
        self._found.setVisible(threshold is not None)

    def show_progress(self, share: float | None) -> None:
        """Show how many of the masks are made; None if none are being made."""
        self._apply_row.setVisible(share is None)
        self._progress_row.setVisible(share is not None)
        self._progress.setValue(round(_PROGRESS_STEPS * (share or 0.0)))

    def enable(self, selected_count: int, is_ready: bool) -> None:
        """Let the settings be applied as far as there is something.

        Args:
            selected_count: how many views are selected.
            is_ready: whether there is a photograph.
        """
        self._is_ready, self._selected_count = is_ready, selected_count
        self._buttons[Scope.SELECTED].setText(f"{Scope.SELECTED.value[0]} ({selected_count})")
        for scope, button in self._buttons.items():
            is_possible = is_ready and not self._form.has_problem
            button.setEnabled(is_possible and (scope is not Scope.SELECTED or selected_count > 0))

    def _tell(self) -> None:
        self.enable(self._selected_count, self._is_ready)
        if not self._form.has_problem:
            self.changed.emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._apply_row)
        row.setContentsMargins(0, 2, 0, 0)
        row.addWidget(QLabel("Apply to"))
        for button in self._buttons.values():
            row.addWidget(button, 1)
        progress = QHBoxLayout(self._progress_row)
        progress.setContentsMargins(0, 2, 0, 0)
        progress.addWidget(self._progress, 1)
        progress.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (_Scrolled(self._form), self._found, self._apply_row, self._progress_row):
            column.addWidget(widget)
        self._progress_row.hide()
        self._found.hide()


class _Scrolled(QScrollArea):
    """Shows a form whole where there is room, and else a part: in a low window it would make all of it grow."""

    def __init__(self, form: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidgetResizable(True)
        self.setWidget(form)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Become as high as the form when that has more to say."""
        if event is not None and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """All of the form."""
        form = self.widget()
        return super().sizeHint() if form is None else form.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """A part of it."""
        form = self.widget()
        return QSize(0 if form is None else form.minimumSizeHint().width(), _LEAST_HEIGHT)


def _keep_room_of(label: QLabel) -> None:
    """Let what is above a label stay where it is when the label comes and goes: someone may be aiming at it."""
    policy = label.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    label.setSizePolicy(policy)


def _apply_button(scope: Scope) -> QPushButton:
    text, tooltip = scope.value
    button = QPushButton(text)
    button.setObjectName(f"mask_apply_{scope.name.lower()}")
    button.setToolTip(tooltip)
    return button
