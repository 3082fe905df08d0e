"""Asks how pictures without cameras were taken: of what stands on a turntable before a camera at rest."""

import dataclasses
from functools import partial
from pathlib import Path
from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.engine.captures.capture_options import TurntableSettings
from app.ui.dialogs.turntable_sketch import TurntableSketch
from app.ui.widgets.labels import ProblemLabel, set_kind
from app.ui.widgets.number_field import NumberField, number_text
from app.ui.widgets.slider_field import SliderField
from app.ui.widgets.slider_scale import LinearScale

_FIELDS = {field.name: field for field in dataclasses.fields(TurntableSettings)}
_SCALES = {"fov_y_degrees": LinearScale(5, 90, 1), "elevation_degrees": LinearScale(-80, 80, 1)}
_FULL_TURN_DEGREES = 360.0
_LARGEST_STEP_DEGREES: float = _FIELDS["step_degrees"].metadata["maximum"]
_SMALLEST_WIDTH = 600


class TurntableDialog(QDialog):
    """Tells by `chosen` how the pictures of a folder were taken, as `TurntableSettings`.

    Args:
        folder: of the pictures.
        count: of pictures in it, > 0.
        settings: shown at first.
        parent: over which it opens.
    """

    chosen = pyqtSignal(object)

    def __init__(self, folder: Path, count: int, settings: TurntableSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._settings = settings
        self._sketch = TurntableSketch()
        self._full = QCheckBox("a full turn")
        self._step = NumberField(_FIELDS["step_degrees"])
        self._right, self._left = QRadioButton("to the right"), QRadioButton("to the left")
        self._sliders = {name: SliderField(_FIELDS[name], scale) for name, scale in _SCALES.items()}
        self._summary, self._problem = QLabel(), ProblemLabel()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        self._build(folder)
        self._connect()
        self._left.setChecked(settings.step_degrees < 0)
        self._right.setChecked(settings.step_degrees >= 0)
        self._full.setChecked(settings.step_degrees in (0.0, -self._even_step))
        self._show()

    @property
    def settings(self) -> TurntableSettings:
        """As chosen so far."""
        return self._settings

    def open(self) -> None:
        """Show it without waiting for it."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        super().open()

    def accept(self) -> None:
        """Tell what was chosen, unless what was typed last is to be mended first."""
        if not self._problem.text():
            super().accept()
            self.chosen.emit(self._settings)

    def _build(self, folder: Path) -> None:
        self.setObjectName("turntable_dialog")
        self.setWindowTitle("Photographs of a turntable")
        self.setMinimumWidth(_SMALLEST_WIDTH)
        about = QLabel(
            f"{folder.name} holds {self._count:,} pictures and nothing that tells where the camera stood. If they were "
            "taken of something that turns before a camera at rest, say how. Their names give the order."
        )
        about.setTextFormat(Qt.TextFormat.PlainText)
        about.setWordWrap(True)
        columns = QHBoxLayout()
        columns.setSpacing(18)
        columns.addWidget(self._sketch, 0, Qt.AlignmentFlag.AlignTop)
        columns.addLayout(self._form(), 1)
        self._summary.setObjectName("turntable_summary")
        self._summary.setWordWrap(True)
        set_kind(self._summary, "muted")
        self._problem.setObjectName("turntable_problem")
        for button in self._buttons.buttons():
            button.setIcon(QIcon())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(about)
        layout.addLayout(columns)
        layout.addWidget(self._summary)
        layout.addWidget(self._problem)
        layout.addWidget(self._buttons)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(0, 8, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(12)
        self._step.setObjectName("turntable_step_degrees")
        self._step.setToolTip(_tooltip("step_degrees"))
        self._full.setObjectName("turntable_full")
        self._full.setToolTip("The pictures divide a full turn evenly; the last one is a step before the first.")
        form.addRow(_FIELDS["step_degrees"].metadata["label"], _row(self._step, self._full))
        for button, name in ((self._right, "right"), (self._left, "left")):
            button.setObjectName(f"turntable_{name}")
            button.setToolTip("Which way the side that faces the camera moves from one picture to the next.")
        group = QButtonGroup(self)
        group.addButton(self._right)
        group.addButton(self._left)
        form.addRow("The near side moves", _row(self._right, self._left))
        for name, slider in self._sliders.items():
            slider.setObjectName(f"turntable_{name}")
            slider.setToolTip(_tooltip(name))
            form.addRow(_FIELDS[name].metadata["label"], slider)
        return form

    def _connect(self) -> None:
        self._full.toggled.connect(self._take_turn)
        self._right.toggled.connect(self._take_turn)
        self._step.edited.connect(self._take_step)
        self._step.problem_changed.connect(self._problem.tell)
        for name, slider in self._sliders.items():
            slider.edited.connect(partial(self._change, name))
            slider.problem_changed.connect(self._problem.tell)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    @property
    def _even_step(self) -> float:
        """Degrees from one picture to the next in a full turn."""
        return min(_FULL_TURN_DEGREES / self._count, _LARGEST_STEP_DEGREES)

    def _take_step(self, step_degrees: float) -> None:
        """Take a typed step; a minus says the direction, too."""
        self._change("step_degrees", step_degrees)
        self._full.setChecked(step_degrees == 0)
        if step_degrees < 0:
            self._left.setChecked(True)
        self._take_turn()

    def _take_turn(self) -> None:
        size = self._even_step if self._full.isChecked() else abs(self._settings.step_degrees) or self._even_step
        step = -size if self._left.isChecked() else size
        is_usual = self._full.isChecked() and self._right.isChecked()
        self._change("step_degrees", 0.0 if is_usual else step)

    def _change(self, name: str, value: Any, *_: object) -> None:
        self._settings = dataclasses.replace(self._settings, **{name: value})
        self._show()

    def _show(self) -> None:
        settings = self._settings
        step = settings.step_degrees or self._even_step
        self._step.setEnabled(not self._full.isChecked())
        self._step.show_value(float(number_text(abs(step))))
        for name, slider in self._sliders.items():
            slider.show_value(getattr(settings, name))
        self._sketch.show_turntable(step, self._count, settings.fov_y_degrees)
        way = "counter-clockwise" if step > 0 else "clockwise"
        whole = "a full turn" if self._full.isChecked() else f"{abs(step) * (self._count - 1):.4g}° in all"
        self._summary.setText(
            f"{self._count:,} pictures, {abs(step):.4g}° from one to the next, {way} seen from above: {whole}."
        )


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row


def _tooltip(name: str) -> str:
    text: str = _FIELDS[name].metadata["help"]
    return f"{text[0].upper()}{text[1:]}."
