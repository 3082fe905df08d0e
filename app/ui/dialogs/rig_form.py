"""The choices that make a rig: arrangement, count, elevation, distance, angle and size of the images."""

import dataclasses
from functools import partial
from typing import Any

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QCheckBox, QFormLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from app.engine.cameras.rig_settings import RigSettings
from app.engine.cameras.rigs import fit_distance
from app.ui.icons import icon
from app.ui.widgets.number_field import NumberField, number_text
from app.ui.widgets.slider_field import SliderField
from app.ui.widgets.slider_scale import LadderScale, LinearScale, SliderScale

_FIELDS = {field.name: field for field in dataclasses.fields(RigSettings)}
_SCALES: dict[str, SliderScale] = {
    "views": LinearScale(1, 60, 1),
    "elevation_degrees": LinearScale(-80, 80, 1),
    "fov_y_degrees": LinearScale(10, 90, 1),
    "resolution": LadderScale((64, 96, 128, 192, 256, 384, 512, 768, 1024)),
}
_ICON = QSize(18, 18)


class RigForm(QWidget):
    """A form for `RigSettings`.

    Args:
        settings: shown at first.
        radius_world: of the model, > 0: it gives the distance from which it fits the image.
        parent: owner.

    Signals:
        changed: the settings are others.
        problem_changed: a sentence on what is wrong with what was typed, "" once it is mended.
    """

    changed = pyqtSignal()
    problem_changed = pyqtSignal(str)

    def __init__(self, settings: RigSettings, radius_world: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._radius_world = radius_world
        self._arrangements = {name: _arrangement_button(name) for name in _FIELDS["rig"].metadata["choices"]}
        self._sliders = {name: SliderField(_FIELDS[name], scale) for name, scale in _SCALES.items()}
        self._distance = NumberField(_FIELDS["distance_world"])
        self._fits = QCheckBox("fits the model")
        self._form = QFormLayout(self)
        self._build()
        self._connect()
        self.setFocusProxy(self._sliders["views"])
        self._show()

    @property
    def settings(self) -> RigSettings:
        """As chosen so far."""
        return self._settings

    def add_row(self, field: QWidget) -> None:
        """Put something below the last field, in line with the fields."""
        self._form.addRow("", field)

    def _build(self) -> None:
        form = self._form
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        form.addRow(_label("rig"), self._arrangement_row())
        form.addRow(_label("views"), self._sliders["views"])
        form.addRow(_label("elevation_degrees"), self._sliders["elevation_degrees"])
        form.addRow(_label("distance_world"), self._distance_row())
        form.addRow(_label("fov_y_degrees"), self._sliders["fov_y_degrees"])
        form.addRow(_label("resolution"), self._sliders["resolution"])
        for name, slider in self._sliders.items():
            slider.setObjectName(f"rig_{name}")
            slider.setToolTip(_tooltip(name))

    def _arrangement_row(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self._arrangements.values():
            group.addButton(button)
            row.addWidget(button)
        row.addStretch()
        return row

    def _distance_row(self) -> QHBoxLayout:
        self._distance.setObjectName("rig_distance_world")
        self._distance.setToolTip(_tooltip("distance_world"))
        self._fits.setObjectName("rig_fits")
        self._fits.setToolTip("Take the distance from which the model fits the image however it is turned.")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._distance, 1)
        row.addWidget(self._fits)
        return row

    def _connect(self) -> None:
        for name, button in self._arrangements.items():
            button.clicked.connect(partial(self._change, "rig", name))
        for name, slider in self._sliders.items():
            slider.edited.connect(partial(self._change, name))
            slider.problem_changed.connect(self.problem_changed)
        self._distance.edited.connect(partial(self._change, "distance_world"))
        self._distance.problem_changed.connect(self.problem_changed)
        self._fits.clicked.connect(self._take_fits)

    def _change(self, name: str, value: Any, *_: object) -> None:
        self._settings = dataclasses.replace(self._settings, **{name: value})
        self._show()
        self.changed.emit()

    def _take_fits(self, fits: bool) -> None:
        self._change("distance_world", 0.0 if fits else self._fitting_distance())

    def _fitting_distance(self) -> float:
        return float(number_text(fit_distance(self._radius_world, self._settings.fov_y_degrees)))

    def _show(self) -> None:
        settings = self._settings
        fits = settings.distance_world == 0
        for name, slider in self._sliders.items():
            slider.show_value(getattr(settings, name))
        self._arrangements[settings.rig].setChecked(True)
        self._fits.setChecked(fits)
        self._distance.setEnabled(not fits)
        self._distance.show_value(self._fitting_distance() if fits else settings.distance_world)
        self._form.setRowVisible(self._sliders["elevation_degrees"], settings.rig == "ring")


def _arrangement_button(name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"rig_{name}")
    button.setText(name.capitalize())
    button.setIcon(icon(f"rig-{name}"))
    button.setIconSize(_ICON)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setCheckable(True)
    button.setToolTip(_tooltip("rig"))
    return button


def _label(name: str) -> QLabel:
    label = QLabel(_FIELDS[name].metadata["label"])
    label.setToolTip(_tooltip(name))
    return label


def _tooltip(name: str) -> str:
    text: str = _FIELDS[name].metadata["help"]
    return f"{text[0].upper()}{text[1:]}."
